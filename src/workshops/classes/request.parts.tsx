import type { Child } from "hono/jsx";

import { momentIn } from "../../kernel/time.ts";
import { plural } from "../../kernel/text.ts";
import { Facts } from "../../ui/parts.tsx";
import { PLACE_KINDS, REQUESTER_ROLES, STATE_WORDS, startsOf } from "./request.ts";
import { ADULT_ROLES, LEVELS } from "../schools/school-class.ts";
import type { ClassRequest } from "./requests.store.ts";

/** A moment on the clock of the place. */
export const whenOf = (request: Pick<ClassRequest, "tz">, at: number): string => momentIn(at, request.tz);

/** The slots of one side, best first. */
export const slotsBy = (request: ClassRequest, by: "school" | "association"): number[] =>
  request.slots.filter((slot) => slot.by === by).map((slot) => slot.startsAt);

const word = (codes: Readonly<Record<string, string>>, code: string): string => codes[code] ?? code;

/** What is asked, for whoever may read it: place, classes, slots, room. Never who asks. */
export const RequestFacts = ({
  request,
  title,
  minutes,
}: {
  request: ClassRequest;
  title: string;
  minutes: number;
}): Child => {
  const slots = slotsBy(request, "school");
  const starts = request.startsAt === null ? [] : startsOf(request.startsAt, request.groups.length, minutes);
  const room = [
    request.hasRoom ? "salle libre" : "salle à trouver",
    request.hasProjector ? "écran" : "pas d’écran",
    request.hasStepFree ? "accès sans marche" : "accès sans marche non assuré",
  ];
  return (
    <Facts
      rows={[
        ["État", STATE_WORDS[request.state]],
        ["Atelier", title],
        ["Lieu", `${request.host}${request.address === "" ? "" : `, ${request.address}`}, ${request.commune}`],
        request.placeKind === null ? null : ["Structure", PLACE_KINDS[request.placeKind]],
        request.priority === "none" ? null : ["Éducation prioritaire", request.priority],
        [
          "Classes",
          <ul>
            {request.groups.map((group, i) => (
              <li>
                {LEVELS[group.level]}, {plural(group.pupils, "élève")}
                {request.state === "scheduled" && starts[i] !== undefined ? ` : ${whenOf(request, starts[i])}` : ""}
              </li>
            ))}
          </ul>,
        ],
        ["Adultes présents", `${request.adults} (${word(ADULT_ROLES, request.adultRole)})`],
        request.state === "scheduled" || request.state === "done"
          ? null
          : [
              "Créneaux",
              slots.length === 0 ? "pas encore de date" : slots.map((at) => whenOf(request, at)).join(" ; "),
            ],
        ["Salle", room.join(", ")],
        ["Demande faite par", word(REQUESTER_ROLES, request.requesterRole)],
        ["Accord de la direction", headInWords(request)],
      ]}
    />
  );
};

function headInWords(request: ClassRequest): string {
  const via =
    request.headVia === "official_mail" ? "par l’adresse officielle" : "par un lien que le demandeur lui remet";
  if (request.headDecidedAt === null) {
    return `en cours, ${via}`;
  }
  const yes = request.state === "refused" ? "refusé" : "donné";
  return `${yes} le ${whenOf(request, request.headDecidedAt)}, ${via}`;
}
