import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("two modules open what is sealed, so that one way of reading says what cannot be read", () => {
  const opens = globSync("{src,workers,scripts}/**/*.{ts,tsx}").filter((file) =>
    /\bvault\.open\(/.test(readFileSync(file, "utf8")),
  );
  expect(opens.toSorted()).toEqual(["src/mail/address.ts", "src/privacy/contacts.store.ts"]);
});
