import type { Declared } from "../../src/label/application/range.ts";

/** What a mutuelle declares of a range of contracts; everybody may join it, unless it says otherwise. */
export const rangeOf = (name: string, members: number, who: Declared["who"] = ["everyone"]): Declared => ({
  name,
  who,
  whoWords: "",
  territory: "",
  members,
  price: "to_50",
  priceAge: 40,
  priceOn: "2026-01-01",
});
