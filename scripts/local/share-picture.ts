import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";

import { initWasm, Resvg } from "@resvg/resvg-wasm";

import { durationInWords } from "../../src/kernel/time.ts";
import { SCENES } from "../../src/ui/scenes.ts";
import { type Programme, type ProgrammeAudience, parseProgramme } from "../../src/workshops/sessions/programme.ts";

/*
 * The picture of links to this site in messages: the roofs, without a word, so that a shared link says nothing of who shares it. That of a
 * workshop says no more than its neutral title. And the icons.
 */

const SIZE = { width: 1200, height: 630 };
/** The colours of the light, as in `site.css`: a picture has no scheme. */
const STYLE =
  ".l{stroke:#f2b134;stroke-width:6}.g{stroke:#ddd3c0;stroke-width:2}.k{stroke:#0d5c56;stroke-width:4}.o{fill:#0d5c56;stroke:none}.s{fill:#f2b134;stroke:none}";
const MARK =
  '<path d="M2 26h11L24 8l11 18h11" stroke="#f2b134" stroke-width="4"/><circle cx="24" cy="24" r="3.2" fill="#0d5c56"/>';

/** A sheet of that size, with what is drawn on it. */
const sheet = (lines: string, text = ""): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}"><style>${STYLE}</style><rect width="100%" height="100%" fill="#fbf7ef"/><g fill="none" stroke-linecap="round" stroke-linejoin="round">${lines}</g>${text}</svg>`;
const drawing = sheet(
  `<g transform="translate(408 90) scale(8)">${MARK}</g><g transform="translate(0 384)">${SCENES.toits.drawing}</g>`,
);

const FONT = {
  fontBuffers: [
    readFileSync(
      createRequire(import.meta.url).resolve(
        "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
      ),
    ),
  ],
  loadSystemFonts: false,
};
const drawn = (svg: string, width: number): Buffer =>
  Buffer.from(new Resvg(svg, { fitTo: { mode: "width", value: width }, font: FONT }).render().asPng());

/** What is drawn beside the title of a workshop. */
const SCENE_OF: Readonly<Record<ProgrammeAudience, keyof typeof SCENES>> = {
  youth: "cercle",
  parent: "nuit",
  family: "table",
  educator: "decroche",
  health: "decroche",
  class: "classe",
};
/** Words in lines that fit beside the margin. */
const inLines = (text: string): string[] =>
  text.split(" ").reduce<string[]>((lines, word) => {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    return longer.length > 24 ? lines.concat(word) : lines.slice(0, -1).concat(longer);
  }, []);
/** The picture of a workshop: its neutral title, and how long it takes. */
const sheetOf = ({ neutralTitle, audience, durationMinutes }: Programme): string => {
  const write = (line: string, y: number, size: number): string =>
    `<text x="80" y="${y}" font-family="Atkinson Hyperlegible Next" font-size="${size}" fill="#0d5c56">${line}</text>`;
  const title = inLines(neutralTitle);
  const text = title
    .map((line, i) => write(line, 150 + i * 88, 76))
    .concat(write(`Gratuit, ${durationInWords(durationMinutes * 60)}`, 150 + title.length * 88, 44));
  return sheet(
    `<g transform="translate(560 300) scale(1.2)">${SCENES[SCENE_OF[audience]].drawing}</g><g transform="translate(72 470) scale(2)">${MARK}</g>`,
    text.join(""),
  );
};

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
  const programmes = globSync("content/programmes/*.md").map((file) =>
    parseProgramme(basename(file, ".md"), readFileSync(file, "utf8")),
  );
  const ofEach = programmes.map((one): [string, Buffer] => [one.picture.slice(1), drawn(sheetOf(one), SIZE.width)]);
  return {
    ...Object.fromEntries(ofEach),
    "partage.png": drawn(drawing, SIZE.width),
    "favicon.ico": ico(drawn(sign, 32)),
    "apple-touch-icon.png": drawn(square, 180),
    "icone-192.png": drawn(square, 192),
    "icone-512.png": drawn(square, 512),
  };
}
