import { expect, test } from "vitest";

import { keep, kept, keysOf, type Place } from "../../../src/browser/kept.ts";
import { resume } from "../../../src/label/application/draft.ts";

const words = (justification: string, note = "3", publiable = false) => ({ note, justification, publiable });

test.each([
  ["typed over the revision that the page carries", 2, words("à moi"), 2, words("avant"), "send"],
  ["typed over nothing, nothing saved since", 0, words("à moi"), 0, words("", ""), "send"],
  ["somebody saved once since", 2, words("à moi"), 3, words("à elle"), "ask"],
  ["somebody saved three times since, back to what it was", 2, words("à moi"), 5, words("avant"), "ask"],
  ["the page is older than the words", 3, words("à moi"), 2, words("avant"), "ask"],
  ["an older page kept them without saying over what", null, words("à moi"), 2, words("avant"), "ask"],
  ["the same, nothing saved", null, words("à moi"), 0, words("", ""), "ask"],
  ["the site has these very words, under a later revision", 2, words("à moi"), 3, words("à moi"), "forget"],
  ["the same words, another grade", 2, words("à moi", "4"), 3, words("à moi"), "ask"],
  ["the same words, to be published now", 2, words("à moi", "3", true), 2, words("à moi"), "send"],
] as const)("words kept by a browser: %s", (_, base, typed, revision, shown, next) => {
  expect(resume({ base, words: typed }, { revision, words: shown })).toBe(next);
});

/** A `Storage` that holds nothing but what it is given. */
function place(full = false): Place {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    key: (i) => [...held.keys()][i] ?? null,
    getItem: (key) => held.get(key) ?? null,
    removeItem: (key) => void held.delete(key),
    setItem: (key, value) => {
      if (full) {
        throw new Error("QuotaExceededError");
      }
      held.set(key, value);
    },
  };
}

test("what is kept comes back with what it was made over and when; what an older page kept has no base; a full browser says so", () => {
  const here = place();
  expect(keep(here, "a:1", { base: 4, at: 1000, value: { note: "3" } })).toBe(true);
  expect(kept(here, "a:1")).toEqual({ base: 4, at: 1000, value: { note: "3" } });
  here.setItem("a:2", '{"note":"3"}');
  here.setItem("b", "not json");
  expect(kept(here, "a:2")).toEqual({ base: null, at: 0, value: { note: "3" } });
  expect(kept(here, "b")).toEqual({ base: null, at: 0, value: "not json" });
  expect(keysOf(here, "a:")).toEqual(["a:1", "a:2"]);
  expect(kept(here, "c")).toBe(null);
  expect(keep(place(true), "a", { base: 1, at: 1, value: "" })).toBe(false);
});
