import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { PLACE, answer, draft, idOf, newMutuelle } from "../../support/worker/applicant.ts";
import { as } from "../../support/worker/staff.ts";
import { ORIGIN, ask } from "../../support/worker/web.ts";
import { rows, value } from "../../support/worker/world.ts";

let me: Awaited<ReturnType<typeof newMutuelle>>;
beforeEach(async () => {
  me = await newMutuelle();
});

describe("pieces", () => {
  const PDF = "%PDF-1.7\n";
  const META = { emise: "2026-05-02", nature: "document", expire: "", url: "", detenteur: "" };
  /** Sends a body as the page does: bare, its fields in the address. */
  const put = (base: string, body: BodyInit | null, length: number | null, meta: Record<string, string> = META) =>
    ask(`${base}/criteres/PSY-1/preuves?${new URLSearchParams(meta).toString()}`, {
      method: "POST",
      body,
      headers: {
        cookie: me.cookie,
        origin: ORIGIN,
        accept: "application/json",
        "content-type": "application/octet-stream",
        ...(length === null ? {} : { "content-length": String(length) }),
      },
    });
  const stored = async (): Promise<number> => (await env.EVIDENCE.list({ prefix: PLACE })).objects.length;
  const pieces = (base: string) =>
    rows(
      "SELECT kind, mime, bytes, visibility FROM evidence_files WHERE application_id = ?1 AND removed_at IS NULL",
      idOf(base),
    );

  test("is streamed in with its hash, handed back as a download under a name of ours, and gone once removed", async () => {
    const base = await draft(me.cookie);
    const text = PDF + "x".repeat(5000);
    expect((await put(base, text, text.length)).status).toBe(200);
    expect(await pieces(base)).toEqual([
      { kind: "document", mime: "application/pdf", bytes: text.length, visibility: "private" },
    ]);
    const id = String(await value("SELECT id FROM evidence_files WHERE application_id = ?1", idOf(base)));
    const sha = [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))];
    expect(await value("SELECT sha256 FROM evidence_files WHERE id = ?1", id)).toBe(
      sha.map((b) => b.toString(16).padStart(2, "0")).join(""),
    );
    const back = await as(me.cookie).get(`${base}/preuves/${id}`);
    expect(back.html).toBe(text);
    expect(back.headers.get("content-disposition")).toMatch(/^attachment; filename="PSY-1-[\w-]+\.pdf"$/);
    expect(back.headers.get("x-content-type-options")).toBe("nosniff");
    expect(JSON.parse((await put(base, text, text.length)).html)).toMatchObject({
      done: expect.stringContaining("avait déjà été donné"),
    });
    expect((await as(me.cookie).post(`${base}/preuves/${id}/retirer`, { confirme: "oui" })).status).toBe(303);
    expect(await stored()).toBe(1);
  });

  test("a file that a filing names stays when it leaves the working copy", async () => {
    const base = await draft(me.cookie);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer());
    await put(base, `${PDF}garanties`, PDF.length + 9);
    await as(me.cookie).post(`${base}/deposer`, { convention: "on" });
    const id = String(await value("SELECT id FROM evidence_files WHERE application_id = ?1", idOf(base)));
    await as(me.cookie).post(`${base}/preuves/${id}/retirer`, { confirme: "oui" });
    expect([await pieces(base), await stored()]).toEqual([[], 1]);
  });

  test("without script, a form of a browser does the same; a name with a path or a script is never used", async () => {
    const base = await draft(me.cookie);
    const form = new FormData();
    Object.entries(META).forEach(([key, text]) => form.set(key, text));
    form.set("fichier", new File([`${PDF}x`], "../../<script>alert(1)</script>.pdf", { type: "text/html" }));
    const path = `${base}/criteres/PSY-1/preuves`;
    const sent = await ask(path, { method: "POST", body: form, headers: { cookie: me.cookie, origin: ORIGIN } });
    expect(sent.status).toBe(303);
    expect(await pieces(base)).toMatchObject([{ mime: "application/pdf" }]);
    expect((await as(me.cookie).get(`${base}/dimensions/D1`)).html).not.toContain("alert(1)");
  });

  test("a piece refused without script comes back as it was typed; the answer above it stays as it is saved", async () => {
    const base = await draft(me.cookie);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer({ publiable: "on" }));
    const sent = new FormData();
    const typed = {
      ...META,
      nature: "dataset",
      expire: "2026-05-01",
      url: "https://exemple.fr/a",
      nom: "Suivi",
      pages: "p. 8",
      public: "on",
    };
    Object.entries(typed).forEach(([key, text]) => sent.set(key, text));
    const path = `${base}/criteres/PSY-1/preuves`;
    const { status, html } = await ask(path, {
      method: "POST",
      body: sent,
      headers: { cookie: me.cookie, origin: ORIGIN },
    });
    expect([status, html]).toEqual([422, expect.stringMatching(/class="errors".*Cette fin vient avant la date/s)]);
    const [, form = ""] = /(<form[^>]*data-upload="PSY-1".*?<\/form>)/s.exec(html) ?? [];
    const held = ["emise", "expire", "url", "nom", "pages"].map(
      (name) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(form)?.[1],
    );
    expect(held).toEqual([typed.emise, typed.expire, typed.url, typed.nom, typed.pages]);
    expect(form).toContain('value="dataset" selected');
    expect(form).toMatch(/name="public"[^>]* checked/);
    // Where the summary leads, something is.
    const [, to = "?"] = /class="errors".*?href="#([^"]+)"/s.exec(html) ?? [];
    expect(form).toContain(`id="${to}"`);
    const [, saved = ""] = /(<form[^>]*data-answer="PSY-1".*?<\/form>)/s.exec(html) ?? [];
    expect(saved).toMatch(/name="publiable"[^>]* checked/);
  });

  test("refused, with why, and nothing stays: another type under a right name, nothing, 21 MB, a body that stops, a page that is no address, dates that contradict each other", async () => {
    const base = await draft(me.cookie);
    const said = async (sent: Promise<{ status: number; html: string }>): Promise<string> => {
      const { status, html } = await sent;
      return `${status} ${html}`;
    };
    const exe = `MZ\u0000\u0003${"\u0000".repeat(600)}`;
    expect(await said(put(base, exe, exe.length))).toMatch(/^422 .*quel que soit son nom/);
    const page = "<html><script>alert(1)</script>";
    expect(await said(put(base, page, page.length))).toMatch(/^422 .*quel que soit son nom/);
    expect(await said(put(base, "", 0))).toMatch(/^422 .*contient quelque chose/);
    expect((await put(base, PDF, 21 * 1024 * 1024)).status).toBe(422);
    expect(await said(put(base, PDF, 40 * 1024 * 1024))).toMatch(/^413 .*20 Mo au plus/);
    const halfway = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(PDF + "x".repeat(2000)));
        controller.close();
      },
    });
    expect(await said(put(base, halfway, 9000))).toMatch(/^422 .*arrêté avant la fin/);
    expect(await said(put(base, null, null, { ...META, url: "http://interne/" }))).toMatch(/^422 .*https/);
    const long = `https://exemple.fr/${"x".repeat(2000)}`;
    expect(await said(put(base, null, null, { ...META, url: long }))).toMatch(/^422 .*2 000 caractères/);
    expect(await said(put(base, PDF, PDF.length, { ...META, pages: "p".repeat(101) }))).toMatch(
      /^422 .*100 caractères/,
    );
    expect(await said(put(base, null, null, { ...META, emise: "2027-01-01" }))).toMatch(/^422 .*avenir/);
    expect(await said(put(base, PDF, PDF.length, { ...META, expire: "2026-05-01" }))).toMatch(/^422 .*vient avant/);
    expect([await pieces(base), await stored()]).toEqual([[], 0]);
  });

  test("a ZIP is kept as it is, never opened; a table and a page by its address are kept too", async () => {
    const base = await draft(me.cookie);
    const zip = `PK\u0003\u0004${"\u0000".repeat(600)}`;
    expect((await put(base, zip, zip.length)).status).toBe(200);
    const csv = "mois;appels;repondus\n2026-01;120;110\n";
    expect((await put(base, csv, csv.length, { ...META, nature: "dataset" })).status).toBe(200);
    expect((await put(base, null, null, { ...META, url: "https://exemple.fr/offre", public: "on" })).status).toBe(200);
    expect(await pieces(base)).toEqual([
      { kind: "document", mime: "application/zip", bytes: zip.length, visibility: "private" },
      { kind: "dataset", mime: "text/csv", bytes: csv.length, visibility: "private" },
      { kind: "url", mime: null, bytes: null, visibility: "public" },
    ]);
  });
});
