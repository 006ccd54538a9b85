import { describe, expect, test } from "vitest";

import { bandLines } from "../../../src/help/help-lines.ts";
import { fold } from "../../../src/kernel/text.ts";
import { instantOf } from "../../../src/kernel/time.ts";
import { writeLetter } from "../../../src/mail/letter.ts";
import { trialTemplate } from "../../../src/mail/trial.ts";
import { renderLetter } from "../../../src/mail/render.tsx";
import { teamTemplates } from "../../../src/workshops/facilitators/facilitators.mails.ts";
import { messageTemplates } from "../../../src/workshops/letters/session-message.mails.ts";
import { seriesTemplates } from "../../../src/workshops/letters/series.mails.ts";
import {
  guardianTemplates,
  parentMessageTemplate,
  parentSeriesTemplates,
} from "../../../src/workshops/consent/consent.mails.ts";
import { FORBIDDEN_WORDS } from "../../../src/workshops/sessions/programme.ts";
import { helpLines } from "../../../workers/content.ts";
import { mailWords } from "../../../workers/content.built.ts";

const ORIGIN = "https://lignesure.fr";
const foot = {
  helpLines: bandLines(helpLines).map((l) => ({ label: l.label, href: l.href ?? "", what: l.band ?? "" })),
  origin: ORIGIN,
};
const reader = {
  name: null,
  contactId: "ctc_0123456789ab" as const,
  ageGroup: null,
  hour: 10,
  code: () => Promise.resolve("123456"),
  link: (purpose: string, subject: string, _: number, path = "/i") =>
    Promise.resolve(`${ORIGIN}${path}/${purpose}.${subject}`),
  page: (path: string) => ORIGIN + path,
};
const at = (local: string): number => instantOf(local, "Europe/Paris");
const access = "Accès sans marche ; sonnez à la porte vitrée";
const asked = {
  title: "Atelier numérique",
  place: "Médiathèque des Tilleuls, Créteil",
  access,
  association: "Les Fils tendus",
  startsAt: at("2026-12-12T14:00"),
  endsAt: at("2026-12-12T15:30"),
  tz: "Europe/Paris",
  until: at("2026-12-04T10:00"),
  oldStartsAt: at("2026-12-11T14:00"),
};
const team = {
  title: "Atelier numérique",
  place: "Médiathèque des Tilleuls, Créteil",
  association: "Les Fils tendus",
  startsAt: at("2026-12-12T14:00"),
  tz: "Europe/Paris",
  path: "/espace/structures/org_1/x",
  until: "10/02/2027",
  items: [{ what: "Atelier numérique, samedi 12 décembre 2026 à 14 h", path: "/espace/structures/org_1/x" }],
};
const message = {
  message: "smg_1",
  kind: "bring",
  title: "Atelier numérique",
  place: "Médiathèque des Tilleuls, Créteil",
  association: "Les Fils tendus",
  startsAt: at("2026-12-12T14:00"),
  endsAt: at("2026-12-12T15:30"),
  tz: "Europe/Paris",
  isOnline: false,
};
const date = {
  startsAt: at("2026-12-12T14:00"),
  endsAt: at("2026-12-12T15:30"),
  tz: "Europe/Paris",
  isOnline: false,
  place: "Maison bleue, 2 rue Y, Créteil",
  access,
  old: { startsAt: at("2026-12-11T14:00"), tz: "Europe/Paris", place: "Médiathèque des Tilleuls, Créteil" },
};
const dates = [date, { ...date, startsAt: at("2026-12-19T14:00"), endsAt: at("2026-12-19T15:30") }];
const series = {
  title: "Atelier numérique",
  what: "changed",
  isInformal: false,
  items: dates.map((one) => ({ ...one, registration: "reg_1" })),
  notes: "",
};
const ended = { ...series, what: "cancelled", items: series.items.map((one) => ({ ...one, old: null })) };
const toSeat = { ...message, registration: "reg_1", isInformal: false };
const mails = [
  ...messageTemplates(mailWords).map((mail) => [mail.key, mail, toSeat] as const),
  ["message-parent", parentMessageTemplate(mailWords), message] as const,
  ...guardianTemplates(mailWords).map((mail) => [mail.key, mail, asked] as const),
  ...teamTemplates(mailWords).map((mail) => [mail.key, mail, team] as const),
  ...seriesTemplates(mailWords).map((one) => [one.key, one, one.key === "seances-annulees" ? ended : series] as const),
  ...parentSeriesTemplates(mailWords).map(
    (one) =>
      [
        one.key,
        one,
        {
          title: "Atelier numérique",
          items: dates.map((day) => ({ ...day, old: one.key === "modifiees-parent" ? day.old : null })),
        },
      ] as const,
  ),
  ["adresse-essai", trialTemplate(mailWords), {}] as const,
];

test("whoever animates reads what became of one session or of several, and what to do", async () => {
  const mail = teamTemplates(mailWords).find(({ key }) => key === "seances-animees");
  const said = new Map<string, string>();
  for (const news of ["cancelled", "changed", "link", "handed", "offered", "accepted", "declined"]) {
    for (const items of [team.items, team.items.concat(team.items)]) {
      const filling = await mail?.fill({ ...team, items, news }, reader);
      const { subject, text } = renderLetter(
        writeLetter(mail?.content ?? "", filling ?? { isInformal: false, values: {}, links: {} }),
        foot,
      );
      said.set(subject, text);
    }
  }
  expect(Array.from(said.keys())).toEqual([
    "Une séance que vous deviez animer est annulée",
    "Des séances que vous deviez animer sont annulées",
    "Une séance que vous animez a changé",
    "Des séances que vous animez ont changé",
    "Le lien d’une séance que vous animez a changé",
    "Le lien de séances que vous animez a changé",
    "Une séance que vous deviez animer passe à une autre association",
    "Des séances que vous deviez animer passent à une autre association",
    "Quelqu’un de l’équipe propose d’animer une séance",
    "Quelqu’un de l’équipe propose d’animer des séances",
    "C’est oui : vous animez cette séance",
    "C’est oui : vous animez ces séances",
    "Cette fois, quelqu’un d’autre anime",
  ]);
  expect(said.get("Une séance que vous deviez animer est annulée")).toContain("Ne vous déplacez pas");
});

describe.each(mails)("mail %s", (key, mail, vars) => {
  const given = (over: Record<string, unknown>): unknown => ({ ...vars, ...over });
  const render = async (over: Record<string, unknown> = {}) => {
    const filling = await mail.fill(given(over), reader);
    return renderLetter(writeLetter(mail.content, filling), foot);
  };

  test("reads as its golden file, says « vous », names nobody, is discreet where a screen may show it", async () => {
    const { subject, text, html } = await render();
    await expect(`${subject}\n\n${text}\n`).toMatchFileSnapshot(`../../mail/golden/${key}.txt`);
    const preview = /max-height:0;overflow:hidden">(.*?)<\/div>/.exec(html)?.[1] ?? "";
    for (const word of FORBIDDEN_WORDS) {
      expect(fold(`${subject} ${preview}`)).not.toContain(fold(word));
    }
    expect(text).not.toMatch(/(?<!\p{L})(?:tu|ton|ta|tes|toi)(?!\p{L})/iu);
    expect(`${subject}${text}`).not.toMatch(/[{}]|undefined|NaN/);
  });

  test("a variable too many stops it: no name can slip in", async () => {
    await expect(render({ name: "Noé" })).rejects.toThrow(/name/);
  });
});
