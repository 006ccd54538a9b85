import type { Estate } from "../access/organisations/estate.ts";
import { plural } from "../kernel/text.ts";
import { momentInWords } from "../kernel/time.ts";
import { cancelSessions } from "./seats/capacity.store.ts";
import { eventPrefix } from "./seats/reserve.ts";
import * as store from "./estate.store.ts";

/** What an association has announced: its sessions to come, and the classes that it holds. */
export const workshopsEstate = (titleOf: (slug: string) => string): Estate => ({
  owned: async ({ db, now }, associationId) => {
    const { sessions, requests, heirs } = await store.announcedBy(db, { associationId, now });
    return [
      ...sessions.map(({ id, slug, starts_at: startsAt, tz, taken, waiting }) => ({
        id,
        what: `${titleOf(slug)}, ${momentInWords(startsAt, tz)} : ${plural(taken, "place prise", "places prises")}, ${waiting} en attente`,
        heirs,
      })),
      ...requests.map(({ id, slug, host, starts_at: startsAt, tz }) => ({
        id,
        what: `Demande de classe : ${titleOf(slug)}, ${host}${startsAt === null ? "" : `, ${momentInWords(startsAt, tz)}`}`,
        heirs: startsAt === null ? {} : heirs,
      })),
    ];
  },
  settle: ({ now, newId }, { organisationId: associationId, heirs, by }) => {
    const act = { associationId, heirs: JSON.stringify(heirs), by, now, prefix: () => eventPrefix(newId) };
    return [
      ...store.handOverSessions(act),
      ...store.handOverRequests(act),
      ...store.noteCancelled(act),
      ...store.endRequests(act),
      ...cancelSessions(store.announced(associationId, now), now, eventPrefix(newId)),
    ];
  },
});
