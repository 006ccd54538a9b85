import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * Every number that cuts a list in a query, and what becomes of the rest. A list that belongs to one thing (a session, a team, a
 * person, a file) is whole and has no number. The post has a desk of its own.
 */
const CUTS: readonly (readonly [file: string, cut: string, rest: string])[] = [
  [
    "access/organisations/organisations.store.ts",
    "51",
    "a page of 50, and one more row that says whether there is a next",
  ],
  ["console/gauges.store.ts", "${MOST_A_DAY}", "registrations of a day: « ou plus »"],
  ["console/gauges.store.ts", "${MOST_A_DAY}", "what waits: « ou plus »"],
  ["console/overview.store.ts", "${MOST_SPACES + 1}", "50 by name, then a line says that there are others"],
  ["console/overview.store.ts", "${MOST_SPACES + 1}", "the same, of spaces without an owner"],
  ["console/overview.store.ts", "1000", "a count of what was set aside, with the oldest"],
  ["console/overview.store.ts", "1000", "a count of places, with the oldest"],
  ["guidance/enrolments.store.ts", "500", "the next tick goes on"],
  ["label/assessment/worklist.store.ts", "51", "a page of 50"],
  ["label/badge/domains.store.ts", "5", "the next tick goes on, the longest due first"],
  ["label/registry/accounts.store.ts", "500", "the newest years; some dozens a year"],
  ["label/registry/accounts.store.ts", "200", "the newest minutes; some a year"],
  ["label/registry/labels.store.ts", "50", "the next delivery goes on"],
  ["label/registry/remarks.store.ts", "100", "the oldest first; those after show once these are settled"],
  ["platform/forgetting.ts", "${MOST_COUNTED}", "a count, which the console shows as « 5 000 ou plus »"],
  ["platform/health.ts", "${MOST_COUNTED}", "a count for machines, which stops at a thousand"],
  ["platform/health.ts", "${MOST_COUNTED}", "the same of what was set aside"],
  ["platform/nightly-jobs.ts", "14", "the last nights, as the page says"],
  ["platform/outbox.ts", "1000", "the next tick goes on, the oldest first"],
  ["privacy/contacts.store.ts", "5000", "a count, which the console shows as « 5 000 ou plus »"],
  ["privacy/contacts.store.ts", "500", "the next tick goes on"],
  [
    "workshops/catalogue/associations.store.ts",
    "5000",
    "a site map, for search engines: more than a country has of them",
  ],
  ["workshops/catalogue/associations.store.ts", "${MOST_LISTED + 1}", "a page of 50"],
  ["workshops/classes/requests.store.ts", "100", "the next tick goes on"],
  ["workshops/classes/requests.store.ts", "100", "the same, for what the head is written"],
  ["workshops/classes/requests.store.ts", "100", "the same, for what is opened to all"],
  ["workshops/classes/requests.store.ts", "200", "a median, which as many tell as well"],
  ["workshops/classes/thread.store.ts", "50", "the oldest first; those after show once these are settled"],
  ["workshops/facilitators/agreements.store.ts", "51", "fifty a page, and the next page is linked"],
  ["workshops/classes/requests.store.ts", "51", "a page of 50"],
  ["workshops/classes/requests.store.ts", "51", "the same, of every state"],
  ["platform/export.ts", "${ROWS}", "the next part goes on after the last row"],
  ["workshops/list/draw.store.ts", "20", "the next tick takes the next"],
  ["workshops/planning/oversight.store.ts", "51", "a page of 50"],
  ["workshops/planning/oversight.store.ts", "51", "a page of 50"],
  [
    "workshops/planning/planning.store.ts",
    "${MOST_IN_MONTH + 1}",
    "200 of a month, then a sentence that says to narrow",
  ],
  ["workshops/planning/planning.store.ts", "${A_PAGE}", "the file goes on until there are none"],
  ["workshops/presence/presence.store.ts", "100", "the night asks again until there are none"],
  ["workshops/schools/files.store.ts", "${MOST_FILES}", "the last files, as the page says"],
  ["workshops/schools/files.store.ts", "${MOST_FILES}", "the same, whose bytes stay"],
  ["workshops/schools/files.store.ts", "100", "the next delivery goes on with older bytes"],
  ["workshops/schools/files.store.ts", "100", "the same, row by row"],
  ["workshops/schools/schools.store.ts", "${MOST_COMPARED}", "the page says that there are more, and how to narrow"],
  ["workshops/schools/schools.store.ts", "${MOST_COUNTED}", "a count: only which word is rarest matters"],
  ["workshops/schools/schools.store.ts", "${MOST_LEADING}", "the rarest words lead, all are then asked for"],
  ["workshops/schools/schools.store.ts", "${MOST_LISTED}", "the page says that there are more, and how to narrow"],
  ["workshops/seats/consent.store.ts", "100", "the next tick goes on"],
  [
    "workshops/sessions/session.store.ts",
    "${MOST_IN_MONTH + 1}",
    "200 of a month, then a sentence that says to narrow",
  ],
  ["workshops/sessions/session.store.ts", "${MOST_COUNTED}", "a count, said as « 20 séances ou plus »"],
  ["workshops/sessions/session.store.ts", "${MOST_DATES + 1}", "20 dates, then a link to all of them"],
  [
    "workshops/sessions/session.store.ts",
    "${PAGE_SIZE + 1}",
    "a page, and one more row that says whether there is a next",
  ],
  [
    "workshops/sessions/session.store.ts",
    "100",
    "the next tick takes others: they are drawn, so that none waits behind those that cannot be served",
  ],
  ["workshops/sessions/session.store.ts", "400", "the days of a year: none is published further ahead"],
  [
    "workshops/sessions/session.store.ts",
    "5000",
    "the sessions of a day, for search engines: an address names one day",
  ],
];

test("a list that is cut says so, or goes on; every other is whole", () => {
  const found = globSync("src/**/*.{ts,tsx}")
    .filter((file) => !file.startsWith("src/mail/"))
    .flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/\bLIMIT (\d+|\$\{[^}]+\})/g)].map(
        ([, cut = ""]) => `${file.slice("src/".length)} ${cut}`,
      ),
    )
    .filter((cut) => !cut.endsWith(" 1")); // whether there is one
  expect(found.toSorted()).toEqual(CUTS.map(([file, cut]) => `${file} ${cut}`).toSorted());
  expect(CUTS.filter(([, , rest]) => rest.length < 10)).toEqual([]);
});
