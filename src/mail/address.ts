import type { Vault } from "../platform/vault.ts";
import type { LoadedMessage } from "./message.ts";

/** The address of a loaded message, unsealed; null once erased. */
export async function readAddressOf(vault: Vault, m: LoadedMessage): Promise<string | null> {
  return m.email_sealed === null || m.kid === null || m.addr_hash === null
    ? null
    : vault.open(`contacts.email:${m.addr_hash}`, { kid: m.kid, sealed: m.email_sealed });
}

/** The name to greet, unsealed; null when there is none any more. */
export async function readNameOf(vault: Vault, m: LoadedMessage): Promise<string | null> {
  return m.name_id === null || m.name_sealed === null || m.name_kid === null
    ? null
    : vault.open(`contacts.name:${m.name_id}`, { kid: m.name_kid, sealed: m.name_sealed });
}
