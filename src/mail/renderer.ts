import { asId } from "../kernel/ids.ts";
import { PARIS, zoned } from "../kernel/time.ts";
import { isPassing } from "../platform/d1.ts";
import { utf8 } from "../platform/keys.ts";
import type { Links } from "../platform/links.ts";
import type { Endpoint } from "../platform/mailer.ts";
import type { Vault } from "../platform/vault.ts";
import { readNameOf } from "./address.ts";
import { type Filling, withoutTyped, writeLetter } from "./letter.ts";
import { type LoadedMessage, TRANSACTIONAL } from "./message.ts";
import { type Foot, type WaysOut, renderLetter } from "./render.tsx";
import { type Template, settingsSubject } from "./template.ts";

/** A kept message and the address it goes to. */
export type Item = { message: LoadedMessage; address: string };
/** What turns messages into mails. */
export type Renderer = {
  templates: ReadonlyMap<string, Template>;
  vault: Vault;
  links: Links;
  foot: Foot;
  /** Senders: one domain for what answers an act, another for reminders and guidance. */
  from: string;
  fromLists: string;
  /** A mailbox that a person reads. */
  replyTo: string;
  /** The words of somebody, by their id, and where answers to them go (null: to us); null once they are erased. */
  told: (id: string) => Promise<{ body: string; replyTo: string | null } | null>;
  /** The neutral name of a sequence in `List-Id`, and the page where a step can be read on the site. */
  lists: (sequence: string, step: string) => { id: string; viewPath: string | null };
};

type Mail = {
  from: string;
  to: string[];
  reply_to: string;
  headers: Record<string, string>;
  subject: string;
  html: string;
  text: string;
  tags: { name: string; value: string }[];
};

/** Renders every item, or says which template failed first (its key, never its data). */
export async function renderItems(
  renderer: Renderer,
  { items, now }: { items: readonly Item[]; now: number },
): Promise<{ mails: Mail[]; failed: string | null }> {
  const mails: Mail[] = [];
  const known = new Map<string, ReturnType<Renderer["told"]>>();
  const told: Renderer["told"] = (id) => {
    const found = known.get(id) ?? renderer.told(id); // read once for everybody it goes to
    known.set(id, found);
    return found;
  };
  for (const item of items) {
    try {
      mails.push(await renderItem({ ...renderer, told }, { item, now }));
    } catch (error) {
      if (isPassing(error)) {
        throw error; // the words of somebody could not be read now: the mail is not wrong, it leaves later
      }
      return { mails: [], failed: item.message.template };
    }
  }
  return { mails, failed: null };
}

async function renderItem(
  renderer: Renderer,
  { item: { message, address }, now }: { item: Item; now: number },
): Promise<Mail> {
  const template = renderer.templates.get(message.template);
  if (template === undefined) {
    throw new Error(`no template ${message.template}`);
  }
  const { origin } = renderer.foot;
  const isUnproven = message.is_unproven === 1;
  const filled = await template.fill(JSON.parse(message.vars), {
    name: isUnproven ? null : await readNameOf(renderer.vault, message),
    contactId: asId("ctc", message.contact_id),
    ageGroup: message.age_group,
    hour: zoned(now, message.zone ?? PARIS).hour,
    link: async (purpose, subject, expiresAt, path = "/i") =>
      `${origin}${path}/${await renderer.links.sign(purpose, subject, expiresAt)}`,
    code: (subject) => renderer.links.code(subject),
    page: (path) => `${origin}${path}`,
  });
  const { filling, replyTo } = await withWords(renderer, isUnproven ? withoutTyped(filled) : filled);
  const isTransactional = message.class === TRANSACTIONAL;
  const out = isTransactional ? null : await waysOut(renderer, message);
  const letter = renderLetter(writeLetter(template.content, filling), renderer.foot, out);
  const tags = [
    { name: "mid", value: message.id },
    { name: "cls", value: String(message.class) },
  ];
  const from = isTransactional ? renderer.from : renderer.fromLists;
  const headers = out === null ? WRITTEN_BY_MACHINE : listHeaders(renderer, message, out);
  const subject = message.test === 1 ? `[Essai] ${letter.subject}` : letter.subject;
  return { from, to: [address], reply_to: replyTo, headers, ...letter, subject, tags };
}

/** The filling with what somebody wrote, and where answers go. Throws when it is erased: there is nothing to say then. */
async function withWords(renderer: Renderer, filling: Filling): Promise<{ filling: Filling; replyTo: string }> {
  if (filling.toldBy === undefined) {
    return { filling, replyTo: renderer.replyTo };
  }
  const told = await renderer.told(filling.toldBy);
  if (told === null) {
    throw new Error("the words of a mail are erased");
  }
  const typed = { ...filling.typed, message: told.body };
  return { filling: { ...filling, typed }, replyTo: told.replyTo ?? renderer.replyTo };
}

const YEAR = 365 * 86_400;

async function waysOut({ links, foot, lists }: Renderer, message: LoadedMessage): Promise<WaysOut> {
  const subject = settingsSubject(message.recipient_id, asId("ctc", message.contact_id));
  const { viewPath } = lists(message.sequence ?? "", message.step ?? "");
  return {
    view: viewPath === null ? null : foot.origin + viewPath,
    preferences: `${foot.origin}/preferences/${await links.sign("preferences", subject, message.expires_at + YEAR)}`,
    leave: `${foot.origin}/u/${await links.signRef(message.unsub_ref ?? "")}`,
  };
}

/** RFC 3834: no answering machine answers it. */
const WRITTEN_BY_MACHINE: Record<string, string> = { "Auto-Submitted": "auto-generated" };

/** RFC 8058 (one click), RFC 2369 and RFC 2919. The list's name says nothing of the subject. */
const listHeaders = (renderer: Renderer, message: LoadedMessage, out: WaysOut): Record<string, string> => ({
  ...WRITTEN_BY_MACHINE,
  "List-Unsubscribe": `<${out.leave}>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  "List-Id": `<${renderer.lists(message.sequence ?? "", "").id}.${new URL(renderer.foot.origin).hostname}>`,
});

/** The request body of a batch, its SHA-256 (hex) and its endpoint: one mail alone, or a list. */
export async function makeBody(
  mails: readonly Mail[],
): Promise<{ body: Uint8Array<ArrayBuffer>; sha: string; endpoint: Endpoint }> {
  const body = utf8(JSON.stringify(mails.length === 1 ? mails[0] : mails));
  const sha = new Uint8Array(await crypto.subtle.digest("SHA-256", body)).toHex();
  return { body, sha, endpoint: mails.length === 1 ? "/emails" : "/emails/batch" };
}
