import type { Child } from "hono/jsx";

import { momentIn } from "../../kernel/time.ts";
import { plural } from "../../kernel/text.ts";
import { Steps } from "../../ui/line.tsx";
import { Facts, Status, type StatusKind } from "../../ui/parts.tsx";
import { PLACE_KINDS, REQUESTER_ROLES, STATE_WORDS, type RequestState, startsOf } from "./request.ts";
import { ADULT_ROLES, LEVELS } from "../schools/school-class.ts";
import type { ClassRequest } from "./requests.store.ts";

/** A moment on the clock of the place. */
export const whenOf = (request: Pick<ClassRequest, "tz">, at: number): string => momentIn(at, request.tz);

/** The slots of one side, best first. */
export const slotsBy = (request: ClassRequest, by: "school" | "association"): number[] =>
  request.slots.filter((slot) => slot.by === by).map((slot) => slot.startsAt);

const word = (codes: Readonly<Record<string, string>>, code: string): string => codes[code] ?? code;

type FactsProps = { request: ClassRequest; title: string; minutes: number };

/** Where one is between the school and the request that has left. */
export const AskSteps = ({ at }: { at: "place" | "form" | "mailbox" }): Child => (
  <Steps
    label="Étapes de la demande"
    steps={[{ title: "L’établissement" }, { title: "La demande" }, { title: "Le clic dans le message" }]}
    now={{ place: 0, form: 1, mailbox: 2 }[at]}
  />
);

/** What is asked, for whoever may read it: place, classes, slots, room. Never who asks. */
export const RequestFacts = ({ request, title, minutes }: FactsProps): Child => {
  const slots = slotsBy(request, "school");
  const room = [
    request.hasRoom ? "salle libre" : "salle à trouver",
    request.hasProjector ? "écran" : "pas d’écran",
    request.hasStepFree ? "accès sans marche" : "accès sans marche non assuré",
  ];
  const isFixed = request.state === "scheduled" || request.state === "done";
  return (
    <Facts
      rows={[
        ["Atelier", title, "carnet", `demandé par : ${word(REQUESTER_ROLES, request.requesterRole)}`],
        [
          "Lieu",
          `${request.host}${request.address === "" ? "" : `, ${request.address}`}, ${request.commune}`,
          "lieu",
          placeInWords(request),
        ],
        [
          "Classes",
          <Groups request={request} minutes={minutes} />,
          "groupe",
          `Adultes présents : ${request.adults} (${word(ADULT_ROLES, request.adultRole)})`,
        ],
        isFixed
          ? null
          : [
              "Créneaux",
              slots.length === 0 ? "pas encore de date" : slots.map((at) => whenOf(request, at)).join(" ; "),
              "date",
            ],
        ["Salle", room.join(", "), "rampe"],
        ["Accord de la direction", headInWords(request), "oui"],
      ]}
    />
  );
};

/** Each class, and when it is seen once the visit is fixed. */
const Groups = ({ request, minutes }: Omit<FactsProps, "title">): Child => {
  const starts = request.startsAt === null ? [] : startsOf(request.startsAt, request.groups.length, minutes);
  return (
    <>
      {request.groups.map((group, i) => (
        <>
          {i === 0 ? null : <br />}
          {LEVELS[group.level]}, {plural(group.pupils, "élève")}
          {request.state === "scheduled" && starts[i] !== undefined ? ` : ${whenOf(request, starts[i])}` : ""}
        </>
      ))}
    </>
  );
};

/** What kind of place it is, where that says something. */
const placeInWords = ({ placeKind, priority }: ClassRequest): string | undefined =>
  [placeKind === null ? "" : PLACE_KINDS[placeKind], priority === "none" ? "" : `éducation prioritaire : ${priority}`]
    .filter((words) => words !== "")
    .join(", ") || undefined;

function headInWords(request: ClassRequest): string {
  const via =
    request.headVia === "official_mail" ? "par l’adresse officielle" : "par un lien que le demandeur lui remet";
  if (request.headDecidedAt === null) {
    return `en cours, ${via}`;
  }
  const yes = request.state === "refused" ? "refusé" : "donné";
  return `${yes} le ${whenOf(request, request.headDecidedAt)}, ${via}`;
}

const KINDS: Partial<Record<RequestState, StatusKind>> = {
  scheduled: "good",
  done: "good",
  proposed: "wait",
  awaiting_head: "wait",
  open: "wait",
};
/** Where a request stands, in its public word. */
export const RequestStatus = ({ state }: Pick<ClassRequest, "state">): Child => (
  <Status kind={KINDS[state] ?? "plain"} words={STATE_WORDS[state]} />
);
