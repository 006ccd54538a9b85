import { expect, test } from "vitest";

import { associationsPer } from "../../../src/workshops/classes/areas.store.ts";
import { association } from "../../support/worker/classes.ts";
import { ask } from "../../support/worker/web.ts";
import { db, run } from "../../support/worker/world.ts";

test("a school sees where associations come, each counted once, none that has closed; no map before there is one", async () => {
  expect((await ask("/etablissements")).html).not.toContain("tilemap");
  await association("org_north", "59");
  await association("org_south", "94");
  await association("org_east", "94");
  await association("org_gone", "94");
  await run("UPDATE organisations SET state = 'closed' WHERE id = 'org_gone'");
  expect(await associationsPer(db, ["01", "59", "94"])).toEqual([
    { departement: "59", n: 1 },
    { departement: "94", n: 2 },
  ]);
  const { html } = await ask("/etablissements");
  expect(html).toMatch(/Val-de-Marne \(94\)<\/th><td[^>]*>2</);
});
