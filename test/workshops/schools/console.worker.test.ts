import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { type Statement, database } from "../../../src/platform/d1.ts";
import { singleFile } from "../../../src/platform/single-file.ts";
import { type Shelf, advanceFile } from "../../../src/workshops/schools/advance-file.ts";
import { giveAgain, writeFile } from "../../../src/workshops/schools/give-file.ts";
import { searchSchools } from "../../../src/workshops/schools/schools.store.ts";
import { csvOf, savedTwice, schoolsOf, serviceCells, uaiOf, western, wide } from "../../support/directory.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { sized } from "../../support/size.ts";
import { formOf, shelfAt } from "../../support/worker/directory.ts";
import { signedIn } from "../../support/worker/staff.ts";
import { type Answer, ask, send, setClock } from "../../support/worker/web.ts";
import { NOW, db, depsAt, rows, run, value } from "../../support/worker/world.ts";

const BASE = "/console/annuaire";
/** Each so many batches one is killed. */
const STEP = sized({ short: 3, long: 1 });
let cookie = "";
let person = "";
let clock = NOW;
beforeEach(async () => {
  await setClock(NOW);
  clock = NOW;
  ({ cookie, person } = await signedIn("delivered+directory@resend.dev"));
});

const give = (content: Uint8Array | string): Promise<Answer> => {
  const { body, headers } = formOf(content);
  return ask(BASE, { method: "POST", body, headers: { ...headers, cookie } });
};
const post = (path: string, fields: Record<string, string> = {}): Promise<Answer> =>
  send(path, fields, { headers: { cookie } });
const page = async (path: string): Promise<string> =>
  (await ask(path, { headers: { cookie } })).html.replaceAll(/[\u00a0\u202f]/g, " ");

const shelf = (over: Partial<Shelf> = {}): Shelf => shelfAt(() => clock, over);
/** The reactor works until nothing is left. */
async function working(): Promise<void> {
  for (let i = 0; i < 50 && (await advanceFile(depsAt(clock), shelf())); i++) {
    clock += 1;
  }
}
/** A file that is given and judged: its page. */
async function judged(content: Uint8Array | string): Promise<string> {
  const { location } = await give(content);
  await working();
  clock += 10;
  await setClock(clock);
  return location.replace(/\?.*/, "");
}
async function written(content: string, reasons: Record<string, string> = {}): Promise<string> {
  const path = await judged(content);
  await post(`${path}/ecrire`, reasons);
  await working();
  clock += 10;
  await setClock(clock);
  return path;
}
const stateOf = (path: string): Promise<unknown> =>
  value("SELECT state FROM directory_files WHERE id = ?1", path.split("/").at(-1) ?? "");
const SMALL = schoolsOf(100);
const bytesIn = async (): Promise<number> => (await env.EVIDENCE.list({ prefix: "annuaire/" })).objects.length;

describe("the directory in the console", () => {
  test("a file is kept, judged and shown with samples; nothing is written before « Écrire », then all of it, with who and what for ever", async () => {
    const given = await give(csvOf([...SMALL, serviceCells(1), { ...SMALL[5], etat: "?" }]));
    expect([given.status, given.bells.length]).toEqual([303, 1]);
    const path = given.location.replace(/\?.*/, "");
    expect(await page(given.location)).toContain("Le fichier est gardé");
    await working();
    const html = await page(path);
    expect(html).toContain(
      "102 lignes : 100 établissements, 1 service qui n’est pas un établissement, 1 ligne refusée ; 100 nouveaux",
    );
    expect(html).toContain(`${uaiOf(1000)} : Ecole élémentaire Jean Jaurès, Vitry-sur-Seine`);
    expect(html).toContain("ligne 103 : ");
    expect(await value("SELECT count(*) FROM schools")).toBe(0);
    const asked = await post(`${path}/ecrire`);
    expect([asked.status, asked.bells.length]).toEqual([303, 1]);
    expect(await page(path)).toContain("0 lignes sur 102");
    await working();
    const after = await page(path);
    expect(after).toContain("écrit");
    expect(after).toMatch(/\d+ recherches sur \d+ trouvent l’établissement/);
    expect((await searchSchools(db, "jaures vitry college")).schools[0]?.uai).toBe(uaiOf(1080));
    const trail = await rows<{ type: string; actor: string }>(
      "SELECT type, actor FROM events WHERE type LIKE 'directory.%' ORDER BY type",
    );
    expect(trail).toEqual([
      { type: "directory.file_given", actor: person },
      { type: "directory.imported", actor: "reactor" },
      { type: "directory.write_asked", actor: person },
    ]);
    expect(await page(BASE)).toContain("100 nouveaux, 0 changés, 0 disparus");
  });

  test("what stops a file wants a reason, which the event keeps; a second press changes nothing", async () => {
    await written(csvOf(SMALL));
    const path = await judged(csvOf(SMALL.slice(0, 90)));
    expect(await page(path)).toContain("10 établissements sur 100 ouverts et connus disparaîtraient");
    const refused = await post(`${path}/ecrire`, { gone: " " });
    expect([refused.status, refused.html.includes("Dites pourquoi, en une phrase.")]).toEqual([422, true]);
    expect(await stateOf(path)).toBe("judged");
    await post(`${path}/ecrire`, { gone: "regroupements" });
    expect((await post(`${path}/ecrire`, { gone: "regroupements" })).status).toBe(409);
    await working();
    expect(await value("SELECT count(*) FROM schools WHERE status = 'absent'")).toBe(10);
    const data = await rows<{ data: string }>(
      "SELECT data FROM events WHERE type = 'directory.imported' ORDER BY at DESC",
    );
    expect(JSON.parse(data[0]?.data ?? "")).toMatchObject({ absent: 10, accepted: { gone: "regroupements" } });
  });

  test("what changed between the judgement and the writing is judged anew, and asks a person again", async () => {
    await written(csvOf(SMALL));
    const path = await judged(csvOf(SMALL));
    await run("UPDATE directory_files SET sha256 = 'other' WHERE state = 'refused'");
    expect(await stateOf(path)).toBe("refused");
    const other = await judged(csvOf(SMALL.slice(0, 99)));
    await written(csvOf([...SMALL, ...schoolsOf(200).slice(100)]));
    await post(`${other}/ecrire`);
    await working();
    expect(await stateOf(other)).toBe("judged");
    expect(await page(other)).toContain("101 établissements sur 200");
    expect(await value("SELECT count(*) FROM schools WHERE status = 'absent'")).toBe(0);
    await post(`${other}/ecrire`, { gone: "oui" });
    await working();
    expect(await stateOf(other)).toBe("written");
  });

  test("encodings are known here as on a desk: Windows-1252, UTF-16; a file saved twice is refused in words", async () => {
    const text = csvOf(SMALL.slice(0, 20));
    for (const [content, encoding] of [
      [wide(text), "UTF-16"],
      [western(text), "Windows-1252"],
      [text, "UTF-8"],
    ] as const) {
      const html = await page(await judged(content));
      expect(html).toContain(`20 établissements`);
      expect(html).toContain(`Lu en ${encoding}.`);
    }
    await written(text);
    const html = await page(await judged(western(text)));
    expect(html).toContain("0 nouveau, 0 changé, 0 disparu");
    const twice = await page(await judged(savedTwice(text)));
    expect(twice).toContain("a été enregistré deux fois");
    expect(twice).not.toContain(">Écrire</button>");
    expect(await page(await judged("a;b\n1;2\n"))).toContain("Il manque dans la première ligne");
  });

  test("the last twelve files stay: an older one can be given again, one before them is gone", async () => {
    const first = await written(csvOf(SMALL));
    const second = await written(csvOf(SMALL.slice(0, 99)));
    await post(`${first}/reprendre`);
    await working();
    const [again] = await rows<{ id: string }>("SELECT id FROM directory_files ORDER BY created_at DESC LIMIT 1");
    expect(await page(`${BASE}/${again?.id}`)).toContain("0 nouveau, 1 changé, 0 disparu");
    for (let i = 0; i < 12; i++) {
      clock += 1;
      await setClock(clock);
      await judged(csvOf(SMALL.slice(0, 80 - i)));
    }
    expect(await bytesIn()).toBe(12);
    expect(await refusals(first, second)).toEqual([["gone"], ["gone"]]);
  });
  const refusals = (...paths: string[]) =>
    Promise.all(
      paths.map(async (path) => {
        const done = await giveAgain(depsAt(clock), { fileId: path.split("/").at(-1) ?? "", by: person });
        return done.ok ? [] : [done.refusal];
      }),
    );
});

describe("the reactor at work on a file", () => {
  test(`killed ${STEP === 1 ? "at any batch" : `at one batch in ${STEP}`}, it goes on from there: the same schools, counted once`, async () => {
    const content = csvOf(schoolsOf(1001));
    const ends: string[] = [];
    for (let stop = 0; ; stop += STEP) {
      for (const table of ["directory_files", "school_imports", "school_words", "schools"]) {
        await run(`DELETE FROM ${table}`);
      }
      const path = await judged(content);
      await post(`${path}/ecrire`);
      let left = stop;
      const killed = {
        ...database(env.DB),
        batch: (statements: Parameters<typeof db.batch>[0]) =>
          left-- <= 0 ? Promise.reject(new Error("killed")) : db.batch(statements),
      };
      // Nothing is done after a kill, not even a note of it; its lease keeps the others away for a while.
      await advanceFile({ ...depsAt(clock), db: killed }, shelf()).catch(() => null);
      expect(await advanceFile(depsAt(clock), shelf())).toBe(false);
      clock += 600;
      await working();
      const [counts] = await rows("SELECT state, lines_done, added, changed, absent FROM directory_files");
      ends.push(
        JSON.stringify([
          counts,
          await value("SELECT count(*) FROM schools"),
          await value("SELECT sum(schools) FROM school_words"),
        ]),
      );
      if (left >= 0) {
        break;
      }
    }
    expect(ends.length).toBeGreaterThan(6 / STEP);
    expect(new Set(ends)).toEqual(new Set([ends.at(-1)]));
    expect(ends[0]).toContain('"added":1001,"changed":0');
  }, 120_000);

  test("one file is one reactor's at a time; what fails again and again is given up, in words, and stops nothing else", async () => {
    const { location } = await give(csvOf(SMALL));
    const broken = shelf({
      open: () => () => {
        throw new Error("R2 is away");
      },
    });
    for (let i = 0; i < 6; i++) {
      expect(await advanceFile(depsAt(clock), broken)).toBe(false);
      expect(await advanceFile(depsAt(clock), broken)).toBe(false);
      clock += 600;
    }
    expect(await page(location)).toContain("La lecture s’est arrêtée six fois");
    const path = await judged(csvOf(SMALL.slice(2)));
    await post(`${path}/ecrire`);
    const full = {
      ...db,
      batch: (list: readonly Statement[]) =>
        list.some(({ sql }) => sql.includes("INTO schools")) ? Promise.reject(new Error("full")) : db.batch(list),
    };
    for (let i = 0; i < 6; i++) {
      expect(await stateOf(path)).toBe("writing");
      await advanceFile(depsAt(clock, { db: full }), shelf());
      clock += 600;
    }
    expect(await stateOf(path)).toBe("refused");
    expect(await stateOf(await judged(csvOf(SMALL.slice(1))))).toBe("judged");
  });
});

describe("what is not a file, or no longer as it was", () => {
  test("an empty file is not kept; what is not there answers 404", async () => {
    const empty = await give("");
    expect([empty.status, empty.html.includes("Ce fichier est vide")]).toEqual([422, true]);
    expect((await post(BASE, { fichier: "x" })).status).toBe(422);
    for (const act of ["ecrire", "reprendre"]) {
      expect((await post(`${BASE}/dir_x/${act}`)).status).toBe(404);
    }
    expect((await ask(`${BASE}/dir_x`, { headers: { cookie } })).status).toBe(404);
  });

  test("a form with one file is streamed, whatever the pieces it comes in; another one fails rather than keep what is not a file", async () => {
    const { body, headers } = formOf("é;b\r\n--xYz\r\n1;2");
    for (const size of [1, 7, 1000]) {
      const pieces = new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (let at = 0; at < body.length; at += size) {
            controller.enqueue(body.slice(at, at + size));
          }
          controller.close();
        },
      });
      const file = await singleFile(new Request("https://site.test", { method: "POST", body: pieces, headers }));
      expect(await new Response(file?.body).text()).toBe("é;b\r\n--xYz\r\n1;2");
      expect(file?.bytes).toBe(16);
    }
    const longer = { ...headers, "content-length": String(body.length + 3) };
    const cut = await singleFile(
      new Request("https://site.test", { method: "POST", body: body.slice(), headers: longer }),
    );
    await expect(new Response(cut?.body).text()).rejects.toThrow();
    const field = new TextEncoder().encode('--xYz\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--xYz--\r\n');
    const sent = { ...headers, "content-length": String(field.length) };
    expect(
      await singleFile(new Request("https://site.test", { method: "POST", body: field, headers: sent })),
    ).toBeNull();
  });
});

/** The id of a file on its page. */
const idOf = (path: string): string => path.split("/").at(-1) ?? "";
const writing = (fileId: string) => writeFile(depsAt(clock), { fileId, accepted: {}, by: person });
refusedBecause(writeFile, [
  ["not_found", () => writing("dir_x")],
  ["moved", async () => writing(idOf(await written(csvOf(SMALL))))],
  [
    "unanswered",
    async () => {
      await written(csvOf(SMALL));
      return writing(idOf(await judged(csvOf(SMALL.slice(50)))));
    },
  ],
]);
refusedBecause(giveAgain, [
  ["not_found", () => giveAgain(depsAt(clock), { fileId: "dir_x", by: person })],
  [
    "gone",
    async () => {
      const fileId = idOf(await judged(csvOf(SMALL)));
      await run("UPDATE directory_files SET r2_key = NULL WHERE id = ?1", fileId);
      return giveAgain(depsAt(clock), { fileId, by: person });
    },
  ],
]);
