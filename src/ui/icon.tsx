import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { ICONS } from "./icons.ts";

export type IconName = keyof typeof ICONS;

/** A sign that repeats a word beside it: readers never hear it. Its symbol is written once a page, by `withSprite`. */
export const Icon = ({ name }: { name: IconName }): Child => (
  <svg class="i" aria-hidden="true">
    {raw(`<use href="#i-${name}"/>`)}
  </svg>
);

/** A sign in a round ground, at the head of a thing in a list. */
export const Coin = ({ icon, kind }: { icon: IconName; kind?: "sun" | "bad" | undefined }): Child => (
  <span class={kind === undefined ? "coin" : `coin ${kind}`}>
    <Icon name={icon} />
  </span>
);

/** Writes the symbols that a page uses, once, at the start of its body; a page without any stays as it is. */
export function withSprite(html: string): string {
  const used = new Set([...html.matchAll(/<use href="#i-([a-z0-9]+)"/g)].map(([, name]) => name));
  const symbols = Object.entries(ICONS).flatMap(([name, drawing]) =>
    used.has(name) ? [`<symbol id="i-${name}" viewBox="0 0 24 24">${drawing}</symbol>`] : [],
  );
  return symbols.length === 0
    ? html
    : html.replace(
        "<body>",
        `<body><svg class="sprite" width="0" height="0" aria-hidden="true">${symbols.join("")}</svg>`,
      );
}
