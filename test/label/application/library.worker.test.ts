import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { dropPiece, openApplication } from "../../../src/label/application/work-on.ts";
import { dropFromLibrary, follow, keepPiece, keepVersion, restOn } from "../../../src/label/application/library.ts";
import { MOST_PIECES, findPiece } from "../../../src/label/application/library.store.ts";
import { readApplication } from "../../../src/label/application/application.store.ts";
import { readPiece } from "../../../src/label/application/application.schema.ts";
import { asId } from "../../../src/kernel/ids.ts";
import { PARIS, addDays, dayOf } from "../../../src/kernel/time.ts";
import { evidenceStore } from "../../../src/platform/evidence-r2.ts";
import type { SiteDeps } from "../../../src/platform/deps.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { PLACE, SPACE, answer, draft, idOf, newMutuelle } from "../../support/worker/applicant.ts";
import { as, organisation, owns, signedIn } from "../../support/worker/staff.ts";
import { ORIGIN, ask } from "../../support/worker/web.ts";
import { NOW, db, depsAt, rows, run, value } from "../../support/worker/world.ts";
import { ONLY_LED, says } from "../../support/worker/led.ts";

const LIBRARY = `/espace/structures/${PLACE}/bibliotheque`;
const NINE = ["PSY-1", "PSY-2", "JUR-3", "TEC-2", "ACC-1", "ACC-2", "ACC-3", "ACC-4", "VIS-2"];
let me: Awaited<ReturnType<typeof newMutuelle>>;
beforeEach(async () => {
  me = await newMutuelle();
  await Promise.all((await env.EVIDENCE.list()).objects.map(({ key }) => env.EVIDENCE.delete(key)));
});

/** Gives a piece to a criterion by the form of a browser. */
async function send(path: string, over: Record<string, string> = {}, text = "%PDF-1.7 conditions"): Promise<number> {
  const form = new FormData();
  const meta = {
    emise: "2026-05-02",
    nature: "document",
    expire: "",
    url: "",
    detenteur: "",
    nom: "",
    pages: "",
    ...over,
  };
  Object.entries(meta).forEach(([key, one]) => form.set(key, one));
  form.set("fichier", new File([text], "Conditions générales 2026.pdf", { type: "application/pdf" }));
  const sent = await ask(path, { method: "POST", body: form, headers: { cookie: me.cookie, origin: ORIGIN } });
  return sent.status;
}
const stored = async (): Promise<number> => (await env.EVIDENCE.list()).objects.length;
const libraryId = async (): Promise<string> =>
  String(await value("SELECT id FROM library_pieces WHERE superseded_by IS NULL AND removed_at IS NULL"));
const take = (base: string, criterion: string, piece: string, over: Record<string, string> = {}) =>
  as(me.cookie).post(`${base}/criteres/${criterion}/bibliotheque`, { piece, pages: "", ...over });
const uses = () =>
  rows<{ n: number; files: number }>(
    "SELECT count(*) AS n, count(DISTINCT application_id) AS files FROM evidence_files WHERE removed_at IS NULL",
  );

describe("the library of pieces", () => {
  test("one file of conditions proves nine criteria of three files with one upload; a use taken out leaves the others, and the file", async () => {
    const bases = [await draft(me.cookie), await draft(me.cookie), await draft(me.cookie)];
    expect(await send(`${bases[0]}/criteres/PSY-1/preuves`, { pages: "art. 12, p. 8" })).toBe(303);
    const piece = await libraryId();
    for (const base of bases) {
      for (const criterion of NINE.slice(base === bases[0] ? 1 : 0)) {
        expect((await take(base, criterion, piece, { pages: `art. ${criterion}` })).status).toBe(303);
      }
    }
    expect([await uses(), await stored()]).toEqual([[{ n: 27, files: 3 }], 1]);
    const first = String(
      await value(
        "SELECT id FROM evidence_files WHERE application_id = ?1 AND criterion_id = 'PSY-1'",
        idOf(bases[0] ?? ""),
      ),
    );
    const out = await as(me.cookie).post(`${bases[0]}/preuves/${first}/retirer`, { confirme: "oui" });
    expect(await says(as(me.cookie).get, out.location, "La pièce est retirée.")).toEqual(ONLY_LED);
    expect([await uses(), await stored()]).toEqual([[{ n: 26, files: 3 }], 1]);
    const other = String(
      await value(
        "SELECT id FROM evidence_files WHERE application_id = ?1 AND removed_at IS NULL LIMIT 1",
        idOf(bases[2] ?? ""),
      ),
    );
    expect((await as(me.cookie).get(`${bases[2]}/preuves/${other}`)).html).toBe("%PDF-1.7 conditions");
    const { html } = await as(me.cookie).get(LIBRARY);
    expect(html).toMatch(/Conditions générales 2026.*26\susages/s);
    expect((await as(me.cookie).get(`${bases[0]}/dimensions/D2`)).html).toContain("art. JUR-3");
  });

  test("assessors read its name and its pages, in what was filed", async () => {
    const base = await draft(me.cookie);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer());
    await send(`${base}/criteres/PSY-1/preuves`, { pages: "art. 12, p. 8" });
    await as(me.cookie).post(`${base}/deposer`, { convention: "on" });
    const document = JSON.parse(String(await value("SELECT document FROM submissions"))) as { evidence: object[] };
    expect(document.evidence).toMatchObject([
      { criterion: "PSY-1", name: "Conditions générales 2026", pages: "art. 12, p. 8" },
    ]);
  });

  test("a new version takes its place in the library; each file follows when somebody says so, and the old file stays for what was filed", async () => {
    const base = await draft(me.cookie);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer());
    await send(`${base}/criteres/PSY-1/preuves`, { pages: "p. 8" });
    await as(me.cookie).post(`${base}/deposer`, { convention: "on" });
    const old = await libraryId();
    expect(await send(`${LIBRARY}/${old}/version`, { emise: "2026-10-01" }, "%PDF-1.7 conditions 2027")).toBe(303);
    const page = () => as(me.cookie).get(`${base}/dimensions/D1`);
    expect((await page()).html).toContain("Prendre la nouvelle version");
    const use = String(await value("SELECT id FROM evidence_files WHERE removed_at IS NULL"));
    expect((await as(me.cookie).post(`${base}/preuves/${use}/version`, {})).status).toBe(303);
    const { html } = await page();
    expect([html.includes("Prendre la nouvelle version"), html.includes("p. 8"), await stored()]).toEqual([
      false,
      true,
      2,
    ]);
    expect((await as(me.cookie).post(`${LIBRARY}/${old}/retirer`, { confirme: "oui" })).status).toBe(303);
    expect(await stored()).toBe(2);
  });

  test("a file is renewed from its library: pieces come along with their files, each says for which levels it is too old", async () => {
    const base = await draft(me.cookie);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer());
    await send(`${base}/criteres/PSY-1/preuves`, { emise: "2025-06-02" });
    await send(
      `${base}/criteres/PSY-1/preuves`,
      { emise: "2026-10-01", nature: "dataset" },
      "mois;volumes\n2026-01;12\n",
    );
    await run("UPDATE applications SET state = 'decided', submission = 1 WHERE id = ?1", idOf(base));
    const { location } = await as(me.cookie).post(`${base}/repartir`, {});
    const { html } = await as(me.cookie).get(`${location}/dimensions/D1`);
    expect(html).toMatch(/trop ancienne pour «\sRenforcé\s» et «\sComplet\s»/);
    expect(html.match(/Elle est trop/g)).toHaveLength(1);
    expect([await uses(), await stored()]).toEqual([[{ n: 4, files: 2 }], 2]);
  });

  test("a piece on which something rests stays; alone, it goes after it was asked, with its file", async () => {
    const base = await draft(me.cookie);
    await send(`${base}/criteres/PSY-1/preuves`);
    const piece = await libraryId();
    const path = `${LIBRARY}/${piece}/retirer`;
    expect((await as(me.cookie).post(path, { confirme: "oui" })).status).toBe(409);
    const use = String(await value("SELECT id FROM evidence_files"));
    await as(me.cookie).post(`${base}/preuves/${use}/retirer`, { confirme: "oui" });
    expect([(await as(me.cookie).post(path, {})).status, await stored()]).toEqual([200, 1]);
    const gone = await as(me.cookie).post(path, { confirme: "oui" });
    expect([gone.status, await stored()]).toEqual([303, 0]);
    expect(await says(as(me.cookie).get, gone.location, "La pièce est retirée de la bibliothèque.")).toEqual(ONLY_LED);
  });

  test("what was chosen from the library comes back when it cannot be taken", async () => {
    const base = await draft(me.cookie);
    await send(`${base}/criteres/PSY-1/preuves`);
    const { status, html } = await take(base, "PSY-2", "lib_gone", { pages: "art. 12", public: "on" });
    const [, form = ""] = /(<form[^>]*PSY-2\/bibliotheque".*?<\/form>)/s.exec(html) ?? [];
    expect([status, form]).toEqual([409, expect.stringMatching(/value="art. 12".*name="public"[^>]* checked/s)]);
    const long = "art. ".repeat(21);
    const cut = await take(base, "PSY-2", await libraryId(), { pages: long });
    expect([cut.status, cut.html.includes("100 caractères au plus"), cut.html.includes(`value="${long}"`)]).toEqual([
      422,
      true,
      true,
    ]);
  });

  test("another mutuelle's piece does not exist, by any way", async () => {
    const base = await draft(me.cookie);
    await send(`${base}/criteres/PSY-1/preuves`);
    const piece = await libraryId();
    await organisation("org_other", "mutuelle");
    const other = await signedIn("delivered+other@resend.dev", "applicant", "org_other");
    await owns(other.person, "org_other");
    const theirs = "/espace/structures/org_other";
    const opened = await as(other.cookie).post(`${theirs}/label`, {
      offerName: "Autre",
      contracts: "Un",
      members: "10",
      covered: "10",
      revision: "0",
    });
    const answers = [
      await as(other.cookie).get(`${LIBRARY}/${piece}`),
      await as(other.cookie).get(`${theirs}/bibliotheque/${piece}`),
      await as(other.cookie).post(`${opened.location}/criteres/PSY-1/bibliotheque`, { piece, pages: "" }),
    ].map(({ status }) => status);
    expect([answers, await uses()]).toEqual([[404, 404, 409], [{ n: 1, files: 1 }]]);
  });
});

/** The acts as they are handed the world, with a draft of the mutuelle. */
async function hands() {
  const deps = { ...depsAt(NOW), evidence: evidenceStore(env.EVIDENCE) } as unknown as SiteDeps;
  const id = await openApplication(deps, {
    organisation: PLACE,
    by: me.person,
    offer: { offerName: "Écoute", contracts: ["Un"], members: 10, covered: 10 },
    referential: "label@0.9.0",
  });
  const work = await readApplication(db, { id, organisationId: PLACE });
  const { application } = work as NonNullable<typeof work>;
  const fields = { get: (name: string) => ({ emise: "2026-05-02", nature: "document" })[name] ?? "" };
  const read = readPiece(fields, "2026-12-01");
  if (!read.ok) {
    throw new Error("not read");
  }
  const upload = (text: string) => ({
    body: new Response(text).body as ReadableStream<Uint8Array>,
    bytes: text.length,
  });
  const by = me.person;
  const give = (over = {}) =>
    keepPiece(deps, {
      application,
      criterionId: "PSY-1",
      typed: read.value,
      upload: upload("%PDF-1.7 un"),
      by,
      ...over,
    });
  const held = async () => {
    await give();
    const piece = await findPiece(db, { id: await libraryId(), organisationId: PLACE });
    return piece as NonNullable<typeof piece>;
  };
  const version = (of: Awaited<ReturnType<typeof held>>, text: string) =>
    keepVersion(deps, { of, organisation: PLACE, typed: read.value, upload: upload(text), by });
  const close = () => run("UPDATE applications SET state = 'withdrawn' WHERE id = ?1", id);
  /** As many pieces as an application takes, of which one may be there already. */
  const fill = () =>
    run(
      `WITH RECURSIVE n (i) AS (SELECT (SELECT count(*) FROM evidence_files WHERE application_id = ?1) UNION ALL SELECT i + 1 FROM n WHERE i < ${MOST_PIECES - 1})
       INSERT INTO evidence_files (id, application_id, criterion_id, kind, url, issued_on, visibility, state, added_by, created_at)
       SELECT 'evi_' || i, ?1, 'PSY-2', 'url', 'https://exemple.fr/' || i, '2026-05-02', 'private', 'received', 'per_x', 0 FROM n`,
      id,
    );
  return { deps, application, upload, give, held, version, close, fill, by };
}

describe("acts on the library", () => {
  refusedBecause(keepPiece, [
    ["empty", async () => (await hands()).give({ upload: null })],
    [
      "type",
      async () => {
        const { give, upload } = await hands();
        return give({ upload: upload("MZ exe") });
      },
    ],
    [
      "too_big",
      async () => {
        const { give, upload } = await hands();
        return give({ upload: { ...upload("%PDF-1.7"), bytes: 21 * 1024 * 1024 } });
      },
    ],
    [
      "cut",
      async () => {
        const { give, upload } = await hands();
        return give({ upload: { ...upload("%PDF-1.7"), bytes: 9000 } });
      },
    ],
    [
      "closed",
      async () => {
        const { give, close } = await hands();
        await close();
        return give();
      },
    ],
    [
      "most",
      async () => {
        const { give, fill } = await hands();
        await fill();
        return give();
      },
    ],
  ]);
  refusedBecause(restOn, [
    [
      "most",
      async () => {
        const { deps, application, by, held, fill } = await hands();
        const { id } = await held();
        await fill();
        return restOn(deps, { application, criterionId: "PSY-3", libraryId: id, pages: "", visibility: "private", by });
      },
    ],
    [
      "unknown",
      async () => {
        const { deps, application, by } = await hands();
        return restOn(deps, {
          application,
          criterionId: "PSY-1",
          libraryId: "lib_x",
          pages: "",
          visibility: "private",
          by,
        });
      },
    ],
    [
      "closed",
      async () => {
        const { deps, application, by, held, close } = await hands();
        const { id } = await held();
        await close();
        return restOn(deps, { application, criterionId: "PSY-1", libraryId: id, pages: "", visibility: "private", by });
      },
    ],
  ]);
  refusedBecause(keepVersion, [
    [
      "same",
      async () => {
        const { held, version } = await hands();
        return version(await held(), "%PDF-1.7 un");
      },
    ],
    [
      "superseded",
      async () => {
        const { held, version } = await hands();
        const of = await held();
        await version(of, "%PDF-1.7 deux");
        return version(of, "%PDF-1.7 trois");
      },
    ],
  ]);
  const useOf = async (application: { id: string }) => {
    const work = await readApplication(db, { id: asId("app", application.id), organisationId: PLACE });
    return work?.pieces[0] as NonNullable<typeof work>["pieces"][number];
  };
  test("« prendre la nouvelle version » pressed twice at once takes it once, and never after the file has closed", async () => {
    const { deps, application, by, held, version, close } = await hands();
    await version(await held(), "%PDF-1.7 deux");
    const piece = await useOf(application);
    const both = await Promise.all([1, 2].map(() => follow(deps, { application, piece, by })));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const standing = () =>
      rows(
        "SELECT library_id = ?1 AS is_old, removed_at IS NULL AS stands FROM evidence_files ORDER BY 1",
        String(piece.libraryId),
      );
    expect(await standing()).toEqual([
      { is_old: 0, stands: 1 },
      { is_old: 1, stands: 0 },
    ]);
    await close();
    const stays = await useOf(application);
    await dropPiece(deps, { applicationId: application.id, pieceId: stays.id });
    expect((await useOf(application)).id).toBe(stays.id);
  });
  test("a piece given twice, or chosen again, is one document under its criterion; other pages of it are another", async () => {
    const { deps, application, by, held, give } = await hands();
    const { id } = await held();
    expect((await give()).ok).toBe(true);
    const choose = async (pages: string) =>
      restOn(deps, {
        application,
        criterionId: "PSY-1",
        libraryId: id,
        pages,
        visibility: "private",
        by,
      });
    await choose("");
    expect(await uses()).toEqual([{ n: 1, files: 1 }]);
    await choose("art. 12");
    expect(await uses()).toEqual([{ n: 2, files: 1 }]);
  });
  test("an application that is full keeps what it has: its pieces are said again and take their new version, and one that is taken out leaves room", async () => {
    const { deps, application, by, held, give, version, fill } = await hands();
    const library = await held();
    await fill();
    expect((await give()).ok).toBe(true);
    await version(library, "%PDF-1.7 deux");
    const piece = await useOf(application);
    expect((await follow(deps, { application, piece, by })).ok).toBe(true);
    const more = {
      application,
      criterionId: "JUR-3",
      libraryId: library.id,
      pages: "",
      visibility: "private",
      by,
    } as const;
    expect((await restOn(deps, more)).ok).toBe(false);
    await dropPiece(deps, { applicationId: application.id, pieceId: "evi_9" });
    expect((await restOn(deps, more)).ok).toBe(true);
  });
  test("while the mutuelle answers its grades, pieces come until its last day and no longer", async () => {
    const { application, give, upload } = await hands();
    const given = async (dueOn: string, text: string) => {
      await run("UPDATE applications SET state = 'contradictory', due_on = ?2 WHERE id = ?1", application.id, dueOn);
      return (await give({ upload: upload(text) })).ok;
    };
    const today = dayOf(NOW, PARIS);
    expect([await given(today, "%PDF-1.7 un"), await given(addDays(today, -1), "%PDF-1.7 deux")]).toEqual([
      true,
      false,
    ]);
  });
  refusedBecause(follow, [
    [
      "newest",
      async () => {
        const { deps, application, by, held } = await hands();
        await held();
        return follow(deps, { application, piece: await useOf(application), by });
      },
    ],
    [
      "closed",
      async () => {
        const { deps, application, by, held, version, close } = await hands();
        await version(await held(), "%PDF-1.7 deux");
        const piece = await useOf(application);
        await close();
        return follow(deps, { application, piece, by });
      },
    ],
  ]);
  refusedBecause(dropFromLibrary, [
    [
      "in_use",
      async () => {
        const { deps, held } = await hands();
        return dropFromLibrary(deps, { piece: await held() });
      },
    ],
  ]);

  test("a file that came while its application was withdrawn leaves nothing behind", async () => {
    const { give, close } = await hands();
    await close();
    await give();
    expect([await stored(), await value("SELECT count(*) FROM library_pieces")]).toEqual([0, 0]);
  });
  test("the space of applications links to the library", async () => {
    expect((await as(me.cookie).get(SPACE)).html).toContain(`href="${LIBRARY}"`);
  });
});
