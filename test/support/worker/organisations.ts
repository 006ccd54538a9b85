import { env } from "cloudflare:workers";

import type { PersonId, OrganisationId } from "../../../src/kernel/ids.ts";
import { mailsTo, pump } from "./reactor.ts";
import { cookieOf } from "./staff.ts";
import { send, solved } from "./web.ts";
import { NOW, idIn, run } from "./world.ts";

const SCHOOL = { kind: "school", name: "Collège de l’Exemple", number: "0000001B" };
const PATH = "/structures/demander";

/** Asks for the space of a school through the form. */
export const askForSpace = async (email: string, over: Record<string, string> = {}) =>
  send(PATH, { ...(await solved(PATH)), ...SCHOOL, email, ...over });

/** The path of the invitation in the newest mail of an address. */
export async function invitationIn(address: string): Promise<string> {
  await pump(NOW + 1);
  const text = (await mailsTo(address)).at(-1)?.text ?? "";
  return new RegExp(`${env.SITE_ORIGIN}(/invitation/\\S+)`).exec(text)?.[1] ?? "";
}

/** A space that somebody asked for, confirmed and had approved. */
export async function openSpace(email: string): Promise<{ id: OrganisationId; cookie: string; person: PersonId }> {
  await askForSpace(email);
  const joined = await send(await invitationIn(email), {});
  const id = await idIn("org", "SELECT id FROM organisations");
  await run("UPDATE organisations SET state = 'active'");
  return { id, cookie: cookieOf(joined), person: await idIn("per", "SELECT owner_id FROM organisations") };
}
