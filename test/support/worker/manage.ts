import type { RegistrationId } from "../../../src/kernel/ids.ts";
import { HOUR } from "../../../src/kernel/time.ts";
import { manageSubject, manageUntil } from "../../../src/workshops/seats/manage-link.ts";
import { ORIGIN, findPath } from "./web.ts";
import { idIn, links, value } from "./world.ts";
import { unique } from "./people.ts";

/** An address that nobody else uses. */
export const address = (): string => `delivered+${unique()}@resend.dev`;

/** The path of the manage link of a registration, as its mail carries it. */
export async function managePath(id: RegistrationId): Promise<string> {
  const contact = await idIn("ctc", "SELECT contact_id FROM registrations WHERE id = ?1", id);
  const startsAt = Number(
    await value("SELECT starts_at FROM sessions WHERE id = (SELECT session_id FROM registrations WHERE id = ?1)", id),
  );
  return `/i/${await links.sign("manage", manageSubject(id, contact), manageUntil(startsAt + 2 * HOUR))}`;
}

/** The path of the manage link in a mail. */
export const linkIn = (text: string): string => findPath(text, `${ORIGIN}/i/`).slice(ORIGIN.length);
