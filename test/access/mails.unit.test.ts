import { describe, expect, test } from "vitest";

import { accessTemplates } from "../../src/access/access.mails.ts";
import { applicationTemplates } from "../../src/label/application/application.mails.ts";
import { assessmentTemplates } from "../../src/label/assessment/assessment.mails.ts";
import { organisationTemplates } from "../../src/access/organisations/organisations.mails.ts";
import { REASONS } from "../../src/access/organisations/organisations.events.ts";
import { bandLines } from "../../src/help/help-lines.ts";
import { fold } from "../../src/kernel/text.ts";
import { instantOf } from "../../src/kernel/time.ts";
import { writeLetter } from "../../src/mail/letter.ts";
import { renderLetter } from "../../src/mail/render.tsx";
import type { Reader } from "../../src/mail/template.ts";
import { FORBIDDEN_WORDS } from "../../src/workshops/sessions/programme.ts";
import { helpLines } from "../../workers/content.ts";
import { mailWords } from "../../workers/content.built.ts";

const ORIGIN = "https://lignesure.fr";
const foot = {
  helpLines: bandLines(helpLines).map((l) => ({ label: l.label, href: l.href ?? "", what: l.band ?? "" })),
  origin: ORIGIN,
};
const reader: Reader = {
  name: null,
  contactId: "ctc_0123456789ab",
  ageGroup: null,
  hour: 10,
  link: (purpose, subject, _, path = "/i") => Promise.resolve(`${ORIGIN}${path}/${purpose}.${subject}`),
  code: () => Promise.resolve("123456"),
  page: (path) => ORIGIN + path,
};
const until = instantOf("2026-12-05T18:30", "Europe/Paris");
const invited = { invitation: "inv_1", until };
const decided = { organisation: "org_1", structure: "Collège de l’Exemple", reason: null };
const VARS: Record<string, Record<string, unknown>> = {
  connexion: { signIn: "sgn_1", until },
  "connexion-lien": { signIn: "sgn_1", until },
  preuve: { signIn: "sgn_1", until },
  "cles-retirees": {},
  "adresse-a-prouver": { correction: "adc_1", until },
  "adresse-quittee": { correction: "adc_1", until },
  "adresse-retiree": {},
  "structure-confirmer": invited,
  invitation: { ...invited, structure: "Les Fils tendus", role: "facilitator" },
  "structure-validee": decided,
  "structure-refusee": { ...decided, reason: "address" },
  "structure-fermee": { ...decided, reason: "asked" },
  responsable: decided,
  "label-depose": {
    organisation: "org_1",
    application: "app_1",
    offer: "Écoute et appui",
    version: "0.9.0",
    number: 2,
    hash: "ab".repeat(32),
  },
};
VARS["label-mot"] = { organisation: "org_1", application: "app_1", offer: "Écoute et appui", criterion: "PSY-1" };
const step = { organisation: "org_1", application: "app_1", offer: "Écoute et appui", dueOn: "2026-12-14", number: 12 };
for (const key of [
  "recevable",
  "non-recevable",
  "precisions",
  "contradictoire",
  "replique",
  "constat",
  "decision",
  "recours",
  "audition",
  "suspendu",
  "sans-suite",
  "12-mois",
  "24-mois",
  "renouveler",
]) {
  VARS[`label-${key}`] = step;
}
VARS["label-delai"] = {
  organisation: "org_1",
  application: "app_1",
  offer: "Écoute et appui",
  what: "Votre réponse aux notes",
  day: "mardi 22 décembre 2026",
  left: "Vous n’avez répondu à aucune note. Ce n’est pas une obligation ; après ce jour, le comité décide.",
};
for (const key of ["label-echeance", "label-retard"]) {
  VARS[key] = {
    task: "évaluation",
    day: "mardi 22 décembre 2026",
    left: "Critères notés : 12. Vos notes ne sont pas encore rendues.",
  };
}
VARS["label-mission"] = { task: "adjudicator" };
VARS["label-pret"] = {};
VARS["label-temoin"] = { witness: "temoin.exemple", said: "inconsistent", size: 42 };
VARS["label-point"] = {
  note: "lignesure.fr/label/journal\n42\nq83vq83vq83vq83vq83vq83vq83vq83vq83vq83vq80=\n\n— lignesure.fr/label/journal q83vq83v\n",
};
const templates = [
  ...accessTemplates(mailWords),
  ...organisationTemplates(mailWords),
  ...applicationTemplates(mailWords),
  ...assessmentTemplates(mailWords),
];

describe.each(templates.map((template) => [template.key, template] as const))("mail %s", (key, template) => {
  const render = async (vars: Record<string, unknown> = VARS[key] ?? {}) =>
    renderLetter(writeLetter(template.content, await template.fill(vars, reader)), foot);

  test("reads as its golden file, says « vous », is discreet where a screen may show it", async () => {
    const { subject, text, html } = await render();
    await expect(`${subject}\n\n${text}\n`).toMatchFileSnapshot(`../mail/golden/${key}.txt`);
    const preview = /max-height:0;overflow:hidden">(.*?)<\/div>/.exec(html)?.[1] ?? "";
    for (const word of FORBIDDEN_WORDS) {
      expect(fold(`${subject} ${preview}`)).not.toContain(fold(word));
    }
    expect(text).not.toMatch(/(?<!\p{L})(?:tu|ton|ta|tes|toi)(?!\p{L})/iu);
    expect(`${subject}${text}`).not.toMatch(/[{}]|undefined|NaN/);
  });

  test("a variable too many or of the wrong kind stops it", async () => {
    await expect(render({ ...VARS[key], more: "x" })).rejects.toThrow(/more/);
  });
});

test("every reason of a refusal has its sentence, and each is whole", async () => {
  const template = templates.find((one) => one.key === "structure-refusee");
  for (const reason of REASONS) {
    const vars: unknown = { ...decided, reason };
    const filling = await template?.fill(vars, reader);
    expect(filling?.values["raison"]).toMatch(/^[A-ZÀ-Ý].*\.$/);
  }
});
