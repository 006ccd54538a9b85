import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import type { ApplicationId, PersonId, OrganisationId } from "../src/kernel/ids.ts";
import { PARIS, dayOf, instantAt } from "../src/kernel/time.ts";
import { publishMinutes, publishPayment } from "../src/label/registry/write-accounts.ts";
import { DRAW_AFTER_DAYS } from "../src/label/registry/audit-draw.ts";
import { drawAudits } from "../src/label/registry/run-audits.ts";
import { startAgain } from "../src/label/application/start-again.ts";
import { sayTonight } from "../src/label/application/work-on.ts";
import { issueCheckpoint, registerNews } from "../src/label/transparency-log/keep.ts";
import { canonical, sha256 } from "../src/label/scoring/canonical.ts";
import type { AnswersFile, UnitSpec } from "../src/label/scoring/formats.ts";
import { modelOf } from "../src/label/scoring/model.ts";
import type { Deps } from "../src/platform/deps.ts";
import { newId, random } from "../src/platform/ids.ts";
import { openSigner } from "../src/platform/signer.ts";
import { databaseOf } from "./local/database.ts";
import type { Cast, Play } from "./local/play-draft.ts";
import { type Until, play } from "./local/play-label.ts";
import type { Keys } from "./local/seal.ts";
import { whoIs } from "./local/people.ts";
import { ROOT } from "./local/tools.ts";
import { LABEL_PEOPLE } from "./seed-people.ts";
import { newestReferential } from "./local/newest-referential.ts";

const DAY = 86_400;
const read = <T>(path: string): T => JSON.parse(readFileSync(join(ROOT, path), "utf8")) as T;

type Offer = {
  organisation: OrganisationId;
  applicant: string;
  offerName: string;
  unit: number;
  until: Until;
  daysAgo: number;
  reasons: string;
};
/** Fictitious files of the demo: one of each level, one refused, one that waits for its assessors. */
const OFFERS: readonly Offer[] = [
  {
    organisation: "org_demo-mutuelle",
    applicant: "applicant",
    offerName: "Écoute renforcée (offre fictive)",
    unit: 0,
    until: "decided",
    daysAgo: 75,
    reasons: "Toutes les portes du niveau Renforcé sont franchies, preuves récentes à l’appui. Décision fictive.",
  },
  {
    organisation: "org_demo-bruyere",
    applicant: "bruyere",
    offerName: "Bruyère Soutien (offre fictive)",
    unit: 1,
    until: "decided",
    daysAgo: 74,
    reasons:
      "Le score suffirait au niveau Renforcé, mais les frais de changement de numéro ne sont pas remboursés : la porte TEC-2 reste fermée. Décision fictive.",
  },
  {
    organisation: "org_demo-cytise",
    applicant: "cytise",
    offerName: "Cytise Écoute (offre fictive)",
    unit: 2,
    until: "decided",
    daysAgo: 73,
    reasons:
      "Plusieurs portes du premier niveau ne sont pas franchies. Le détail est critère par critère. Décision fictive.",
  },
  {
    organisation: "org_demo-bruyere",
    applicant: "bruyere",
    offerName: "Bruyère Famille (offre fictive)",
    unit: 0,
    until: "begun",
    daysAgo: 5,
    reasons: "",
  },
];

/** How the help of one labelled offer is reached; the other has not said it, so that both pages are seen. */
const TONIGHT = {
  line: "https://mutuelle-fictive.example/ligne",
  form: "https://mutuelle-fictive.example/ecrire",
  hours: "evenings",
} as const;

type Ids = Record<keyof typeof LABEL_PEOPLE, PersonId>;
/** Who plays in the file of an applicant. */
const castOf = (ids: Ids, applicant: keyof Ids): Cast => ({
  applicant: ids[applicant],
  operator: ids.operator,
  assessors: [ids.assessor, ids.assessor2],
  adjudicator: ids.adjudicator,
  panel: [ids.panel1, ids.panel2, ids.panel3],
});

/** The registry of the demo, made by the product's own acts on its database: what is shown was really decided, by people who do not exist. */
export async function seedRegistry(
  db: DatabaseSync,
  keys: Keys & { SIGNING_KEYS: string },
  origin: string,
  now: number,
): Promise<void> {
  if (db.prepare("SELECT 1 FROM decisions").get() !== undefined) {
    return;
  }
  const referential = newestReferential();
  const model = modelOf(referential.file);
  const units = read<AnswersFile>("docs/scoring/label.answers.json").units;
  const database = databaseOf(db);
  const depsAt = (at: number): Deps => ({ db: database, now: at, newId, random, vault: undefined as never }); // no act here opens the vault
  const person = (email: string): PersonId =>
    (db.prepare(`SELECT ${whoIs(keys, email).person} AS id`).get() as { id: PersonId }).id;
  const ids = Object.fromEntries(Object.entries(LABEL_PEOPLE).map(([name, email]) => [name, person(email)])) as Ids;
  const signer = await openSigner(keys.SIGNING_KEYS);
  const versions = [{ name: referential.name, hash: await sha256(canonical(model.file)) }];
  await registerNews(depsAt(now - 80 * DAY), { signer, versions });
  for (const offer of OFFERS) {
    const { applicant } = offer;
    const cast = castOf(ids, applicant as keyof typeof LABEL_PEOPLE);
    const one: Play = {
      depsAt,
      model,
      organisation: offer.organisation,
      cast,
      // At noon: the last signature of a refusal is taken by day.
      start: instantAt(dayOf(now - offer.daysAgo * DAY, PARIS), 720, PARIS),
      reasons: offer.reasons,
      offer: {
        offerName: offer.offerName,
        contracts: ["Socle", "Confort", "Confort famille"],
        members: 24_000,
        covered: 24_000,
      },
      unit: units[offer.unit] as UnitSpec,
    };
    const id = await play(one, offer.until);
    await goOn(depsAt, { offer, id, by: cast.applicant, now });
  }
  await giveAccount({ depsAt, signAt: (at) => issueCheckpoint(depsAt(at), { signer, origin }), by: ids.operator, now });
}

type Given = { depsAt: (at: number) => Deps; signAt: (at: number) => Promise<unknown>; by: PersonId; now: number };
/** A checkpoint of yesterday, and what the label of the demo gives account of: an audit that was drawn, a payment, minutes. */
async function giveAccount({ depsAt, signAt, by, now }: Given): Promise<void> {
  await drawAudits(depsAt(now - (1 + DRAW_AFTER_DAYS) * DAY));
  await signAt(now - DAY);
  await drawAudits(depsAt(now));
  const year = Number(dayOf(now - DAY, PARIS).slice(0, 4));
  const said = { payer: "Ligne Sûre (fictif)", payee: "Les évaluateurs", purpose: "indemnités de trois dossiers" };
  const text =
    "Fictif. Présents : deux associations, une mutuelle, une juriste.\n\nLe comité retient la remarque sur PSY-1 : une médiane serait plus juste qu’un plafond, à essayer pendant le pilote.";
  await publishPayment(depsAt(now), { year, ...said, euros: 2400, by });
  await publishMinutes(depsAt(now), { heldOn: dayOf(now - 10 * DAY, PARIS), text, by });
}

type GoneOn = { offer: Offer; id: ApplicationId; by: PersonId; now: number };
/** What mutuelles of the demo did since: one says how its help is reached, one begins anew. */
async function goOn(depsAt: (at: number) => Deps, { offer, id, by, now }: GoneOn): Promise<void> {
  if (offer.unit === 1) {
    await sayTonight(depsAt(now - DAY), { id, tonight: { ...TONIGHT, on: dayOf(now - DAY, PARIS) }, by });
  }
  if (offer.unit === 2) {
    await startAgain(depsAt(now - 5 * DAY), { from: id, organisation: offer.organisation, by });
  }
}
