import { asId } from "../../kernel/ids.ts";
import type { Predicate, VarsSource } from "../../guidance/predicate.ts";
import { type Followed, followed } from "./following.store.ts";

/** What the mails that follow a label say: one query. */
export const labelVars: VarsSource = async (db, asked) => {
  const known = new Map<string, Followed>(
    (
      await followed(
        db,
        asked.map((a) => asId("lbl", a.anchorRef)),
      )
    ).map((one) => [one.id, one]),
  );
  return new Map(
    asked.flatMap((a): [string, Record<string, unknown>][] => {
      const one = known.get(a.anchorRef);
      return one === undefined
        ? []
        : [
            [
              a.id,
              {
                organisation: one.organisation,
                application: one.application,
                offer: one.offer,
                dueOn: one.until,
                number: null,
              },
            ],
          ];
    }),
  );
};

/** A label that was withdrawn is followed no more. */
export const labelEnded: Predicate = async (db, asked) => {
  const standing = new Set<string>(
    (
      await followed(
        db,
        asked.map((a) => asId("lbl", a.anchorRef)),
      )
    )
      .filter((one) => one.state !== "withdrawn")
      .map((one) => one.id),
  );
  return new Set(asked.filter((a) => !standing.has(a.anchorRef)).map((a) => a.id));
};
