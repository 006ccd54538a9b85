import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";

import { pictures } from "../../scripts/local/share-picture.ts";
import { programmes } from "../../workers/content.ts";
import { documentOf } from "../../src/ui/document.tsx";

const frame = {
  origin: "https://site.test",
  isDemo: false,
  band: "",
  assets: {},
  workspace: null,
} as unknown as Parameters<typeof documentOf>[1];

describe("pictures drawn when pages are built", () => {
  let drawn: Record<string, Buffer>;
  beforeAll(async () => {
    drawn = await pictures();
  });
  const sizeOf = (png: Buffer): [string, number, number] => [
    png.subarray(1, 4).toString(),
    png.readUInt32BE(16),
    png.readUInt32BE(20),
  ];

  test("of shared links: a PNG of 1200 by 630, and pages that may be found name it", () => {
    const png = drawn["partage.png"] ?? Buffer.alloc(0);
    expect(sizeOf(png)).toEqual(["PNG", 1200, 630]);
    expect(png.length).toBeLessThan(60_000);
    const named = '<meta property="og:image" content="https://site.test/partage.png"/>';
    expect(documentOf({ title: "Le label", canonical: "/label" }, frame, "")).toContain(named);
    expect(documentOf({ title: "Mon espace" }, frame, "")).not.toContain("og:image");
  });

  test("of each workshop: one of its own, under 60 KB, by a name that says nothing; its pages name it", () => {
    const files = programmes.all.map(({ picture }) => picture);
    expect(new Set(files).size).toBe(programmes.all.length);
    for (const file of files) {
      const png = drawn[file.slice(1)] ?? Buffer.alloc(0);
      expect([file, sizeOf(png), png.length < 60_000]).toEqual([file, ["PNG", 1200, 630], true]);
      expect(file).toMatch(/^\/atelier-\d+-\d+\.png$/);
    }
    const head = { title: "Atelier numérique", canonical: "/x", picture: files[0] ?? "" };
    expect(documentOf(head, frame, "")).toContain(`<meta property="og:image" content="https://site.test${files[0]}"/>`);
  });

  test("of tabs and home screens: each of its size, in the formats that browsers ask for", () => {
    for (const [file, side] of [
      ["apple-touch-icon.png", 180],
      ["icone-192.png", 192],
      ["icone-512.png", 512],
    ] as const) {
      expect(sizeOf(drawn[file] ?? Buffer.alloc(0)), file).toEqual(["PNG", side, side]);
    }
    const ico = drawn["favicon.ico"] ?? Buffer.alloc(0);
    const at = ico.readUInt32LE(18);
    expect([ico.readUInt16LE(2), ico.readUInt16LE(4), ico.readUInt32LE(14)]).toEqual([1, 1, ico.length - at]);
    expect(sizeOf(ico.subarray(at))).toEqual(["PNG", 32, 32]);
  });

  test("the manifest starts where everybody does: nothing in its address tells who put the site on their screen", () => {
    const manifest = JSON.parse(readFileSync("public/site.webmanifest", "utf8")) as Record<string, unknown>;
    expect([manifest["start_url"], manifest["name"]]).toEqual(["/", "Ligne Sûre"]);
    const icons = manifest["icons"] as { src: string }[];
    expect(icons.filter(({ src }) => drawn[src.slice(1)] === undefined)).toEqual([]);
    expect(documentOf({ title: "x" }, frame, "")).toContain('<link rel="manifest" href="/site.webmanifest"/>');
  });
});
