import type { Custodian } from "../privacy/custodian.ts";
import { plural } from "../kernel/text.ts";
import { commentsBy, forgetCommentsBy } from "./application/comments.store.ts";
import { forgetCalibrationWords } from "./assessment/calibration.store.ts";
import { forgetName } from "./registry/accounts.store.ts";
import { dependsOn, forgetInterestsOf, heldOf } from "./assessment/custody.store.ts";

/** What the label holds about somebody: ties with mutuelles, tasks on files, words among the team of a mutuelle. */
export const labelCustody: Custodian = {
  label: "Label : liens déclarés, tâches et mots à l’équipe",
  limits: [],
  show: async ({ db }, contactId) => [
    ...(await heldOf(db, contactId)).map(({ what, about, more }) => ({
      quoi: what,
      structure: about,
      precision: more,
    })),
    ...(await commentsBy(db, contactId)).map(({ offer, text }) => ({
      quoi: "mot à l’équipe",
      structure: offer,
      precision: text,
    })),
  ],
  dependsOn: async ({ db }, contactId) =>
    (await dependsOn(db, contactId))
      .filter(({ labels, files }) => labels + files > 0)
      .map(
        ({ organisation, labels, files }) =>
          `« ${organisation} » : ${plural(labels, "label donné", "labels donnés")}, ${plural(files, "dossier en cours", "dossiers en cours")}`,
      ),
  erase: async ({ db }, contactId) => {
    await db.batch([
      forgetInterestsOf(contactId),
      forgetCommentsBy(contactId),
      forgetCalibrationWords(contactId),
      forgetName(contactId),
    ]);
    return [];
  },
};
