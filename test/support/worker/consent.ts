import { expect } from "vitest";

import { mailsTo, pump } from "./reactor.ts";
import { ORIGIN, ask as askFor, findPath, hold, send } from "./web.ts";
import { NOW, value, idIn } from "./world.ts";

/** A page, its no-break spaces made plain. */
export async function read(path: string) {
  const answer = await askFor(path);
  return { ...answer, html: answer.html.replaceAll(/[\u00a0\u202f]/g, " ") };
}
/** Where the newest registration stands. */
export const state = () => value("SELECT state FROM registrations ORDER BY created_at DESC, id DESC LIMIT 1");
/** The child's link in a mail, the parent's. */
export const manageIn = (text: string): string => findPath(text, `${ORIGIN}/i/`).slice(ORIGIN.length);
export const parentIn = (text: string): string => findPath(text, `${ORIGIN}/accord-parent/`).slice(ORIGIN.length);
/** The form of an answer. */
export const about = (id: unknown) => ({ inscription: String(id) });
export const newest = () => idIn("reg", "SELECT id FROM registrations ORDER BY created_at DESC, id DESC LIMIT 1");

/** A child of 13 fills in the form; without an address, the answer is the page they keep. */
export async function child(ses: string, email: string, parentEmail: string): Promise<string> {
  const form = await hold(ses, undefined, { jeunes: "1", pour: "11_14" });
  const sent = await send(`${form}&compris=1`, { name: "Noé", email, parentEmail, accordEnfant: "on" });
  expect(sent.status, sent.html.slice(0, 1500)).toBe(303);
  await pump(NOW);
  return sent.location;
}
/** The same, with the child's own click; the parent's page. */
export async function asked(ses: string, email: string, parentEmail: string): Promise<string> {
  await child(ses, email, parentEmail);
  await send(`${manageIn((await mailsTo(email)).at(-1)?.text ?? "")}/confirmer`, {});
  await pump(NOW);
  return parentIn((await mailsTo(parentEmail)).at(-1)?.text ?? "");
}
