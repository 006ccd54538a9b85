import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

import { SCENES } from "../../src/ui/scenes.ts";

/* The one picture of links to this site in messages: the roofs, without a word, so that a shared link says nothing of who shares it. */

const SIZE = { width: 1200, height: 630 };
/** The colours of the light, as in `site.css`: a picture has no scheme. */
const STYLE =
  ".l{stroke:#f2b134;stroke-width:6}.g{stroke:#ddd3c0;stroke-width:2}.k{stroke:#0d5c56;stroke-width:4}.o{fill:#0d5c56;stroke:none}.s{fill:#f2b134;stroke:none}";
const MARK =
  '<path d="M2 26h11L24 8l11 18h11" stroke="#f2b134" stroke-width="4"/><circle cx="24" cy="24" r="3.2" fill="#0d5c56"/>';

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}"><style>${STYLE}</style><rect width="100%" height="100%" fill="#fbf7ef"/><g fill="none" stroke-linecap="round" stroke-linejoin="round"><g transform="translate(408 90) scale(8)">${MARK}</g><g transform="translate(0 384)">${SCENES.toits.drawing}</g></g></svg>`;

/** The picture as a PNG, 1200 by 630. */
export async function sharePicture(): Promise<Uint8Array> {
  await initWasm(readFileSync(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return new Resvg(drawing, { fitTo: { mode: "width", value: SIZE.width } }).render().asPng();
}
