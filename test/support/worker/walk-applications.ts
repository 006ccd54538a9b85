import { PLACE, SPACE, answer, newMutuelle, OFFER } from "./applicant.ts";
import { application } from "./label.ts";
import { ORIGIN, ask, send } from "./web.ts";
import { value } from "./world.ts";
import { REFERENTIAL } from "../referential.ts";

/** An application from its first line to its withdrawal, with every page on the way. */
export async function applications(over: { bindings: object }): Promise<void> {
  const { cookie } = await newMutuelle();
  const as = { ...over, headers: { cookie } };
  const base = (await send(SPACE, OFFER, as)).location;
  await send(`${base}/offre`, { ...OFFER, revision: "1" }, as);
  await send(`${base}/criteres/PSY-1`, answer(), as);
  await send(`${base}/criteres/PSY-1`, answer({ note: "1" }), as);
  for (const note of ["https://exemple.fr/a", ""]) {
    const query = new URLSearchParams({ emise: "2026-05-02", url: note });
    const body = "%PDF-1.7 garanties";
    const headers = {
      cookie,
      origin: ORIGIN,
      "content-type": "application/octet-stream",
      "content-length": String(body.length),
    };
    await ask(`${base}/criteres/PSY-1/preuves?${query.toString()}`, { ...over, method: "POST", body, headers });
  }
  const piece = String(await value("SELECT id FROM evidence_files WHERE r2_key IS NOT NULL"));
  const pages = [
    "",
    "/recapitulatif",
    "/dimensions/D1",
    "/pieces.csv",
    "/reponses.json",
    `/preuves/${piece}`,
    "/joindre",
  ];
  for (const page of [SPACE, ...pages.map((one) => base + one)]) {
    await ask(page, as);
  }
  await send(`${base}/joindre`, { line: "https://exemple.fr/ligne", form: "", hours: "always" }, as);
  await send(`${base}/criteres/PSY-1/mots`, { mot: "Qui a la page 4 ?", pour: "team" }, as);
  await send(`${base}/criteres/PSY-1/mots/retirer`, { mot: "tcm_x" }, as);
  const file = new FormData();
  file.set(
    "fichier",
    new File(
      [`{"format":"answers/1","referential":"${REFERENTIAL}","units":[{"id":"u","answers":{"PSY-2":2}}]}`],
      "a.json",
    ),
  );
  await ask(`${base}/reprendre`, { ...over, method: "POST", body: file, headers: { cookie, origin: ORIGIN } });
  await send(`${base}/deposer`, { convention: "on" }, as);
  await ask(`${base}/depots/1`, as);
  await ask(`${base}/changements`, as);
  await send(`${base}/preuves/${piece}/retirer`, { confirme: "oui" }, as);
  await send(`${base}/changer-de-version`, {}, as);
  await send(`${base}/retirer`, { confirme: "oui" }, as);
  await application("app_walk", PLACE);
}
