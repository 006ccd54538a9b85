import type * as z from "zod";

import type { ContactId, RequestId } from "../../kernel/ids.ts";
import { momentIn } from "../../kernel/time.ts";
import type { Block, Filling } from "../../mail/letter.ts";
import { type Reader, type Template, template } from "../../mail/template.ts";
import { LEAST_SEATS, surveySubject, waveWindow } from "../sessions/waves.ts";
import { RequestVars } from "./request-vars.ts";
import { classInWords, planInWords, visitInWords } from "./request-words.ts";
import type { HeadWay } from "./request.ts";

type Vars = z.output<typeof RequestVars>;
/** The subject of the requester's link: it dies with an address that is erased. */
export const followSubject = (requestId: RequestId, contactId: ContactId): string =>
  `${requestId}~${contactId.slice(-8)}`;
/** The subject of a head's link: which of the two it is says how the agreement came. */
export const headSubject = (requestId: RequestId, via: HeadWay): string =>
  `${requestId}~${via === "official_mail" ? "o" : "h"}`;

/** What becomes of a request, as its requester or the association reads it. */
export const END_WORDS = {
  refused: "La direction de l’établissement n’a pas donné son accord. La demande s’arrête.",
  lapsed: "La direction n’a pas répondu dans les trois semaines. La demande s’arrête d’elle-même.",
  declined: "Aucune association n’a pu répondre à cette demande. Nous en sommes désolés : elle s’arrête.",
  unknown_place:
    "Nous n’avons pas retrouvé cette structure dans les annuaires publics. Refaites la demande avec son nom officiel, ou écrivez-nous.",
  withdrawn: "La personne qui avait fait cette demande l’a retirée.",
  head_withdrew: "La direction de l’établissement a retiré son accord. La demande s’arrête.",
  by_association:
    "L’association ne pourra pas venir : la séance fixée est annulée. Nous en sommes désolés. Par votre lien de suivi, un seul bouton redemande aux autres associations.",
  by_school: "L’établissement a annulé la séance fixée.",
  proposal_declined:
    "Aucun des créneaux que vous proposiez ne convient à l’établissement, ou il n’a pas répondu à temps. La demande est de nouveau ouverte à tous.",
} as const;

/** What is told of the head's silence. */
export const SILENCE_WORDS = {
  early: "Votre direction n’a pas encore répondu. Nous lui avons réécrit si son adresse officielle est connue.",
  last: "Il reste deux jours : sans réponse de votre direction, la demande s’éteint. Nous ne lui écrirons plus.",
} as const;
/** What is told to the official address of an answer that came by the other link. */
export const ANSWER_WORDS = {
  yes: "L’accord de la direction a été donné pour la venue d’une association.",
  no: "L’accord de la direction a été refusé pour la venue d’une association.",
} as const;

/** Who called a visit off, as the head who agreed to it reads it. */
export const CALLED_OFF_WORDS = {
  association: "L’association ne peut plus venir.",
  school: "L’établissement a annulé la venue.",
} as const;

const HEAD_WORDS = {
  official_mail:
    "Nous avons écrit à l’adresse officielle de votre établissement pour demander l’accord de la direction. Si personne ne la lit, remettez vous-même ce lien à votre direction :",
  handed_over:
    "Rien n’est fixé avant l’accord de votre direction. Remettez-lui ce lien, sur papier ou par messagerie :",
};

/** Fills a mail; `via` is the head's link that it carries: the official one goes to the official address alone. */
const fill =
  (via: HeadWay) =>
  async (vars: Vars, reader: Reader): Promise<Filling> => {
    const { tz, head, associationId: to } = vars;
    const when = (at: number | null): string => (at === null ? "" : momentIn(at, tz));
    const unlessVetting = (words: string): string => (head === null ? "" : words);
    const subject = followSubject(vars.request, reader.contactId);
    const link = await reader.link("class-request", subject, vars.linkUntil, "/demandes");
    const agreement = await reader.link("class-head", headSubject(vars.request, via), vars.linkUntil, "/accord");
    return {
      isInformal: false,
      values: {
        atelier: vars.title,
        classes: vars.classes,
        creneaux: slotsInWords(vars),
        moment: when(vars.startsAt),
        limite: when(vars.until),
        ancien: when(vars.oldStartsAt),
        raison: vars.reason ?? "",
        agrement: vars.agreement,
        verification: head === null ? VETTING : "",
        direction: head === null ? "" : HEAD_WORDS[head],
        avant: vars.slug === null ? "" : "Une semaine avant : la salle, les adultes, le mot aux familles à copier",
        apres: vars.slug === null ? "" : "Le lendemain : ce qu’une classe peut dire, et qui fait quoi",
        label_accord: unlessVetting("Le lien pour votre direction"),
        associations: unlessVetting(vars.firstUntil === null ? SEEN : seenFirst(when(vars.firstUntil))),
        ordre: vars.firstUntil === null ? FIRST_WINS : askedFirst(when(vars.firstUntil)),
      },
      blocks: { seances: visitBlock(vars), questionnaires: await questions(vars, reader) },
      typed: { etablissement: vars.host, association: vars.association ?? "" },
      links: {
        lien: link,
        accord: agreement,
        bilan: `${agreement}/bilan`,
        espace: reader.page(to === null ? "/espace" : `/espace/structures/${to}/demandes`),
        verifier: reader.page("/console/demandes"),
        demander: reader.page("/etablissements"),
        aide: reader.page("/aide"),
        avant: reader.page(`/kit/une-semaine-avant-${vars.slug ?? ""}`),
        apres: reader.page(`/kit/le-lendemain-${vars.slug ?? ""}`),
        agenda: `${link}/agenda.ics`,
        suivi: await reader.link("follow", reader.contactId, vars.linkUntil, "/suivi"),
      },
    };
  };
function slotsInWords({ plans, slots = [], tz }: Vars): string {
  const all = plans.length > 0 ? plans.map((plan) => planInWords(plan, tz)) : slots.map((at) => momentIn(at, tz));
  return all.length === 0 ? "Pas encore de date" : all.join(" ; ou ");
}
/** Each class with its start and its end; the one start that was known before plans had ends. */
function visitBlock({ visit, startsAt, tz }: Vars): Block[] {
  const lines = visit.map((seen) => visitInWords({ startsAt: seen.startsAt, endsAt: seen.endsAt, group: seen }, tz));
  const shown = lines.length > 0 || startsAt === null ? lines : [momentIn(startsAt, tz)];
  const items = shown.map((text) => [{ text, isStrong: false, href: null }]);
  return items.length === 0 ? [] : [{ kind: "list", items }];
}
/** One questionnaire per class, the same link for all its pupils; none for a class so small that none opens. */
async function questions({ visit }: Vars, reader: Reader): Promise<Block[]> {
  const items = await Promise.all(
    visit
      .filter(({ pupils }) => pupils >= LEAST_SEATS)
      .map(async (seen) => {
        const { session, startsAt, endsAt } = seen;
        const until = waveWindow("m3", { startsAt, endsAt }).closesAt;
        const href = await reader.link("survey", surveySubject(session, "m3"), until, "/enquetes");
        return [{ text: classInWords(seen), isStrong: false, href }];
      }),
  );
  return items.length === 0 ? [] : [{ kind: "list", items }];
}
const VETTING =
  "Votre structure n’est pas dans l’annuaire des établissements : une personne de notre équipe vérifie d’abord qu’elle existe, puis vous écrit.";
const SEEN =
  "Les associations de votre département voient déjà votre demande, marquée « accord en cours ». Rien n’est fixé avant l’accord.";

const seenFirst = (until: string): string =>
  `L’association que vous avez choisie voit votre demande seule jusqu’au ${until}. Ensuite, ou dès qu’elle dit non, toutes celles de votre département la voient. Rien n’est fixé avant l’accord.`;
const FIRST_WINS = "La première association qui répond l’emporte.";
const askedFirst = (until: string): string =>
  `L’établissement vous la demande d’abord : vous la voyez seule jusqu’au ${until}. Ensuite, toutes la voient.`;

/** The mails of class requests, by key; their words are in `content/mails`. */
const REQUEST_MAILS = [
  "demande-confirmer",
  "demande-recue",
  "demande-a-verifier",
  "autorisation-chef",
  "demande-a-voir",
  "demande-attend",
  "creneau-propose",
  "seance-fixee",
  "seance-fixee-asso",
  "demande-rouverte",
  "demande-fin",
  "demande-fin-asso",
  "autorisation-rappel",
  "direction-silence",
  "direction-informee",
  "direction-reponse",
  "direction-changee",
  "direction-annulee",
  "classes-changees",
  "ecole-fermee",
  "ecole-fermee-asso",
  "demande-changee",
  "autre-date",
  "autre-date-asso",
  "date-gardee",
  "date-gardee-asso",
  "seance-deplacee",
  "seance-deplacee-asso",
  "mot-recu",
  "mot-recu-asso",
  "mot-signale",
  "collegue-invite",
  "bilan-direction",
  "visite-j7",
  "visite-j1",
  "visite-apres",
  "visite-j90",
] as const;
/** Those that go to the school's official address. */
const TO_THE_HEAD: ReadonlySet<string> = new Set([
  "autorisation-chef",
  "autorisation-rappel",
  "direction-informee",
  "direction-reponse",
  "direction-changee",
  "direction-annulee",
  "bilan-direction",
]);
export type RequestMail = (typeof REQUEST_MAILS)[number];
export const requestTemplates = (words: Readonly<Record<string, string>>): Template[] =>
  REQUEST_MAILS.map((key) =>
    template(key, words[key] ?? "", RequestVars, fill(TO_THE_HEAD.has(key) ? "official_mail" : "handed_over")),
  );
