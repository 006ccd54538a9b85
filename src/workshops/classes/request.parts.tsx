import type { Child } from "hono/jsx";

import { dayInWords, hoursIn, momentIn } from "../../kernel/time.ts";
import { Steps } from "../../ui/line.tsx";
import { Facts, Status, type StatusKind } from "../../ui/parts.tsx";
import { STATE_WORDS, type RequestState } from "./request.ts";
import { PLACE_KINDS, REQUESTER_ROLES } from "./request-codes.ts";
import { planAt } from "./move-request.ts";
import { classInWords, planInWords, spotInWords, wishesInWords } from "./request-words.ts";
import { ADULT_ROLES } from "../schools/school-class.ts";
import type { ClassRequest } from "./requests.store.ts";

/** A moment on the clock of the place. */
export const whenOf = (request: Pick<ClassRequest, "tz">, at: number): string => momentIn(at, request.tz);

/** The plans of one side, best first, by the start of their first class: what one chooses from, each hour with its end. */
export const planChoices = (request: ClassRequest, by: "school" | "association"): Record<string, string> =>
  Object.fromEntries(
    request.plans
      .filter((plan) => plan.by === by)
      .map(({ classes }) => [String(classes[0]?.startsAt), planInWords(classes, request.tz)]),
  );

/** When a visit is, or would be once the head agrees, with every end; empty while no date is held. */
export function visitHours(request: ClassRequest): string {
  const fixed = request.groups.flatMap(({ startsAt, endsAt }) =>
    startsAt === null || endsAt === null ? [] : [{ startsAt, endsAt }],
  );
  const held = fixed.length > 0 ? fixed : planAt(request, "school", request.startsAt);
  return held === null ? "" : planInWords(held, request.tz);
}

const word = (codes: Readonly<Record<string, string>>, code: string): string => codes[code] ?? code;

type FactsProps = { request: ClassRequest; title: string };
type FactRow = Parameters<typeof Facts>[0]["rows"][number];

/** Where one is between the school and the request that has left. */
export const AskSteps = ({ at }: { at: "place" | "form" | "mailbox" }): Child => (
  <Steps
    label="Étapes de la demande"
    steps={[{ title: "L’établissement" }, { title: "La demande" }, { title: "Le clic dans le message" }]}
    now={{ place: 0, form: 1, mailbox: 2 }[at]}
  />
);

/** What is asked, for whoever may read it: place, classes, slots, room. Never who asks. */
export const RequestFacts = ({ request, title }: FactsProps): Child => {
  const plans = Object.values(planChoices(request, "school"));
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
        ["Établissement", `${request.host}, ${request.commune}`, "ecole", placeInWords(request)],
        [
          "Où",
          request.place === "association" && request.associationId === null
            ? "dans les locaux de l’association qui viendra"
            : spotInWords(request),
          "lieu",
          request.place === "school"
            ? undefined
            : request.spot.isStepFree
              ? "accès sans marche"
              : "accès sans marche non assuré",
        ],
        [
          "Classes",
          <Groups request={request} />,
          "groupe",
          `Adultes présents : ${request.adults} (${word(ADULT_ROLES, request.adultRole)})`,
        ],
        firstInWords(request),
        isFixed ? null : ["Créneaux", plans.length === 0 ? wished(request) : <Lines lines={plans} />, "date"],
        ["Salle", room.join(", "), "rampe"],
        ["Accord de la direction", headInWords(request), "oui"],
      ]}
    />
  );
};

/** Who was asked first, while that lasts: both sides read the same day. */
const firstInWords = (request: ClassRequest): FactRow =>
  request.firstUntil === null || request.firstAssociation === null
    ? null
    : [
        "Demandée d’abord à",
        request.firstAssociation,
        "coeur",
        `seule à la voir jusqu’au ${whenOf(request, request.firstUntil)}, puis toutes`,
      ];

const wished = ({ wishes }: ClassRequest): string => {
  const words = wishesInWords(wishes);
  return words === "" ? "pas encore de date" : `pas encore de date ; ce qui irait : ${words}`;
};

/** Each class, and when it is seen once the visit is fixed: each day once, then its hours. */
const Groups = ({ request }: { request: ClassRequest }): Child => {
  const day = (at: number | null): string => (at === null ? "" : dayInWords(at, request.tz));
  const lines = request.groups.flatMap((group, i) => {
    const { startsAt, endsAt } = group;
    const isNew = startsAt !== null && day(startsAt) !== day(request.groups[i - 1]?.startsAt ?? null);
    const hours = startsAt === null || endsAt === null ? "" : `${hoursIn([{ startsAt, endsAt }], request.tz)} : `;
    const line = hours + classInWords(group);
    return isNew ? [day(startsAt), line] : [line];
  });
  return <Lines lines={lines} />;
};

const Lines = ({ lines }: { lines: readonly string[] }): Child => (
  <>
    {lines.map((line, i) => (
      <>
        {i === 0 ? null : <br />}
        {line}
      </>
    ))}
  </>
);

/** What kind of place it is, where that says something. */
const placeInWords = ({ placeKind, priority, schoolStatus }: ClassRequest): string | undefined =>
  [
    schoolStatus === "absent" ? "l’annuaire officiel ne le connaît plus : vérifiez qu’il est ouvert" : "",
    placeKind === null ? "" : PLACE_KINDS[placeKind],
    priority === "none" ? "" : `éducation prioritaire : ${priority}`,
  ]
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
