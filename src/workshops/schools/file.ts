import * as z from "zod";

/** Where a file of the directory stands: given, looked at, refused as a whole, being written, written. */
export const FILE_STATES = ["given", "judged", "refused", "writing", "written"] as const;
/** States in which the reactor has something to do. */
export const WORKING = ["given", "writing"] as const satisfies readonly (typeof FILE_STATES)[number][];

/** A file of the directory: bytes at most; how many stay. */
export const MOST_BYTES = 60 * 1024 * 1024;
export const MOST_FILES = 12;

/** Why a person goes on, by what would stop the file. */
export const AcceptedJson = z.partialRecord(z.enum(["gone", "kinds"]), z.string());

/** What was written of a file: schools new, changed, marked as absent. */
export type Written = { added: number; changed: number; absent: number };
