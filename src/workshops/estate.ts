import type { Estate } from "../access/organisations/estate.ts";
import { plural } from "../kernel/text.ts";
import { momentIn } from "../kernel/time.ts";
import { cancelSessions } from "./seats/capacity.store.ts";
import { eventPrefix } from "./seats/reserve.ts";
import { zoneOf } from "./sessions/departements.ts";
import * as store from "./estate.store.ts";

/** What an association has announced: its sessions to come, and the classes that it holds. */
export const workshopsEstate = (titleOf: (slug: string) => string): Estate => ({
  owned: async ({ db, now }, associationId) => {
    const { sessions, requests, heirs } = await store.announcedBy(db, { associationId, now });
    return [
      ...sessions.map(({ id, slug, startsAt, tz, taken, waiting }) => ({
        id,
        what: `${titleOf(slug)}, ${momentIn(startsAt, tz)} : ${plural(taken, "place prise", "places prises")}, ${waiting} en attente`,
        heirs,
      })),
      ...requests.map(({ id, slug, host, state, startsAt, departement }) => {
        const isFixed = state === "scheduled" && startsAt !== null;
        const when = isFixed ? `, ${momentIn(startsAt, zoneOf(departement))}` : "";
        return { id, what: `Demande de classe : ${titleOf(slug)}, ${host}${when}`, heirs: isFixed ? heirs : {} };
      }),
    ];
  },
  settle: ({ now, newId }, { organisationId: associationId, heirs, by }) => {
    const prefix = eventPrefix(newId);
    const act = { associationId, heirs: JSON.stringify(heirs), by, now, prefix };
    return [
      ...store.handOverSessions(act),
      ...store.handOverRequests(act),
      ...store.noteCancelled(act),
      ...store.endRequests(act),
      ...cancelSessions(store.announced(associationId, now), now, prefix),
      store.partHalves(),
    ];
  },
});
