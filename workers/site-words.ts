import type { PathCard } from "../src/guidance/paths.ts";
import type { SequenceWords } from "../src/mail/sequences.pages.tsx";
import type { MailNames } from "../src/mail/words.ts";
import type { Checked } from "../src/console/recheck.ts";
import type { QuestionSet } from "../src/workshops/impact/survey.ts";
import type { Programme } from "../src/workshops/sessions/programme.ts";

/**
 * What the site needs of `content/`, made when it is built (`scripts/build-pages.ts` writes `workers/site/words.built.ts`):
 * no Markdown and no record is parsed while somebody waits.
 */
export type SiteWords = {
  /** The help band, as HTML: the same on every page. */
  band: string;
  programmes: readonly Programme[];
  /** The questionnaires of workshops. */
  surveys: readonly QuestionSet[];
  paths: readonly PathCard[];
  /** Every sequence, as operators see it. */
  sequences: readonly SequenceWords[];
  /** The facts and numbers that a person checks on official pages. */
  records: readonly Checked[];
  /** Pages that are files, for the site map. */
  prerenderedPaths: readonly string[];
  /** Where the published versions of the label's referential are, the oldest first. */
  referentials: readonly string[];
  /** Where drafts of it are that are discussed, the oldest first. */
  drafts: readonly string[];
  /** The subject of every mail, by its key: what the console calls it. */
  mailNames: MailNames;
  /** The agreement that filing an application accepts, as HTML. */
  agreement: string;
};

/** What the reactor needs of it: the published versions of the referential, and the hash of each. */
export type ReactorWords = { versions: readonly { name: string; hash: string }[] };
