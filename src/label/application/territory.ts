import { fold } from "../../kernel/text.ts";
import { DEPARTEMENTS } from "../../workshops/sessions/departements.ts";

/* Where a range may be joined: everywhere, or in some départements, as « Paris (75), Val-de-Marne (94) ». */

const plain = (text: string): string =>
  fold(text)
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();
const CODES: ReadonlyMap<string, string> = new Map(
  Object.entries(DEPARTEMENTS).flatMap(([code, name]) => [
    [plain(code), code] as const,
    [plain(name), code] as const,
    [plain(`${name} (${code})`), code] as const,
  ]),
);

/** Départements as typed, by code or by name, each once; or the first word that is none. */
export function readTerritory(typed: string): { ok: true; territory: string } | { ok: false; unknown: string } {
  const words = typed
    .split(/[,;\n]+/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const unknown = words.find((word) => !CODES.has(plain(word)));
  if (unknown !== undefined) {
    return { ok: false, unknown };
  }
  const codes = [...new Set(words.flatMap((word) => CODES.get(plain(word)) ?? []))];
  return { ok: true, territory: codes.map((code) => `${DEPARTEMENTS[code] ?? ""} (${code})`).join(", ") };
}
