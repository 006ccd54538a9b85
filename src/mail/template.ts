import type * as z from "zod";

import type { ContactId } from "../kernel/ids.ts";
import type { Filling } from "./letter.ts";

/** What a template may use beside its variables: who reads, and how to sign a link. */
export type Reader = {
  /** The first name to greet, or null: the greeting is then shorter. */
  name: string | null;
  contactId: ContactId;
  /** The child's age group that the person gave, if any: primaire, college or lycee. */
  ageGroup: string | null;
  /** The local hour (0 to 23) at which this leaves, where the reader lives. */
  hour: number;
  /** An absolute signed link. */
  link: (purpose: string, subject: string, expiresAt: number, path?: string) => Promise<string>;
  /** Six digits that only the reader of this mail is told. */
  code: (subject: string) => Promise<string>;
  /** An absolute plain link. */
  page: (path: string) => string;
};

/** A mail: its words (a content file), the schema of its variables, and how they fill the words. */
export type Template = {
  key: string;
  content: string;
  fill(vars: unknown, reader: Reader): Promise<Filling>;
};

/** Declares a template; its variables are parsed both when it is rendered and, in tests, when it is planned. */
export function template<V>(
  key: string,
  content: string,
  schema: z.ZodType<V>,
  fill: (vars: V, reader: Reader) => Promise<Filling>,
): Template {
  return { key, content, fill: (vars, reader) => fill(schema.parse(vars), reader) };
}

/** The subject of a link to somebody's settings: the end of the contact's id dies with an address that moves. */
export const settingsSubject = (recipientId: string, contactId: ContactId): string =>
  `${recipientId}~${contactId.slice(-8)}`;
