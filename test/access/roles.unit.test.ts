import { describe, expect, test } from "vitest";

import {
  PERMISSIONS,
  type Permission,
  type Role,
  type Verdict,
  type Who,
  callsTheRoll,
  isTrusted,
  judge,
  livesOf,
  ownPath,
  proofDue,
  rolesOf,
} from "../../src/access/roles.ts";

const HERE = "org_here";
const NOW = 1_796_115_600;
const MINUTES = 60;
const HOURS = 3600;
const DAYS = 24 * HOURS;
const who = (memberships: Who["memberships"], over: Partial<Who> = {}): Who => ({
  personId: "per_1",
  loginId: "log_1",
  contactId: "ctc_1",
  memberships,
  ownsPasskey: false,
  passkeyAt: null,
  mailboxAt: NOW,
  ...over,
});
const member = (role: Role, isOwner = false, organisationId: `org_${string}` | "" = HERE): Who =>
  who([{ organisationId, role, isOwner }]);

/** Written by hand: what each role may do at home, as one of its team; what only its owner may; what asks for a passkey. */
const AT_HOME: Record<Role, Permission[]> = {
  educator: ["visit", "keep_own_space", "see_organisation"],
  coordinator: ["visit", "keep_own_space", "see_organisation", "coordinate", "attend"],
  facilitator: ["visit", "keep_own_space", "see_organisation", "attend"],
  applicant: ["visit", "keep_own_space", "see_organisation", "apply"],
  assessor: ["visit", "keep_own_space"],
  panel_member: ["visit", "keep_own_space"],
  operator: ["visit", "keep_own_space"],
};
const OWNS: Partial<Record<Role, Permission[]>> = {
  educator: ["run_organisation"],
  coordinator: ["run_organisation"],
  facilitator: ["run_organisation"],
  applicant: ["run_organisation", "sign"],
};
const BY_PASSKEY: Partial<Record<Role, Permission>> = {
  assessor: "assess",
  panel_member: "assess",
  operator: "operate",
};
const ALL = Object.keys(PERMISSIONS) as Permission[];
const ROLES = Object.keys(AT_HOME) as Role[];
const may = (person: Who | null, verdict: Verdict, organisation: `org_${string}` | null = HERE): Permission[] =>
  ALL.filter((permission) => judge(permission, person, organisation ?? undefined, false) === verdict);

describe("who may what", () => {
  test.each(ROLES)("%s: at home, as the owner, elsewhere, with a passkey", (role) => {
    expect(may(member(role), "pass")).toEqual(AT_HOME[role]);
    expect(may(member(role, true), "pass").toSorted()).toEqual([...AT_HOME[role], ...(OWNS[role] ?? [])].toSorted());
    expect(may(member(role, true), "pass", "org_elsewhere")).toEqual(["visit", "keep_own_space"]);
    expect(may(member(role, true), "pass", null)).toEqual(["visit", "keep_own_space"]);
    const asked = BY_PASSKEY[role];
    expect(may(member(role), "passkey")).toEqual(asked === undefined ? [] : [asked]);
    if (asked !== undefined) {
      const shown = who(member(role).memberships, { ownsPasskey: true, passkeyAt: NOW });
      expect([judge(asked, shown, undefined, false), judge(asked, member(role), undefined, true)]).toEqual([
        "pass",
        "pass",
      ]);
    }
  });

  test("whoever is not signed in is asked to, but for what everybody may see; without a role even one's own space is hidden", () => {
    expect(may(null, "pass")).toEqual(["visit"]);
    expect(may(null, "sign_in")).toEqual(ALL.filter((permission) => permission !== "visit"));
    expect(may(who([]), "hidden")).toEqual(ALL.filter((permission) => permission !== "visit"));
  });

  test("to own another organisation, or to own this one under another role, is not to own it", () => {
    const elsewhere = who([
      { organisationId: HERE, role: "applicant", isOwner: false },
      { organisationId: "org_elsewhere", role: "applicant", isOwner: true },
    ]);
    expect(judge("sign", elsewhere, HERE, false)).toBe("hidden");
    const other = who([
      { organisationId: HERE, role: "educator", isOwner: true },
      { organisationId: HERE, role: "applicant", isOwner: false },
    ]);
    expect([judge("sign", other, HERE, false), judge("run_organisation", other, HERE, false)]).toEqual([
      "hidden",
      "pass",
    ]);
  });

  test("roles are told once each; who calls the roll and who sees other people's data", () => {
    const both = who([
      { organisationId: HERE, role: "facilitator", isOwner: false },
      { organisationId: "org_elsewhere", role: "facilitator", isOwner: false },
    ]);
    expect(rolesOf(both)).toEqual(["facilitator"]);
    const mixed = who([...both.memberships, ...member("operator").memberships, ...member("educator").memberships]);
    expect([callsTheRoll(mixed), isTrusted(mixed)]).toEqual([true, true]);
    expect(ROLES.filter((role) => callsTheRoll(member(role)))).toEqual(["coordinator", "facilitator"]);
    expect(ROLES.filter((role) => isTrusted(member(role)))).toEqual(["assessor", "panel_member", "operator"]);
  });
});

describe("what proves somebody once more", () => {
  const [FRESH, OLD] = [NOW - 10 * MINUTES + 1, NOW - 10 * MINUTES];
  const { memberships } = member("coordinator");
  const trusted = member("operator").memberships;
  const due = (asks: "proof" | "passkey" | "mailbox", person: Who, arePasskeysOff = false): string | null =>
    proofDue(asks, person, { now: NOW, arePasskeysOff });

  test("ten minutes, to the second", () => {
    expect([FRESH, OLD].map((mailboxAt) => due("proof", who(memberships, { mailboxAt })))).toEqual([null, "code"]);
    const keys = [FRESH, OLD].map((passkeyAt) => who(memberships, { ownsPasskey: true, passkeyAt, mailboxAt: OLD }));
    expect(keys.map((person) => due("proof", person))).toEqual([null, "passkey"]);
  });

  test.each([
    ["a code of those without a key", "proof", who(memberships, { mailboxAt: OLD }), "code"],
    ["a key of those who have one", "proof", who(memberships, { ownsPasskey: true }), "passkey"],
    ["a first key of those who should have one, in a proven mailbox", "proof", who(trusted), "passkey"],
    ["the mailbox first, where a first key is to be made", "proof", who(trusted, { mailboxAt: OLD }), "code"],
    ["a key of everybody", "passkey", who(memberships), "passkey"],
    ["the mailbox first there too", "passkey", who(memberships, { mailboxAt: OLD }), "code"],
    ["no mailbox of those who have a key", "mailbox", who(memberships, { ownsPasskey: true, mailboxAt: OLD }), null],
    ["the mailbox of those who have none", "mailbox", who(memberships, { mailboxAt: OLD }), "code"],
    ["never a key where the mailbox is asked for", "mailbox", who(trusted), null],
  ] as const)("%s", (_, asks, person, expected) => {
    expect(due(asks, person)).toBe(expected);
  });

  test("where passkeys are off, the mailbox proves everybody", () => {
    expect(due("passkey", who(trusted, { ownsPasskey: true }), true)).toBeNull();
    expect(due("passkey", who(trusted, { ownsPasskey: true, mailboxAt: OLD }), true)).toBe("code");
  });
});

test("a login lives 30 days and 7 idle ones; 12 hours and 2 where names or files are seen", () => {
  const long = { absolute: 30 * DAYS, idle: 7 * DAYS };
  const short = { absolute: 12 * HOURS, idle: 2 * HOURS };
  const lives = (hasOpenList: boolean): unknown[] => ROLES.map((role) => livesOf([role], { hasOpenList }));
  expect(lives(false)).toEqual(ROLES.map((role) => (isTrusted(member(role)) ? short : long)));
  expect(lives(true)).toEqual(ROLES.map(() => short));
  expect(livesOf(["educator", "operator"], { hasOpenList: false })).toEqual(short);
});

test.each([
  ["/espace/securite?x=1&y=%20#z", "/espace/securite?x=1&y=%20#z"],
  ["/", "/"],
  ["", "/espace"],
  ["//evil.example", "/espace"],
  ["/a//b", "/espace"],
  ["/\\evil.example", "/espace"],
  ["https://evil.example/", "/espace"],
  ["/a/../b", "/espace"],
  ["/a b", "/espace"],
  ["/a\n/b", "/espace"],
  ["x/espace", "/espace"],
])("after signing in, %j leads to %s", (given, path) => {
  expect(ownPath(given)).toBe(path);
});
