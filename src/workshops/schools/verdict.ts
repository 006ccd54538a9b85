import type { Broken } from "./directory.ts";
import { ENCODINGS, type Encoding } from "./encoding.ts";

/** What stops an import: the last two, unless a person says why it is right all the same. */
export type Stop = "nothing" | "broken_accents" | "gone" | "kinds";
/** Stops that a person may override, each with a reason. */
export const OVERRIDABLE = ["gone", "kinds"] as const satisfies readonly Stop[];
/** Why somebody overrides a stop. */
export type Accepted = Partial<Record<(typeof OVERRIDABLE)[number], string>>;

/** What a file would do, seen before anything is written. */
export type Verdict = {
  encoding: string;
  rows: number;
  schools: number;
  services: number;
  refused: number;
  /** Codes that got back the zero a spreadsheet had taken. */
  mended: number;
  added: number;
  changed: number;
  /** Schools that would vanish, of those that are known and open in the file's départements. */
  gone: number;
  known: number;
  /** Lines of a kind that nobody knows; schools that would turn from one kind into another, of those that are known. */
  unknownKinds: number;
  turned: number;
  met: number;
  /** Names whose accents are broken, and how. */
  broken: number;
  how: Broken | null;
  samples: Record<Sampled, string[]>;
  stops: Stop[];
};
/** Of what a verdict shows some. */
export type Sampled = "added" | "changed" | "gone" | "refused" | "turned" | "unknownKinds" | "broken";

/** The shares past which an import waits for a person, or is refused. */
export const MOST_GONE = 0.02;
export const MOST_KINDS = 0.005;
const MOST_BROKEN = 0.001;
/** Before anything was read. */
export const emptyVerdict = (encoding: Encoding): Verdict => ({
  encoding: ENCODINGS[encoding],
  rows: 0,
  schools: 0,
  services: 0,
  refused: 0,
  mended: 0,
  added: 0,
  changed: 0,
  gone: 0,
  known: 0,
  unknownKinds: 0,
  turned: 0,
  met: 0,
  broken: 0,
  how: null,
  samples: { added: [], changed: [], gone: [], refused: [], turned: [], unknownKinds: [], broken: [] },
  stops: [],
});

/** What stops a file. One school alone may always go: a territory may have fewer than fifty. */
export function stopsOf(verdict: Verdict): Stop[] {
  const { rows, schools, gone, known, unknownKinds, turned, met, broken } = verdict;
  const stops: [Stop, boolean][] = [
    ["broken_accents", broken > rows * MOST_BROKEN && broken > 1],
    ["nothing", schools === 0 && broken <= 1],
    ["gone", gone > known * MOST_GONE && gone > 1],
    ["kinds", (unknownKinds > rows * MOST_KINDS && unknownKinds > 1) || (turned > met * MOST_KINDS && turned > 1)],
  ];
  return stops.flatMap(([stop, isSo]) => (isSo ? [stop] : []));
}

/** The stops that nobody has given a reason for. */
export const unanswered = ({ stops }: Pick<Verdict, "stops">, accepted: Accepted): Stop[] =>
  stops.filter((stop) => !OVERRIDABLE.some((one) => one === stop && (accepted[one] ?? "").trim() !== ""));
