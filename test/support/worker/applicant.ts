import { expect } from "vitest";

import { type ApplicationId, asId } from "../../../src/kernel/ids.ts";
import { as, organisation, owns, signedIn } from "./staff.ts";
import { send, setClock } from "./web.ts";
import { NOW, run } from "./world.ts";

export const PLACE = "org_vieux-chene";
/** What the form of an offer gives. */
export const OFFER = {
  offerName: "Écoute et appui",
  contracts: "Socle\nConfort",
  members: "12 000",
  covered: "11000",
  revision: "0",
};
export const SPACE = `/espace/structures/${PLACE}/label`;

let n = 0;
/** Somebody who works on the applications of the mutuelle of the tests. */
export const applicant = (): ReturnType<typeof signedIn> =>
  signedIn(`delivered+mut${++n}@resend.dev`, "applicant", PLACE);

/** The mutuelle anew, with the one person who answers for it. */
export async function newMutuelle(): Promise<Awaited<ReturnType<typeof signedIn>>> {
  await setClock(NOW);
  await run("DELETE FROM memberships");
  await run("DELETE FROM organisations WHERE id = ?1", PLACE);
  await organisation(PLACE, "mutuelle");
  const me = await applicant();
  await owns(me.person, PLACE);
  return me;
}

/** A draft opened through the form; its address. */
export async function draft(cookie: string): Promise<string> {
  const opened = await as(cookie).post(SPACE, OFFER);
  expect(opened.status).toBe(303);
  return opened.location;
}
export const idOf = (path: string): ApplicationId => asId("app", path.split("/").at(-1));
/** An answer as the form gives it. */
export const answer = (over: Record<string, string> = {}) => ({
  note: "3",
  justification: "Garanties 2026.",
  revision: "0",
  ...over,
});
/** A form sent by the page that saves by itself. */
export const json = (path: string, fields: Record<string, string>, cookie: string) =>
  send(path, fields, { headers: { cookie, accept: "application/json" } });
