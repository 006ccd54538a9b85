import { utf8 } from "../platform/keys.ts";
import type { Links } from "../platform/links.ts";
import type { Endpoint } from "../platform/mailer.ts";
import type { Vault } from "../platform/vault.ts";
import { readNameOf } from "./address.ts";
import { writeLetter } from "./letter.ts";
import type { LoadedMessage } from "./message.ts";
import { type Foot, renderLetter } from "./render.tsx";
import type { Template } from "./template.ts";

/** A kept message and the address it goes to. */
export type Item = { message: LoadedMessage; address: string };
/** What turns messages into mails. */
export type Press = { templates: ReadonlyMap<string, Template>; vault: Vault; links: Links; foot: Foot; from: string };

type Mail = {
  from: string;
  to: string[];
  subject: string;
  html: string;
  text: string;
  tags: { name: string; value: string }[];
};

/** Renders every item, or says which template failed first (its key, never its data). */
export async function renderItems(
  press: Press,
  items: readonly Item[],
): Promise<{ mails: Mail[]; failed: string | null }> {
  const mails: Mail[] = [];
  for (const item of items) {
    try {
      mails.push(await renderItem(press, item));
    } catch {
      return { mails: [], failed: item.message.template };
    }
  }
  return { mails, failed: null };
}

async function renderItem(press: Press, { message, address }: Item): Promise<Mail> {
  const template = press.templates.get(message.template);
  if (template === undefined) {
    throw new Error(`no template ${message.template}`);
  }
  const { origin } = press.foot;
  const filling = await template.fill(JSON.parse(message.vars), {
    name: await readNameOf(press.vault, message),
    contactId: message.contact_id ?? "",
    link: async (purpose, subject, expiresAt, path = "/i") =>
      `${origin}${path}/${await press.links.sign(purpose, subject, expiresAt)}`,
    page: (path) => `${origin}${path}`,
  });
  const letter = renderLetter(writeLetter(template.content, filling), press.foot);
  const tags = [
    { name: "mid", value: message.id },
    { name: "cls", value: String(message.class) },
  ];
  return { from: press.from, to: [address], ...letter, tags };
}

/** The request body of a batch, its SHA-256 (hex) and its endpoint: one mail alone, or a list. */
export async function makeBody(
  mails: readonly Mail[],
): Promise<{ body: Uint8Array<ArrayBuffer>; sha: string; endpoint: Endpoint }> {
  const body = utf8(JSON.stringify(mails.length === 1 ? mails[0] : mails));
  const sha = new Uint8Array(await crypto.subtle.digest("SHA-256", body)).toHex();
  return { body, sha, endpoint: mails.length === 1 ? "/emails" : "/emails/batch" };
}
