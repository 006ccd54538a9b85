import { expect, test } from "vitest";

import { LEVELS } from "../../../src/workshops/schools/school-class.ts";
import { framesOf } from "../../../src/workshops/sessions/programme.ts";
import { programmeBodies } from "../../../workers/prerender/site-words.ts";
import { facts, programmes } from "../../../workers/content.ts";
import { programmeWords } from "../../../workers/content.built.ts";

test("every programme that a class may ask for says what it may serve for, from records with their source, and never that it is part of it", () => {
  const bodies = programmeBodies();
  const asked = programmes.all.filter(({ audience }) => audience === "class" || audience === "youth");
  expect(asked.length).toBeGreaterThan(4);
  for (const { slug, levels } of asked) {
    expect(levels.length > 0 && levels.every((level) => Object.hasOwn(LEVELS, level)), slug).toBe(true);
    const html = bodies[slug] ?? "";
    const told = [...facts.values()].filter(({ id, text }) => id.startsWith("cadre_") && html.includes(text));
    expect(told.length, slug).toBeGreaterThan(1);
    expect(html, slug).toContain("Peut servir pour");
    expect(html, slug).toContain("n’en fait pas officiellement partie");
    expect(
      told.every(({ read_at_url: url }) => url !== null && html.includes(`href="${url}"`)),
      slug,
    ).toBe(true);
  }
  const parents = programmes.all.find(({ audience }) => audience === "parent")?.slug ?? "";
  expect(bodies[parents]).not.toContain("Peut servir pour");
});

test("a frame that nobody knows, or that no record says, stops the build", () => {
  const text = programmeWords["agir-en-temoin"] ?? "";
  const say = (id: string): string => id;
  expect(framesOf(text, say)).toContain("- cadre_phare");
  expect(() => framesOf(text.replace("cadres: phare", "cadres: certifié"), say)).toThrow(/cadres|Invalid/);
});
