import { type PersonId, asId } from "../kernel/ids.ts";
import { type Said, said } from "../kernel/said.ts";
import type { SiteContext } from "./http.ts";
import { typeMadeBy } from "./outbox.ts";

/** The act that an address names, and what it was about: anybody may write either. */
export const actIn = (c: SiteContext): { done: string; about: string } => ({
  done: c.req.query("fait") ?? "",
  about: c.req.query("de") ?? "",
});

/** What a page says after the act that its address names; null when nothing that stands there bears it out. */
export const saidOf = (c: SiteContext, table: Said<string>, standing: readonly string[]): string | null =>
  said(table, actIn(c).done, standing);

/** Seconds during which something « vient de » happen. */
const FRESH = 600;

/** What an address tells, without what proves that an act led to it. */
const PROOF = "preuve";
function toldBy(address: URL): string {
  const bare = new URL(address);
  bare.searchParams.delete(PROOF);
  return `told ${bare.pathname}${bare.search}`;
}

/** Leads to the page that tells of an act which leaves nothing to look at: it believes this very address for ten minutes. */
export async function leadTo(c: SiteContext, path: string): Promise<Response> {
  const { links, now } = c.get("deps");
  const address = new URL(path, c.req.url);
  address.searchParams.set(PROOF, await links.sign(toldBy(address), "_", now + FRESH));
  return c.redirect(address.pathname + address.search + address.hash, 303);
}

/** True where an act led to this address in the last ten minutes: nobody wrote it by hand, and it is still news. */
export async function isLed(c: SiteContext): Promise<boolean> {
  const { links, now } = c.get("deps");
  return (await links.verify(toldBy(new URL(c.req.url)), c.req.query(PROOF) ?? "", now)) !== null;
}

/** `gone` where an act has just led here and what it was about is not there: what is said after something was taken away. */
export const goneOf = async (c: SiteContext, there: readonly string[]): Promise<"gone"[]> =>
  !there.includes(actIn(c).about) && (await isLed(c)) ? ["gone"] : [];

/** The type of the event that the address names, where this person made it in the last ten minutes: of what is on no page, that is known. */
export async function freshOf(c: SiteContext, actor: PersonId | "visitor"): Promise<string[]> {
  const { done, about } = actIn(c);
  const { db, now } = c.get("deps");
  const type = done === "" ? null : await typeMadeBy(db, { id: asId("evt", about), actor, since: now - FRESH });
  return type === null ? [] : [type];
}
