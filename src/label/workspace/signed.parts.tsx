import type { Child } from "hono/jsx";

import type { PersonId } from "../../kernel/ids.ts";
import { panelIn } from "../decision/decision.ts";
import type { FileProps } from "./tasks.parts.tsx";

type SignedProps = Pick<FileProps, "whole" | "me"> & { signers: readonly PersonId[] };
/** Who of the panel in charge has signed, by place; nobody is named. */
export const Signed = ({ whole: { file }, me, signers }: SignedProps): Child => (
  <ul>
    {file.assignments
      .filter(({ task }) => task === panelIn(file.application.state))
      .toSorted((a, b) => a.slot - b.slot)
      .map(({ slot, personId }) => (
        <li>
          Membre {slot}
          {personId === me ? " (vous)" : ""} : {signers.includes(personId) ? "a signé" : "n’a pas encore signé"}
        </li>
      ))}
  </ul>
);
