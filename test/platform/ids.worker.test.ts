import { beforeEach, describe, expect, test } from "vitest";

import { DAY } from "../../src/kernel/time.ts";
import { CONSENT_LINK } from "../../src/workshops/consent/consent.mails.ts";
import { unique } from "../support/worker/people.ts";
import { as, organisation, signedIn } from "../support/worker/staff.ts";
import { ask, send, setClock } from "../support/worker/web.ts";
import { NOW, links } from "../support/worker/world.ts";

beforeEach(() => setClock(NOW));
const operator = async () => as((await signedIn(`delivered+${unique()}@resend.dev`)).cookie);

/** An address that names one thing, and the prefix of such things. */
const ADDRESSES = [
  ["/ateliers/seances/", "ses"],
  ["/label/registre/", "lbl"],
  ["/console/seances/", "ses"],
  ["/console/structures/", "org"],
  ["/console/label/", "app"],
] as const;

describe("the id of another thing", () => {
  test.each(ADDRESSES)("in %s answers as an unknown %s does", async (path, prefix) => {
    const { get } = await operator();
    const unknown = await get(`${path}${prefix}_x`);
    expect(unknown.status).toBe(404);
    for (const other of ["per_x", "x", prefix, `x${prefix}_x`]) {
      const answer = await get(`${path}${other}`);
      expect([answer.status, answer.html], other).toEqual([404, unknown.html]);
    }
  });

  test("in a form answers as an unknown one does", async () => {
    const id = await organisation("org_form");
    const { cookie } = await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", id);
    const note = (personne: string) => as(cookie).post(`/espace/structures/${id}/intervenants/noter`, { personne });
    const unknown = await note("per_x");
    expect(unknown.status).toBe(404);
    const other = await note("ctc_x");
    expect([other.status, other.html]).toEqual([404, unknown.html]);
  });

  test.each([
    ["/i/", "manage", "ses_x~"],
    ["/demandes/", "class-request", "reg_x~"],
    ["/accord/", "class-head", "reg_x~o"],
    ["/accord-parent/", CONSENT_LINK.purpose, "per_x"],
    ["/enquetes/", "survey", "reg_x~pre"],
  ])("in a link of %s, signed as it is, opens nothing", async (path, purpose, subject) => {
    expect((await ask(`${path}${await links.sign(purpose, subject, NOW + DAY)}`)).status).toBe(410);
  });

  test.each([
    ["/preferences/adresse/", "address", "rcp_x~per_x"],
    ["/suivi/", "follow", "per_x"],
  ])("in a link of %s, signed as it is, does nothing", async (path, purpose, subject) => {
    expect((await send(`${path}${await links.sign(purpose, subject, NOW + DAY)}`, {})).status).toBe(410);
  });
});
