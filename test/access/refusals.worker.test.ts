import { beforeEach, expect, test, vi } from "vitest";

import type { OrganisationId, PersonId } from "../../src/kernel/ids.ts";
import { endRole } from "../../src/access/organisations/change-team.ts";
import { accept, agreeToOwner, invite, proposeOwner } from "../../src/access/organisations/invite.ts";
import { mailCode } from "../../src/access/prove.ts";
import { addPasskey, recover, showPasskey } from "../../src/access/passkeys.ts";
import type { Who } from "../../src/access/roles.ts";
import { DAY } from "../../src/kernel/time.ts";
import { refusedBecause } from "../support/refusals.ts";
import { must, unique } from "../support/worker/people.ts";
import { member, organisation, owns } from "../support/worker/staff.ts";
import { ORIGIN, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, run, value } from "../support/worker/world.ts";

const address = (): string => `delivered+${unique()}@resend.dev`;
const who = (personId: PersonId): Who => ({
  personId,
  loginId: "log_1",
  contactId: "ctc_1",
  memberships: [],
  ownsPasskey: true,
  passkeyAt: 1,
  mailboxAt: 1,
});
/** An association with an owner, and an address invited there; the invitation. */
async function invited(): Promise<string> {
  const id = await organisation(`org_${unique()}`);
  must(
    await invite(depsAt(NOW), {
      by: "per_1",
      client: "c",
      to: { organisationId: id, email: address(), role: "facilitator" },
    }),
  );
  return String(await value("SELECT max(id) FROM invitations"));
}
beforeEach(() => setClock(NOW));

refusedBecause(invite, [
  [
    "not_active",
    () =>
      invite(depsAt(NOW), {
        by: "per_1",
        client: "c",
        to: { organisationId: "org_none", email: address(), role: "educator" },
      }),
  ],
  [
    "already",
    async () => {
      const to = { organisationId: await organisation("org_1"), email: address(), role: "facilitator" } as const;
      must(await invite(depsAt(NOW), { by: "per_1", client: "c", to }));
      return invite(depsAt(NOW), { by: "per_1", client: "c", to });
    },
  ],
  [
    "too_often",
    async () => {
      const email = address();
      for (let i = 0; i < 3; i += 1) {
        const organisationId = await organisation(`org_${unique()}`);
        must(
          await invite(depsAt(NOW), { by: "per_1", client: "c", to: { organisationId, email, role: "facilitator" } }),
        );
      }
      return invite(depsAt(NOW), {
        by: "per_1",
        client: "c",
        to: { organisationId: await organisation("org_4"), email, role: "facilitator" },
      });
    },
  ],
]);

refusedBecause(mailCode, [
  [
    "too_often",
    async () => {
      for (let i = 0; i < 5; i++) {
        must(await mailCode(depsAt(NOW), { who: who("per_1") }));
      }
      return mailCode(depsAt(NOW), { who: who("per_1") });
    },
  ],
]);

/** An address proposed to answer for a structure that nobody answers for. */
async function proposed(): Promise<{ organisationId: OrganisationId; invitationId: string }> {
  const organisationId = await organisation(`org_${unique()}`, "mutuelle");
  must(await proposeOwner(depsAt(NOW), { by: "per_1", client: "client", organisationId, email: address() }));
  const invitationId = String(await value("SELECT id FROM invitations WHERE organisation_id = ?1", organisationId));
  return { organisationId, invitationId };
}
refusedBecause(agreeToOwner, [
  ["same_operator", async () => agreeToOwner(depsAt(NOW), { by: "per_1", ...(await proposed()) })],
  ["over", async () => agreeToOwner(depsAt(NOW + 8 * DAY), { by: "per_2", ...(await proposed()) })],
]);

refusedBecause(accept, [
  ["over", async () => accept(depsAt(NOW + 8 * DAY), await invited())],
  [
    "taken",
    async () => {
      const id = await invited();
      await run("UPDATE organisations SET kind = 'mutuelle', number = '732829320'");
      await organisation("org_second", "mutuelle", "unproven");
      await run("UPDATE organisations SET number = '732829320' WHERE id = 'org_second'");
      await run("UPDATE invitations SET organisation_id = 'org_second', invited_by = NULL, role = 'applicant'");
      return accept(depsAt(NOW), id);
    },
  ],
]);

refusedBecause(endRole, [
  [
    "not_found",
    () =>
      endRole(depsAt(NOW), {
        by: { personId: "per_1", as: "operator" },
        organisationId: "",
        who: { personId: "per_2", role: "operator" },
      }),
  ],
  [
    "owner",
    async () => {
      const id = await organisation("org_1");
      const personId = await member(address(), "coordinator", id);
      await owns(personId, id);
      return endRole(depsAt(NOW), {
        by: { personId, as: "owner" },
        organisationId: id,
        who: { personId, role: "coordinator" },
      });
    },
  ],
  [
    "last_operator",
    async () => {
      const personId = await member(address());
      return endRole(depsAt(NOW), {
        by: { personId, as: "operator" },
        organisationId: "",
        who: { personId, role: "operator" },
      });
    },
  ],
]);

/** What a browser sends that was asked nothing. */
const UNASKED = {
  id: "AAAA",
  response: { clientDataJSON: "AAAA", attestationObject: "AAAA", authenticatorData: "AAAA", signature: "AAAA" },
};
const siteAt = (now: number) => ({ ...depsAt(now), origin: ORIGIN });
refusedBecause(showPasskey, [["refused", () => showPasskey(siteAt(NOW), { who: who("per_1"), given: UNASKED })]]);

test("a passkey that nobody asked for is refused, and the log alone says why", async () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  expect(await addPasskey(siteAt(NOW), { who: who("per_1"), given: UNASKED })).toEqual({
    ok: false,
    refusal: "refused",
  });
  expect(JSON.parse(String(warn.mock.calls[0]?.[0]))).toMatchObject({ act: "add", why: "not_asked" });
  warn.mockRestore();
});

refusedBecause(recover, [["self", () => recover(depsAt(NOW), { by: who("per_1"), personId: "per_1" })]]);
