import { expect, test } from "vitest";

import { HeldLists } from "../../src/ui/held.tsx";

test("what is held about somebody is told in words: what was written too, and nothing of what was taken away or is not there", () => {
  const mots = [
    { de: "établissement", texte: "Salle 12" },
    { de: "association", texte: null },
  ];
  const items = [
    { quoi: "demande de classe", etat: "séance fixée", mots },
    { quoi: "demande de classe", mots: [] },
  ];
  const text = String(HeldLists({ held: [{ label: "Ateliers", items }] }));
  expect(text).toContain(" · état : séance fixée · mots : établissement : Salle 12 ; association");
  expect(text).not.toMatch(/null|object Object|mots : </);
});
