import { DAY, HOUR } from "../kernel/time.ts";

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

/** Who is signed in, from where, and as what. */
export type Who = { personId: string; loginId: string; contactId: string; roles: readonly Role[] };

/** What each part of the site asks for; a path without a line here is public. The longest prefix decides. */
const NEEDS: readonly { prefix: string; role: Role | "anyone_signed_in" }[] = [
  { prefix: "/console", role: "operator" },
  { prefix: "/espace", role: "anyone_signed_in" },
];

/** What a path needs: a role, to be signed in, or nothing. */
export function needOf(path: string): Role | "anyone_signed_in" | null {
  const fits = NEEDS.filter(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  return fits.toSorted((a, b) => b.prefix.length - a.prefix.length)[0]?.role ?? null;
}

/** Seconds: how long a login lives at most, and without being used. Those who can see more stay less. */
export function livesOf(roles: readonly Role[]): { absolute: number; idle: number } {
  const sees = roles.some((role) => role === "operator" || role === "assessor" || role === "panel_member");
  return sees ? { absolute: 12 * HOUR, idle: 2 * HOUR } : { absolute: 30 * DAY, idle: 7 * DAY };
}

/** Where to go after signing in: only a path of ours, never another site (`//…`, `/\…` and full addresses are refused). */
export const ownPath = (path: string): string =>
  /^\/(?![/\\])[\w\-./?=&%#]*$/.test(path) && !path.includes("..") ? path : "/espace/securite";
