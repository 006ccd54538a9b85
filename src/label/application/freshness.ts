import { isFresh } from "../scoring/answers.ts";
import type { Model } from "../scoring/model.ts";
import { levelName } from "../referential/words.ts";

type Dated = { issuedOn: string; expiresOn: string | null };
/** For which levels a piece is young enough on a day, in words; `null` for all of them. */
export function staleFor(
  { file, levels }: Pick<Model, "file" | "levels">,
  piece: Dated,
  todayOn: string,
): string | null {
  const given = { issuedOn: piece.issuedOn, expiresOn: piece.expiresOn ?? undefined };
  const stale = levels.filter((level) => !isFresh(given, todayOn, level.evidenceMaxMonths ?? null));
  if (stale.length === 0) {
    return null;
  }
  return stale.length === levels.length
    ? "trop ancienne pour tous les niveaux : à renouveler"
    : `trop ancienne pour ${stale.map((level) => `« ${levelName(file, level.id)} »`).join(" et ")}`;
}
