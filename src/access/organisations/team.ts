import type { ContactId } from "../../kernel/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import type { Team } from "./organisations.store.ts";
import type { Colleague } from "./team.pages.tsx";

/** A team as a page shows it: with addresses for the person who runs it, without for the others. */
export async function viewTeam(
  deps: Deps,
  { team, seesAddresses }: { team: Team; seesAddresses: boolean },
): Promise<{ members: Colleague[]; invited: Colleague[] }> {
  const addressOf = (contactId: ContactId) => (seesAddresses ? readAddress(deps, contactId) : Promise.resolve(null));
  const members = team.members.map(async (m) => ({
    id: m.person_id,
    role: m.role,
    since: m.created_at,
    address: await addressOf(m.contact_id),
    hasPasskey: m.passkeys > 0,
  }));
  const invited = team.invited.map(async (i) => ({
    id: i.id,
    role: i.role,
    since: i.expires_at,
    address: await addressOf(i.contact_id),
    hasPasskey: false,
  }));
  return { members: await Promise.all(members), invited: await Promise.all(invited) };
}
