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

/** `gone` where the address names something that is not there any more: what is said after it was taken away. */
export const goneOf = (c: SiteContext, there: readonly string[]): "gone"[] => {
  const { about } = actIn(c);
  return about === "" || there.includes(about) ? [] : ["gone"];
};

/** Seconds during which something « vient de » happen. */
const FRESH = 600;
/** The type of the event that the address names, where this person made it in the last ten minutes: of what is on no page, that is known. */
export async function freshOf(c: SiteContext, actor: PersonId | "visitor"): Promise<string[]> {
  const { done, about } = actIn(c);
  const { db, now } = c.get("deps");
  const type = done === "" ? null : await typeMadeBy(db, { id: asId("evt", about), actor, since: now - FRESH });
  return type === null ? [] : [type];
}
