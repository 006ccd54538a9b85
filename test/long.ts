/** What `npm run test:long` does at full size, before each release; `npm run test:all` does the same in short. `docs/testing.md` lists it. */
export const LONG_TESTS = [
  "test/browser/application.browser.test.ts",
  "test/browser/classes.browser.test.ts",
  "test/browser/console.browser.test.ts",
  "test/browser/help-path.browser.test.ts",
  "test/browser/pages.browser.test.ts",
  "test/browser/parents.browser.test.ts",
  "test/browser/clock/assessment.browser.test.ts",
  "test/browser/clock/families.browser.test.ts",
  "test/browser/clock/visits.browser.test.ts",
  "test/browser/clock/waiting-list.browser.test.ts",
  "test/e2e/demo.e2e.test.ts",
  "test/e2e/race.e2e.test.ts",
  "test/e2e/guessing.e2e.test.ts",
  "test/e2e/year.e2e.test.ts",
  "test/workshops/model/model.worker.test.ts",
  "test/privacy/leavers.worker.test.ts",
  "test/platform/rebuild.worker.test.ts",
  "test/workshops/classes/still-open.worker.test.ts",
  "test/workshops/schools/console.worker.test.ts",
  "test/mail/refusals.worker.test.ts",
  "test/label/transparency-log/slots.worker.test.ts",
  "test/platform/national.worker.test.ts",
  "test/platform/archive.unit.test.ts",
  "test/platform/storm.worker.test.ts",
];
/** What runs at full size alone: it takes minutes, and what it looks after changes seldom. */
export const LONG_ALONE = [
  "test/e2e/chaos-controls.e2e.test.ts",
  "test/e2e/chaos-message.e2e.test.ts",
  "test/e2e/demo-ends.e2e.test.ts",
];
/** The storm at full size is a command of its own (`npm run test:chaos`), on both providers; this is its short twin. */
export const STORM = {
  script: "scripts/chaos.ts",
  twin: "test/e2e/chaos.e2e.test.ts",
  runs: [
    ["--mails", "10000"],
    ["--provider", "book", "--mails", "3500"],
  ],
};
