import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";

import { REASON_WORDS, mailName, reasonInWords } from "../../src/mail/words.ts";
import { auditWords } from "../../workers/event-words.ts";
import { words } from "../../workers/site/words.built.ts";

/** What the source writes under a mail: in a verdict of the gate, of a sequence, of the provider, of an act, or in SQL. */
const WRITTEN = [
  /keep: false, reason: ["`]([a-z_]+)/g,
  /why: ["`]([a-z_]+)[:"`]/g,
  /(?:exitOne|endingReminders)\([^;]*?"([a-z_]+)"/g,
  /do: "exit", anchorRef: [\w.]+, reason: "([a-z_]+)"/g,
  /UPDATE messages SET [^;`]*?reason = (?:iif\([^,]+, )?'([^']+)'/g,
  /metric: "\w+", reason: ["`]([a-z_]+)/g,
  /\["email\.(bounced|failed|suppressed|complained)"/g,
  /withdrawAnchored\(anchorRef, "([a-z_]+)"/g,
];
const FILES = globSync("src/{mail,guidance,workshops/letters,label/decision}/**/*.ts").concat(
  "src/workshops/classes/request.reactions.ts",
);

describe("the console speaks no word of the machine", () => {
  test("every reason that the source writes under a mail has French words, and so has every mail and every event", () => {
    // Of a batch that is not called now: its mails are still to come, and no reason stands under them.
    const ofBatches = new Set(["frozen", "stored", "every", "out", "body", "refused freeze", "quiet"]);
    const written = FILES.flatMap((file) => {
      const text = readFileSync(file, "utf8");
      return WRITTEN.flatMap((pattern) => [...text.matchAll(pattern)].map(([, reason = ""]) => reason));
    }).filter((reason) => !ofBatches.has(reason));
    expect(written.length).toBeGreaterThan(20);
    expect([...new Set(written)].filter((reason) => !Object.hasOwn(REASON_WORDS, reason))).toEqual([]);

    const keys = globSync("content/mails/*.md").map((file) => basename(file, ".md"));
    expect(
      keys.filter(
        (key) => !/[A-Za-zÀ-ÿ…]{2}/.test(mailName(words.mailNames, key)) || mailName(words.mailNames, key) === key,
      ),
    ).toEqual([]);
    expect(Object.entries(auditWords.types).filter(([type, said]) => said === type || said === "")).toEqual([]);
    expect(Object.keys(auditWords.families)).toEqual(expect.arrayContaining(["application", "file"]));
  });

  test("what is not a word of ours is the provider's own, and stays", () => {
    expect(reasonInWords("expired")).toBe("son moment était passé");
    expect(reasonInWords("unless:phase.over")).toBe("il ne servait plus");
    expect(reasonInWords("template label-delai")).toBe("impossible à écrire : la faute est chez nous");
    expect(reasonInWords("constructor")).toBe("constructor");
    expect(reasonInWords("mailbox full")).toBe("mailbox full");
  });
});
