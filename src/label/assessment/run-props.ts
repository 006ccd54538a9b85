import type { FormState } from "../../ui/form.tsx";
import type { AssessedFile } from "./file.ts";

/** Somebody who may be given a task. */
type Candidate = { personId: string; address: string; role: "assessor" | "panel_member" };

/** What the page of a file is given, for operators. */
export type RunProps = {
  base: string;
  file: AssessedFile;
  me: string;
  now: number;
  people: readonly Candidate[];
  /** Addresses of those who hold a task. */
  holders: ReadonlyMap<string, string>;
  quarrels: number;
  isSettled: boolean;
  state: FormState;
  done: string | null;
};
