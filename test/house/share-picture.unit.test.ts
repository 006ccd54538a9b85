import { expect, test } from "vitest";

import { sharePicture } from "../../scripts/local/share-picture.ts";
import { documentOf } from "../../src/ui/document.tsx";

test("the picture of shared links is a PNG of 1200 by 630, and pages that may be found name it", async () => {
  const png = Buffer.from(await sharePicture());
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  expect(png.length).toBeLessThan(60_000);
  const frame = {
    origin: "https://site.test",
    isDemo: false,
    band: "",
    assets: {},
    desk: null,
  } as unknown as Parameters<typeof documentOf>[1];
  const named = '<meta property="og:image" content="https://site.test/partage.png"/>';
  expect(documentOf({ title: "Le label", canonical: "/label" }, frame, "")).toContain(named);
  expect(documentOf({ title: "Mon espace" }, frame, "")).not.toContain("og:image");
});
