import type { Vault } from "../platform/vault.ts";
import type { LoadedMessage } from "./message.ts";

/** The address of a loaded message, unsealed; null once erased. Throws when nothing of ours opens it. */
export async function readAddressOf(vault: Vault, m: LoadedMessage): Promise<string | null> {
  if (m.email_sealed === null || m.kid === null || m.addr_hash === null) {
    return null;
  }
  const opened = await vault.open(`contacts.email:${m.addr_hash}`, { kid: m.kid, sealed: m.email_sealed });
  if ("unreadable" in opened) {
    throw new Error("an address that nothing opens");
  }
  return opened.text;
}

/** The name to greet, unsealed; null when there is none any more, or nothing opens it: the greeting is shorter, the mail leaves. */
export async function readNameOf(vault: Vault, m: LoadedMessage): Promise<string | null> {
  if (m.name_id === null || m.name_sealed === null || m.name_kid === null) {
    return null;
  }
  const opened = await vault.open(`contacts.name:${m.name_id}`, { kid: m.name_kid, sealed: m.name_sealed });
  return "text" in opened ? opened.text : null;
}
