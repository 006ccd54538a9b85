import { beforeEach, expect, test } from "vitest";

import { ROUTES } from "../../src/access/routes.ts";
import { MINUTE } from "../../src/kernel/time.ts";
import { askClass, school, teacher } from "../support/worker/classes.ts";
import { byHand } from "../support/worker/led.ts";
import { askForSpace } from "../support/worker/organisations.ts";
import { unique } from "../support/worker/people.ts";
import { type Answer, ask, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, run } from "../support/worker/world.ts";

const address = (): string => `delivered+${unique()}@resend.dev`;
const filled = async (path: string, fields: Record<string, string> = {}): Promise<Answer> =>
  send(path, { ...(await solved(path)), email: address(), ...fields });

/** Each page that tells of a mail which has just left, and the form that leads to it. */
const PAGES: Readonly<Record<string, () => Promise<Answer>>> = {
  "/etablissements/envoye": async () => {
    await school();
    return askClass(teacher());
  },
  "/etablissements/prevenir/envoye": () => filled("/etablissements/prevenir", { departement: "09", niveaux: "4e_3e" }),
  "/inscription/retrouver/envoye": () => filled("/inscription/retrouver"),
  "/parents/envoye": () =>
    filled("/parents", { parcours: "premier-telephone", age: "college", zone: "Europe/Paris", accord: "on" }),
  "/preferences/envoye": () => filled("/preferences"),
  "/structures/demander/envoye": () => askForSpace(address()),
};
const LEFT = "essage vient de partir";
const HELD = "suspendus en ce moment";

beforeEach(() => setClock(NOW));

test("every page that tells of a mail which has just left is here", () => {
  const told = [...ROUTES.keys()].filter((route) => /^GET .*\/envoye$/.test(route));
  expect(Object.keys(PAGES).map((path) => `GET ${path}`)).toEqual(told.toSorted());
});

test.each(Object.entries(PAGES))(
  "%s tells of a mail to whoever sent the form, for ten minutes; to whoever opens it otherwise, when one leaves",
  async (path, sendForm) => {
    const { location, status } = await sendForm();
    expect([status, byHand(location).split("?")[0]]).toEqual([303, path]);
    const read = async (at: string) => (await ask(at)).html;
    expect(await read(location)).toContain(LEFT);
    const [proof] = /preuve=[^&#]*/.exec(location) ?? [];
    const elsewhere = Object.keys(PAGES).find((one) => one !== path);
    const otherwise = async () => [
      await read(byHand(location)),
      await read(`${path}?preuve=${"a".repeat(40)}`),
      await read(`${path}?p=reperes-2&${proof}`),
      (await read(`${elsewhere}?${proof}`)).replaceAll("/parents#formulaire", path),
    ];
    for (const html of await otherwise()) {
      expect([html.includes(LEFT), html.includes("ouvrir cette page n’en envoie aucun")]).toEqual([false, true]);
    }
    await run("UPDATE mail_control SET sending_enabled = 0");
    expect((await read(byHand(location))).includes(HELD)).toBe(true);
    await run("UPDATE mail_control SET sending_enabled = 1");
    await setClock(NOW + 11 * MINUTE);
    expect(await read(location)).not.toContain(LEFT);
  },
);
