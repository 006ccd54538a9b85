import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";

import { type Outside, outsideThrough } from "../../src/platform/outside.ts";
import { site } from "../support/worker/badges.ts";
import { unique } from "../support/worker/people.ts";

const host = (): string => `www.${unique().replaceAll(/[^a-z0-9]/g, "")}.fr`;

describe("the Worker `outside`, through its binding", () => {
  test("reads a page and the records of a name; says why it did not", async () => {
    const outside = outsideThrough(env.OUTSIDE);
    const there = host();
    await site({ host: there, txt: ["label-ligne-sure=x"], pages: { "/": "<p>Bonjour</p>" } });
    expect(await outside.read(`https://${there}/`)).toEqual({ ok: true, text: "<p>Bonjour</p>", host: there });
    expect(await outside.txt(there)).toEqual(["label-ligne-sure=x"]);
    expect(await outside.read("https://10.0.0.1/")).toEqual({ ok: false, why: "address" });
    expect(await outside.read(`https://${host()}/`)).toEqual({ ok: false, why: "private" });
  });

  test("answers nobody over HTTP", async () => {
    expect((await env.OUTSIDE.fetch("https://outside.test/")).status).toBe(404);
  });

  test("is not taken at its word: an answer of another shape, or none, is a page that cannot be read", async () => {
    const saying = (answer: unknown): Outside => {
      const say = () => Promise.resolve(answer as never);
      return outsideThrough({ read: say, txt: say });
    };
    for (const answer of [
      null,
      "text",
      { ok: true },
      { ok: true, text: "x", host: "h", more: 1 },
      { ok: false, why: "x" },
    ]) {
      expect(await saying(answer).read("https://exemple.fr/")).toEqual({ ok: false, why: "unreachable" });
      expect(await saying(answer).txt("exemple.fr")).toEqual([]);
    }
    const broken = () => Promise.reject(new Error("gone"));
    const gone = outsideThrough({ read: broken, txt: broken });
    expect([await gone.read("https://exemple.fr/"), await gone.txt("exemple.fr")]).toEqual([
      { ok: false, why: "unreachable" },
      [],
    ]);
  });
});
