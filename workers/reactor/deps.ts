import { bodyStore } from "../../src/platform/bodies.ts";
import { readClock } from "../../src/platform/clock.ts";
import { type Database, database } from "../../src/platform/d1.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { reactorVars } from "../../src/platform/env.ts";
import { newId, random } from "../../src/platform/ids.ts";
import { parseRing } from "../../src/platform/keys.ts";
import { signedLinks } from "../../src/platform/links.ts";
import { resendMailer } from "../../src/platform/mailer.ts";
import { openVault } from "../../src/platform/vault.ts";
import { bandLines } from "../../src/help/help-lines.ts";
import { allowList } from "../../src/mail/gate.ts";
import { recapTemplate } from "../../src/mail/recap.ts";
import type { SendDeps } from "../../src/mail/sending.ts";
import type { Template } from "../../src/mail/template.ts";
import { holdBack } from "../../src/guidance/hold-back.ts";
import type { Registry } from "../../src/guidance/predicate.ts";
import { toldBy } from "../../src/workshops/letters/session-message.store.ts";
import { catalogue, helpLines, paths } from "../content.ts";
import { mailWords } from "../content.built.ts";
import { reactors } from "../features.ts";
import { content } from "./content.ts";

/** What the features give the sequences: conditions, and the words of their mails. */
export const registry: Registry = {
  predicates: Object.assign({}, ...reactors.map((one) => one.predicates)),
  vars: Object.assign({}, ...reactors.map((one) => one.vars?.(content))),
};

const all = reactors.flatMap((one) => one.templates?.(mailWords, content) ?? []);
const recap = recapTemplate(mailWords, () => templates);
/** Every mail, by key. */
export const templates: ReadonlyMap<string, Template> = new Map([...all, recap].map((t) => [t.key, t]));

/** The neutral name of a sequence, and where a step of guidance can be read on the site. */
export function lists(sequence: string, step: string): { id: string; viewPath: string | null } {
  const id = catalogue.newest(sequence)?.list ?? "messages";
  const isPublic = paths.some((path) => path.sequence.id === sequence);
  return { id, viewPath: isPublic ? `/parents/${id}/${step}` : null };
}

const band = bandLines(helpLines).map(({ label, href, band: what }) => ({ label, href: href ?? "", what: what ?? "" }));

/** What the reactor works with. Everything is built from its settings; the time is read once per delivery. */
export async function reactorDeps(env: ReactorEnv): Promise<SendDeps> {
  const vars = reactorVars(env);
  const db: Database = database(env.DB);
  const now = await readClock(db, vars.MAIL_ENV);
  const lag = now - Math.floor(Date.now() / 1000);
  const vault = openVault(parseRing(vars.SEAL_KEYS), vars.ADDR_HASH_KEY);
  const base: Deps = { db, now, newId, random, vault };
  const mailer = resendMailer({
    apiKey: vars.RESEND_API_KEY,
    baseUrl: vars.RESEND_BASE_URL,
    validation: vars.MAIL_BATCH_VALIDATION,
  });
  return {
    ...base,
    clock: () => Math.floor(Date.now() / 1000) + lag,
    mailer,
    accepted: mailer,
    bodies: bodyStore(env.MAIL_BODIES, vault),
    renderer: {
      templates,
      vault,
      links: signedLinks(parseRing(vars.LINK_KEYS)),
      foot: { helpLines: band, origin: vars.SITE_ORIGIN },
      from: vars.MAIL_FROM,
      fromLists: vars.MAIL_FROM_LISTS,
      replyTo: vars.MAIL_REPLY_TO,
      told: (id) => toldBy(base, id),
      lists,
    },
    sequences: holdBack(catalogue, registry),
    allowed: allowList(vars.MAIL_ENV, vars.MAIL_ALLOW, vars.RESEND_BASE_URL),
  };
}
