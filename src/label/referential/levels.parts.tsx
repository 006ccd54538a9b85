import type { Child } from "hono/jsx";

import { LevelMark } from "../../ui/logo.tsx";
import type { ReferentialFile } from "../scoring/formats.ts";
import { levelInShort, roofsOf } from "./words.ts";

/** The three levels as one, two, three roofs, and what each asks. */
export const LevelKey = ({ file }: { file: ReferentialFile }): Child => (
  <ul class="levels">
    {(file.levels ?? []).map((level) => (
      <li>
        <LevelMark level={roofsOf(level.id)} words={level.name ?? level.id} />
        <p class="meta">{levelInShort(file, level)}.</p>
      </li>
    ))}
  </ul>
);
