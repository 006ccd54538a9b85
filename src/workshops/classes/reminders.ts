import { asId } from "../../kernel/ids.ts";
import type { Predicate, VarsSource } from "../../guidance/predicate.ts";
import type { Programmes } from "../sessions/programme.ts";
import type { VISIT_CONDITIONS } from "./request.ts";
import { requestVars } from "./request-vars.ts";
import { requestsAmong } from "./requests.store.ts";
import { notFixedAmong } from "./visit.store.ts";

const idsOf = (asked: readonly { anchorRef: string }[]) => asked.map((one) => asId("wrq", one.anchorRef));

/** What the mails around a visit say: its classes and hours, as they are now. */
export const visitVars =
  (programmes: Programmes): VarsSource =>
  async (db, asked) => {
    const found = new Map((await requestsAmong(db, idsOf(asked))).map((request) => [request.id as string, request]));
    return new Map(
      asked.flatMap((one): [string, Record<string, unknown>][] => {
        const request = found.get(one.anchorRef);
        const title = programmes.bySlug.get(request?.slug ?? "")?.neutralTitle;
        return request === undefined || title === undefined
          ? []
          : [[one.id, requestVars(request, title, request.updatedAt)]];
      }),
    );
  };

/** The condition of visits, one query. */
export const visitPredicates: Readonly<Record<(typeof VISIT_CONDITIONS)[number], Predicate>> = {
  "visit.not_fixed": async (db, asked) => {
    const gone = await notFixedAmong(db, idsOf(asked));
    return new Set(asked.filter((one) => gone.has(one.anchorRef)).map((one) => one.id));
  },
};
