import { describe, expect, test } from "vitest";

import { HOUR } from "../../src/kernel/time.ts";
import { withoutTyped, writeLetter } from "../../src/mail/letter.ts";
import { renderLetter } from "../../src/mail/render.tsx";
import type { Template } from "../../src/mail/template.ts";
import { templates } from "../support/templates.ts";

/** What somebody typed, wherever somebody types. */
const TYPED = "Zyzzyva";
const AT = 1_796_115_600;
const reader = {
  name: TYPED,
  contactId: "ctc_0123456789ab" as const,
  ageGroup: null,
  hour: 10,
  code: () => Promise.resolve("123456"),
  link: (purpose: string) => Promise.resolve(`https://lignesure.fr/${purpose}`),
  page: (path: string) => `https://lignesure.fr${path}`,
};
const session = {
  title: "Atelier",
  place: TYPED,
  startsAt: AT,
  endsAt: AT + HOUR,
  tz: "Europe/Paris",
  isOnline: false,
};
const seat = {
  ...session,
  registration: "reg_1",
  session: "ses_1",
  isInformal: false,
  isCalendarWanted: true,
  rank: 3,
  until: AT,
  oldStartsAt: AT,
  isSurveyed: true,
};
const file = { organisation: "org_1", application: "app_1", offer: TYPED };
/** Variables of every kind of mail: all that is words and that our own content does not give is typed. */
const carried = {
  message: "smg_1",
  kind: "bring",
  title: "Atelier numérique",
  place: TYPED,
  association: TYPED,
  startsAt: AT,
  endsAt: AT,
  tz: "Europe/Paris",
  isOnline: false,
};
const date = { startsAt: AT, endsAt: AT, tz: "Europe/Paris", isOnline: false, place: TYPED };
const moved = { ...date, old: { startsAt: AT, tz: "Europe/Paris", place: TYPED } };
const SAMPLES: readonly Record<string, unknown>[] = [
  seat,
  { items: [{ ...session, registration: "reg_1", place: undefined }] },
  { ...session, association: TYPED, until: AT, oldStartsAt: AT },
  {
    ...session,
    endsAt: undefined,
    association: TYPED,
    path: "/espace/x",
    until: "demain",
    items: [{ what: TYPED, path: "/" }],
  },
  {
    request: "wrq_1",
    title: "Atelier",
    host: TYPED,
    classes: "une classe de 4e",
    tz: "Europe/Paris",
    slots: [AT],
    startsAt: AT,
    association: TYPED,
    associationId: "org_1",
    until: AT,
    head: "handed_over",
    reason: "",
    linkUntil: AT,
  },
  { invitation: "inv_1", until: AT, structure: TYPED, role: "educator" },
  { invitation: "inv_1", until: AT },
  { correction: "adc_1", until: AT },
  { organisation: "org_1", application: "app_1", offer: TYPED, criterion: "PSY-1" },
  { organisation: "org_1", structure: TYPED, reason: "address" },
  { organisation: "org_1", structure: TYPED, reason: null },
  { ...file, dueOn: "2026-12-01", number: 3 },
  { ...file, what: "Votre réponse aux notes", day: "mardi", left: "Rien." },
  { task: "évaluation", day: "mardi", left: "Rien." },
  { ...file, version: "1.0.0", number: 3, hash: "abc" },
  { ...carried, registration: "reg_1", isInformal: false },
  carried,
  { title: "Atelier", items: [moved] },
  { title: "Atelier", what: "a-savoir", isInformal: false, notes: TYPED, items: [{ ...moved, registration: "reg_1" }] },
  { ...seat, need: "sign_language", answer: "cannot" },
  { task: "assessor" },
  { witness: "temoin.example", said: "ahead", size: 3 },
  { note: "origine\n3\nracine\n\nsignature" },
  { signIn: "sgn_1", until: AT },
  { consent: "cns_1", until: AT },
  { recipient: "rcp_1", until: AT },
  { change: "rcp_1~ctc_1", until: AT },
  { items: { msg_a: { template: "place-gardee", vars: seat, at: 1 } } },
  { watch: "wat_1", departement: "94", levels: ["6e_5e"], linkUntil: AT },
  {},
];

type Written = { proven: string; unproven: string };

/** A mail with the first sample that is of its kind, to somebody who proved their address and to an address that nobody did. */
async function written(one: Template): Promise<Written | null> {
  for (const sample of SAMPLES) {
    const vars = JSON.parse(JSON.stringify(sample)) as unknown;
    try {
      const write = async (name: string | null, isUnproven: boolean): Promise<string> => {
        const filling = await one.fill(vars, { ...reader, name });
        const letter = writeLetter(one.content, isUnproven ? withoutTyped(filling) : filling);
        const { subject, html, text } = renderLetter(letter, { helpLines: [], origin: "https://lignesure.fr" });
        return subject + html + text;
      };
      return { proven: await write(TYPED, false), unproven: await write(null, true) };
    } catch {
      // of another kind
    }
  }
  return null;
}

describe("words of an unproven sender never reach an unproven receiver", () => {
  test.each([...templates])(
    "%s, to an address that nobody proved, holds nothing that somebody typed",
    async (_, one) => {
      const mail = await written(one);
      expect(mail).not.toBeNull();
      expect(mail?.unproven).not.toContain(TYPED);
    },
  );

  test("the same mails say it to whoever proved their address: the place, the name, the association", async () => {
    const said: string[] = [];
    for (const [key, one] of templates) {
      const mail = await written(one);
      said.push(...(mail?.proven.includes(TYPED) === true ? [key] : []));
    }
    expect(said).toEqual(
      expect.arrayContaining(["place-gardee", "confirmee", "changement-parent", "seance-fixee", "responsable"]),
    );
  });

  test.each(["accord-parent", "autorisation-chef", "invitation", "structure-confirmer", "demande-confirmer"])(
    "%s goes to somebody who did not ask: it holds nothing that somebody typed, proven or not",
    async (key) => {
      const one = templates.get(key);
      expect(one === undefined ? TYPED : (await written(one))?.proven).not.toContain(TYPED);
    },
  );
});
