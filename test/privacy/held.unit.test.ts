import { expect, test } from "vitest";

import { HeldLists } from "../../src/ui/held.tsx";

test("what is held about somebody is told in words: what was written too, and nothing of what was taken away or is not there", () => {
  const mots = [
    { de: "établissement", texte: "Salle 12" },
    { de: "association", texte: null },
  ];
  const items = [
    { quoi: "demande de classe", etat: "séance fixée", date: "2026-12-01T09:00:00Z", mots },
    { quoi: "demande de classe", mots: [] },
  ];
  const text = String(HeldLists({ held: [{ label: "Ateliers", items }] }));
  expect(text).toContain(
    " · état : séance fixée · le 1er décembre 2026 · mots : établissement : Salle 12 ; association",
  );
  expect(text).not.toMatch(/null|object Object|mots : </);
});
