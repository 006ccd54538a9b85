import * as z from "zod";

import { plural } from "../../kernel/text.ts";
import { idOf } from "../../kernel/ids.ts";
import { ANSWERS_SAY, NEEDS, Need, NeedAnswer } from "../seats/needs.ts";
import { manageSubject, manageUntil } from "../seats/manage-link.ts";
import { type Wave, surveySubject, waveWindow } from "../sessions/waves.ts";
import type { Filling } from "../../mail/letter.ts";
import { type Reader, type Template, template } from "../../mail/template.ts";
import { dayInWords, dayShort, durationInWords, hourIn, momentIn } from "../../kernel/time.ts";

/** The variables of every mail about one registration. */
export const RegistrationVars = z
  .object({
    registration: idOf("reg"),
    session: idOf("ses").default("ses_"),
    title: z.string(),
    place: z.string(),
    /** How one gets in, as the association wrote it. */
    access: z.string().default(""),
    startsAt: z.int(),
    endsAt: z.int(),
    tz: z.string(),
    isOnline: z.boolean().default(false),
    isInformal: z.boolean(),
    isCalendarWanted: z.boolean(),
    rank: z.int().nullable(),
    /** When the draw is that it asks to be in. */
    drawAt: z.int().nullable().default(null),
    /** For how many people it is. */
    seats: z.int().default(1),
    /** For how many it was before; null: the same. */
    oldSeats: z.int().nullable().default(null),
    /** How many the room holds. */
    capacity: z.int().default(1),
    until: z.int().nullable(),
    oldStartsAt: z.int().nullable(),
    /** The clock and the place of the date before; null: the same. */
    oldTz: z.string().nullable().default(null),
    oldPlace: z.string().nullable().default(null),
    /** What the association wants its people to know. */
    notes: z.string().default(""),
    /** False for a group so small that no questionnaire opens. */
    isSurveyed: z.boolean().default(false),
    /** The programme, whose page lists other dates. */
    slug: z.string().default(""),
    /** What the association wrote beside: read as the mail leaves. */
    message: idOf("smg").nullable().default(null),
  })
  .strict();
export type RegistrationVars = z.input<typeof RegistrationVars>;

async function fillRegistration(vars: z.output<typeof RegistrationVars>, reader: Reader): Promise<Filling> {
  const subject = manageSubject(vars.registration, reader.contactId);
  const link = await reader.link("manage", subject, manageUntil(vars.endsAt));
  const { tz } = vars;
  const where = { online: vars.isOnline };
  return {
    isInformal: vars.isInformal,
    values: {
      bonjour: greeting(reader.name),
      atelier: vars.title,
      heure: hourIn(vars.startsAt, tz, where),
      jour_long: dayInWords(vars.startsAt, tz),
      jour: dayShort(vars.startsAt, tz),
      moment: momentIn(vars.startsAt, tz, where),
      duree: durationInWords(vars.endsAt - vars.startsAt),
      ...countedWords(vars),
      ...partyWords(vars),
      salle: seatsInWords(vars.capacity),
      rang: vars.rank === null ? "" : `${vars.rank}${vars.rank === 1 ? "er" : "e"}`,
      tirage: vars.drawAt === null ? "" : momentIn(vars.drawAt, tz, where),
      limite: vars.until === null ? "" : momentIn(vars.until, tz, where),
      ancien: vars.oldStartsAt === null ? "" : momentIn(vars.oldStartsAt, vars.oldTz ?? tz, where),
      ...calendarLinks(vars.isCalendarWanted),
      questions: vars.isSurveyed ? "Répondre à quelques questions, anonymement" : "",
    },
    typed: {
      lieu: vars.place,
      acces: vars.access,
      ancien_lieu: vars.oldPlace ?? vars.place,
      notes: vars.notes,
      message: "",
    },
    toldBy: vars.message ?? undefined,
    links: {
      lien: link,
      agenda: `${link}/agenda.ics`,
      ateliers: reader.page("/ateliers"),
      dates: reader.page(vars.slug === "" ? "/ateliers" : `/ateliers/${vars.slug}#dates`),
      seance: reader.page(`/ateliers/seances/${vars.session}`),
      verifier: reader.page(`/ateliers/seances/${vars.session}/tirage`),
      ...(await surveyLinks(vars, reader)),
      autrement: reader.page("/jeunes/moins-de-15-ans"),
      sans: reader.page("/jeunes/sans-mes-parents"),
      retrouver: reader.page("/inscription/retrouver"),
      suivi: await reader.link("follow", reader.contactId, manageUntil(vars.endsAt), "/suivi"),
    },
  };
}

/** One link per session and wave, the same for everybody: the mail that carries it says nothing of who will answer. */
async function surveyLinks({ session, startsAt, endsAt }: z.output<typeof RegistrationVars>, reader: Reader) {
  const link = (wave: Wave): Promise<string> =>
    reader.link("survey", surveySubject(session, wave), waveWindow(wave, { startsAt, endsAt }).closesAt, "/enquetes");
  return { enquete_pre: await link("pre"), enquete_post: await link("post"), enquete_m3: await link("m3") };
}

/** What the calendar link is called: added, changed, removed; empty when no calendar was asked for. */
const calendarLinks = (isWanted: boolean): Record<string, string> =>
  isWanted
    ? { agenda: "Ajouter à l’agenda", agenda_change: "Mettre l’agenda à jour", agenda_retire: "Retirer de l’agenda" }
    : { agenda: "", agenda_change: "", agenda_retire: "" };

/** What is said of one seat, and of several. */
function countedWords({ seats, isInformal }: Pick<z.output<typeof RegistrationVars>, "seats" | "isInformal">) {
  const many = seats > 1;
  const yours = isInformal ? (many ? "Tes" : "Ta") : many ? "Vos" : "Votre";
  return {
    places: seatsInWords(seats),
    personnes: plural(seats, "personne"),
    vos_places: many ? `${yours} ${seats} places` : `${yours} place`,
    confirmees: many ? "sont confirmées" : "est confirmée",
    gardees: many ? `${seats} places sont gardées` : "Une place est gardée",
    liberees: many ? `${seats} places se sont libérées` : "Une place s’est libérée",
    elles: many ? "Elles sont gardées" : "Elle est gardée",
  };
}

/** What is said where fewer or more people come than before: nobody's name. */
const partyWords = ({ seats, oldSeats }: Pick<z.output<typeof RegistrationVars>, "seats" | "oldSeats">) => ({
  avant: oldSeats === null ? "" : plural(oldSeats, "personne"),
  partis:
    oldSeats !== null && oldSeats > seats ? "Le prénom, l’âge et les besoins de qui ne vient plus sont effacés." : "",
});

const seatsInWords = (n: number): string => plural(n, "place");

const greeting = (name: string | null): string => (name === null ? "Bonjour," : `Bonjour ${name},`);

const RecalledSeat = z.object({
  registration: idOf("reg"),
  title: z.string(),
  startsAt: z.int(),
  endsAt: z.int(),
  tz: z.string(),
  isOnline: z.boolean().default(false),
});
export type RecalledSeat = z.input<typeof RecalledSeat>;
/** A class request: what and where, how it stands in words, and the subject of its link. */
const RecalledRequest = z.object({ words: z.string(), standing: z.string(), subject: z.string(), until: z.int() });
export type RecalledRequest = z.infer<typeof RecalledRequest>;
const RecallVars = z.object({
  items: z.array(RecalledSeat),
  requests: z.array(RecalledRequest).default([]),
  /** Until when the page of all requests opens. */
  allUntil: z.int().default(0),
});

/** The links of all that an address still has, one line each; the words have as many lines as needed. */
async function fillRecall(
  { items, requests, allUntil }: z.output<typeof RecallVars>,
  reader: Reader,
): Promise<Filling> {
  const seats = items.map(async ({ registration, title, startsAt, endsAt, tz, isOnline }) => {
    const text = `${title}, ${momentIn(startsAt, tz, { online: isOnline })}`;
    const href = await reader.link("manage", manageSubject(registration, reader.contactId), manageUntil(endsAt));
    return [{ text, isStrong: false, href }];
  });
  const asked = requests.map(async ({ words, standing, subject, until }) => {
    const href = await reader.link("class-request", subject, until, "/demandes");
    return [{ text: `${words} : ${standing}`, isStrong: false, href }];
  });
  const lines = await Promise.all(seats.concat(asked));
  const all = await reader.link("my-requests", reader.contactId, allUntil, "/mes-demandes");
  return {
    isInformal: false,
    values: {
      bonjour: greeting(null),
      ensemble: requests.length === 0 ? "" : "Voir toutes mes demandes sur une page, pendant 24 heures",
    },
    blocks: { liste: lines.length === 0 ? [] : [{ kind: "list", items: lines }] },
    links: { ateliers: reader.page("/ateliers"), ensemble: all },
  };
}

/** How many registrations one mail gives back; more than anyone has. */
export const MOST_RECALLED = 6;

/** What an association answers to a need of somebody who comes. */
const NeedVars = RegistrationVars.extend({ need: Need, answer: NeedAnswer });

async function fillNeed({ need, answer, ...vars }: z.output<typeof NeedVars>, reader: Reader): Promise<Filling> {
  const filling = await fillRegistration(vars, reader);
  const says = ANSWERS_SAY[answer][vars.isInformal ? 1 : 0];
  return { ...filling, values: { ...filling.values, besoin: NEEDS[need], reponse: says } };
}

/** The mails of registrations, by key; their words are in `content/mails`. */
export function registrationTemplates(words: Readonly<Record<string, string>>): Template[] {
  const about = (key: string): Template => template(key, wordsOf(words, key), RegistrationVars, fillRegistration);
  const recall = wordsOf(words, "retrouver");
  const need = template("besoin", wordsOf(words, "besoin"), NeedVars, fillNeed);
  return [...REGISTRATION_MAILS.map(about), need, template("retrouver", recall, RecallVars, fillRecall)];
}

/** Every mail about one registration. */
const REGISTRATION_MAILS = [
  "place-gardee",
  "accord-a-demander",
  "accord-rappel",
  "accord-non",
  "deja-inscrit",
  "limite-atteinte",
  "confirmee",
  "annulee",
  "seance-annulee",
  "liste-confirmer",
  "liste-rejointe",
  "tirage-confirmer",
  "tirage-rejoint",
  "liste-depasse",
  "liste-finie",
  "liste-trop-grande",
  "liste-sortie",
  "place-proposee",
  "place-expiree",
  "changement",
  "date-changee",
  "places-changees",
  "seance-modifiee",
  "lien-change",
  "a-savoir",
  "rappel-j7",
  "rappel-j1",
  "rappel-venu",
  "rappel-absent",
  "rappel-apres",
  "rappel-j90",
  "attestation-prete",
] as const;
export type RegistrationMail = (typeof REGISTRATION_MAILS)[number];

function wordsOf(words: Readonly<Record<string, string>>, key: string): string {
  const text = words[key];
  if (text === undefined) {
    throw new Error(`no content/mails/${key}.md`);
  }
  return text;
}
