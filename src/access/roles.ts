import * as z from "zod";

import { type ContactId, type OrganisationId, type PersonId, idOf } from "../kernel/ids.ts";
import { DAY, HOUR, MINUTE } from "../kernel/time.ts";

/** Every role of the platform. Visitors and participants (signed links) have none of these. */
export const ROLES = [
  "educator",
  "coordinator",
  "facilitator",
  "applicant",
  "assessor",
  "panel_member",
  "operator",
] as const;
export type Role = (typeof ROLES)[number];

/** The organisation that roles of the platform itself belong to. */
export const PLATFORM = "";

/** Where a role is held: in an organisation, or in the platform itself. */
export const Within = idOf("org").or(z.literal(PLATFORM));
export type Within = z.infer<typeof Within>;

/** A role in an organisation; the owner is the one who invites, removes and hands over. */
type Membership = { organisationId: Within; role: Role; isOwner: boolean; name?: string | null };

/** Who is signed in, from where, as what, and what this login has proven: a passkey (null: none was shown), the mailbox. */
export type Who = {
  personId: PersonId;
  loginId: string;
  contactId: ContactId;
  memberships: readonly Membership[];
  /** They have one, whether this login has shown it or not. */
  ownsPasskey: boolean;
  passkeyAt: number | null;
  mailboxAt: number;
};

/** The roles of somebody, wherever they have them. */
export const rolesOf = (who: Pick<Who, "memberships">): Role[] => [...new Set(who.memberships.map((m) => m.role))];

/** Those who call the roll of a session: they read first names, of children too. */
export const CALL_THE_ROLL = ["coordinator", "facilitator"] as const satisfies readonly Role[];
export const callsTheRoll = (who: Pick<Who, "memberships">): boolean =>
  who.memberships.some(({ role }) => (CALL_THE_ROLL as readonly Role[]).includes(role));

const IN_ORGANISATIONS = ["educator", "coordinator", "facilitator", "applicant"] as const;
/** Those who see other people's data or decide: their logins are short, and they show a passkey first. */
export const TRUSTED = ["assessor", "panel_member", "operator"] as const satisfies readonly Role[];
export const isTrusted = (who: Pick<Who, "memberships">): boolean =>
  who.memberships.some(({ role }) => (TRUSTED as readonly Role[]).includes(role));

/**
 * Who may do what. `roles`: "everybody", or the roles that may; `within`: the role must be held in the organisation that
 * the path names (`:organisation`); `isOwner`: and they must own it; `needsPasskey`: this login must have shown a passkey.
 */
export const PERMISSIONS = {
  /** Public pages, and pages behind a signed link, which prove themselves who may. */
  visit: { roles: "everybody" },
  /** One's own logins, passkeys, organisations and data. */
  keep_own_space: { roles: ROLES },
  /** One organisation: what it is, who acts for it; leaving it. */
  see_organisation: { roles: IN_ORGANISATIONS, within: true },
  /** Answering class requests and saying where one works, for an association. */
  coordinate: { roles: ["coordinator"], within: true },
  /** The day itself: who came. */
  attend: { roles: CALL_THE_ROLL, within: true },
  /** Working on an application for the label, for a mutuelle. */
  apply: { roles: ["applicant"], within: true },
  /** Filing it or withdrawing it: what engages the mutuelle. */
  sign: { roles: ["applicant"], within: true, isOwner: true },
  /** Inviting, removing, handing over. */
  run_organisation: { roles: IN_ORGANISATIONS, within: true, isOwner: true },
  /** Grading and deciding on files of the label: only those where one has a task, which each route checks. */
  assess: { roles: ["assessor", "panel_member"], needsPasskey: true },
  /** The console: everything operators see and decide. */
  operate: { roles: ["operator"], needsPasskey: true },
} as const satisfies Record<string, Rule>;
export type Rule = { roles: "everybody" | readonly Role[]; within?: true; isOwner?: true; needsPasskey?: true };
export type Permission = keyof typeof PERMISSIONS;

/** What the guard answers: go on, sign in first, show a passkey first, or what does not exist. */
export type Verdict = "pass" | "sign_in" | "passkey" | "hidden";

/** Applies a rule to somebody (null: nobody is signed in) and to the organisation that the path names, if any. */
export function judge(
  permission: Permission,
  who: Who | null,
  organisationId: OrganisationId | undefined,
  arePasskeysOff: boolean,
): Verdict {
  const rule: Rule = PERMISSIONS[permission];
  if (rule.roles === "everybody") {
    return "pass";
  }
  if (who === null) {
    return "sign_in";
  }
  const mine = who.memberships.filter((m) => rule.roles.includes(m.role));
  const there = rule.within === true ? mine.filter((m) => m.organisationId === organisationId) : mine;
  if (there.length === 0 || (rule.isOwner === true && !there.some((m) => m.isOwner))) {
    return "hidden";
  }
  return rule.needsPasskey === true && who.passkeyAt === null && !arePasskeysOff ? "passkey" : "pass";
}

/** For so long a proof is fresh: a passkey that was shown, a mailed link or code that was used, in this login. */
const PROOF_IS_FRESH = 10 * MINUTE;
const isFresh = (provenAt: number | null, now: number): boolean => provenAt !== null && provenAt + PROOF_IS_FRESH > now;
/**
 * What a door asks anew: a passkey of who has one or should and a mailed code of the others (`proof`), a passkey of everybody
 * (`passkey`), or the mailbox of who has no passkey yet (`mailbox`).
 */
export type AsksAnew = "proof" | "passkey" | "mailbox";

/**
 * How somebody has to prove once more that it is them, before a door that asks so; null while their last proof is fresh. Who has no passkey
 * yet proves their mailbox first: a first passkey, made in a login that somebody else holds, would prove nothing.
 */
export function proofDue(
  asks: AsksAnew,
  who: Who,
  { now, arePasskeysOff }: { now: number; arePasskeysOff: boolean },
): "passkey" | "code" | null {
  if (asks === "mailbox" && who.ownsPasskey) {
    return null;
  }
  const byPasskey = !arePasskeysOff && asks !== "mailbox" && (asks === "passkey" || who.ownsPasskey || isTrusted(who));
  if ((!byPasskey || !who.ownsPasskey) && !isFresh(who.mailboxAt, now)) {
    return "code";
  }
  return byPasskey && !isFresh(who.passkeyAt, now) ? "passkey" : null;
}

/**
 * Seconds: how long a login lives at most, and without being used. Those who can see more stay less; so do, while a list with names is open
 * to them, those who call the roll.
 */
export function livesOf(
  roles: readonly Role[],
  { hasOpenList }: { hasOpenList: boolean },
): { absolute: number; idle: number } {
  const sees = hasOpenList || TRUSTED.some((role) => roles.includes(role));
  return sees ? { absolute: 12 * HOUR, idle: 2 * HOUR } : { absolute: 30 * DAY, idle: 7 * DAY };
}

/** Where to go after signing in: only a path of ours, never another site (`//…`, `/\…` and full addresses are refused). */
export const ownPath = (path: string): string =>
  /^\/[\w\-./?=&%#]*$/.test(path) && !/\.\.|\/\//.test(path) ? path : "/espace";
