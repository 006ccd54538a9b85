import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { readAddressOf, withAddress } from "../../src/about/read-address.ts";

const PAGES = ["contact", "mentions-legales", "accessibilite"].map((page) => `content/pages/${page}.md`);
const said = (address: string | null) => PAGES.map((page) => withAddress(readFileSync(page, "utf8"), address));

describe("whoever wants to write to the team", () => {
  test("reads the same address on all three pages, once it is read", () => {
    const pages = said("bonjour@lignesure.fr");
    expect(pages.map((page) => page.includes("[bonjour@lignesure.fr](mailto:bonjour@lignesure.fr)"))).toEqual([
      true,
      true,
      true,
    ]);
    expect(pages.join("")).not.toMatch(/:::|\{adresse\}|[Aa]ucune adresse/);
  });

  test("reads once that no address is read yet, and whom to turn to; no page sends them to another that has none", () => {
    const [contact = "", legal = "", access = ""] = said(null);
    expect(contact).toMatch(/personne ne lit encore.*\/aide\/numeros.*Défenseur des droits/s);
    expect([contact, legal, access].join("")).not.toMatch(/:::|mailto|\{adresse\}|[Rr]épondez à l’un de nos messages/);
    expect(contact).not.toMatch(/\/mentions-legales|\/accessibilite/);
    expect([legal, access].map((page) => page.includes("](/contact#ecrire)"))).toEqual([true, true]);
  });

  test.each([
    ["contact@lignesure.example", null],
    ["Ligne Sûre <contact@lignesure.example>", null],
    ["contact@example.org", null],
    ["Ligne Sûre <contact@lignesure.fr>", "contact@lignesure.fr"],
    ["contact@monexample.fr", "contact@monexample.fr"],
  ])("%s is an address that is read: %s", (replyTo, address) => {
    expect(readAddressOf(replyTo)).toBe(address);
  });
});
