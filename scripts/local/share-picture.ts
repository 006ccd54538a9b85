import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

import { SCENES } from "../../src/ui/scenes.ts";

/* The picture of links to this site in messages: the roofs, without a word, so that a shared link says nothing of who shares it; and the icons. */

const SIZE = { width: 1200, height: 630 };
/** The colours of the light, as in `site.css`: a picture has no scheme. */
const STYLE =
  ".l{stroke:#f2b134;stroke-width:6}.g{stroke:#ddd3c0;stroke-width:2}.k{stroke:#0d5c56;stroke-width:4}.o{fill:#0d5c56;stroke:none}.s{fill:#f2b134;stroke:none}";
const MARK =
  '<path d="M2 26h11L24 8l11 18h11" stroke="#f2b134" stroke-width="4"/><circle cx="24" cy="24" r="3.2" fill="#0d5c56"/>';

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}"><style>${STYLE}</style><rect width="100%" height="100%" fill="#fbf7ef"/><g fill="none" stroke-linecap="round" stroke-linejoin="round"><g transform="translate(408 90) scale(8)">${MARK}</g><g transform="translate(0 384)">${SCENES.toits.drawing}</g></g></svg>`;

const drawn = (svg: string, width: number): Buffer =>
  Buffer.from(new Resvg(svg, { fitTo: { mode: "width", value: width } }).render().asPng());

/** A picture inside the old format that browsers ask every site for: one entry, a PNG of 32 pixels. */
function ico(png: Buffer): Buffer {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2); // an icon
  head.writeUInt16LE(1, 4); // one picture
  head.writeUInt8(32, 6);
  head.writeUInt8(32, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}

/** Every picture that is drawn when pages are built, by its file: of links that are shared, of tabs, of home screens. */
export async function pictures(): Promise<Record<string, Buffer>> {
  await initWasm(readFileSync(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const sign = readFileSync("public/favicon.svg", "utf8");
  // A home screen rounds its icons by itself: transparent corners would turn black there.
  const square = sign.replace(' rx="14"', "");
  return {
    "partage.png": drawn(drawing, SIZE.width),
    "favicon.ico": ico(drawn(sign, 32)),
    "apple-touch-icon.png": drawn(square, 180),
    "icone-192.png": drawn(square, 192),
    "icone-512.png": drawn(square, 512),
  };
}
