import { beforeEach, expect, test } from "vitest";

import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { recallAgreements } from "../../../src/workshops/facilitators/see-agreement.ts";
import {
  SLOT,
  aTeacherAndAnAssociation,
  asked,
  type association,
  linkIn,
  newest,
  subjects,
} from "../../support/worker/classes.ts";
import { pump } from "../../support/worker/reactor.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { ask, send } from "../../support/worker/web.ts";
import { NOW, depsAt, run, value } from "../../support/worker/world.ts";

/* NOW is 1 December 2026 in the morning. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ");
let aso: Awaited<ReturnType<typeof association>>;
let email = "";
let head = "";
let operator: ReturnType<typeof as>;
beforeEach(async () => {
  ({ aso, email, head } = await aTeacherAndAnAssociation());
  operator = as((await signedIn("delivered+agreements@resend.dev")).cookie);
});
const note = (fields: Record<string, string>) => operator.post("/console/agrements/org_1", fields);
const shown = async (path: string): Promise<string> => plain((await ask(path)).html);
const PUBLIC = ["/associations/org_1", "/etablissements/association/org_1", "/etablissements/departement/94"];

test("an agreement that an operator saw is shown with its last day wherever a school reads who comes, to the head too, and no longer after it", async () => {
  const words = "Agrément académique de l’Éducation nationale jusqu’au 31/08/2027";
  for (const path of PUBLIC) {
    expect(await shown(path)).not.toContain("Agrément académique");
  }
  expect((await note({ genre: "academic", jusque: "2026-11-30" })).status).toBe(422);
  expect((await note({ genre: "academic", jusque: "demain" })).html).toContain("comme 31/08/2028");
  expect((await note({ genre: "academic", jusque: "2027-08-31" })).location).toBe("/console/agrements");
  for (const path of PUBLIC) {
    expect(await shown(path)).toContain(words);
  }
  const request = await asked(email);
  const agreed = await linkIn(head, "/accord/");
  await send(`${agreed}/oui`, {});
  await aso.answer(request.id, "accepter", { creneau: String(SLOT) });
  await pump(NOW);
  expect(plain(await newest(head, "Une association vient dans votre établissement"))).toContain(words);
  expect(await shown(agreed)).toContain(words);
  expect((await note({ genre: "none", jusque: "" })).location).toBe("/console/agrements");
  expect(await shown(agreed)).toContain(
    "Nous n’avons pas vu d’agrément de l’Éducation nationale ; il n’est pas exigé ici.",
  );
  expect(await value("SELECT count(*) FROM events WHERE type = 'association.agreement_seen'")).toBe(2);
  await note({ genre: "national", jusque: "2026-12-01" });
  expect(plain((await operator.get("/console/agrements")).html)).toContain(
    "document vu par notre équipe le 01/12/2026",
  );
  expect(await shown(PUBLIC[0] ?? "")).toContain("Agrément national");
  await run("UPDATE associations SET agreement_until_on = '2026-11-30'");
  for (const path of PUBLIC) {
    expect(await shown(path)).not.toContain("Agrément national");
  }
});

test("who coordinates is told 180 and 90 days before it ends, each once, late nights or not; a new one begins anew", async () => {
  await note({ genre: "national", jusque: "2027-08-31" });
  const nights = async (...days: number[]): Promise<number> => {
    for (const day of days) {
      await recallAgreements(depsAt(NOW + day * DAY + HOUR));
    }
    await pump(NOW);
    return (await subjects(aso.email)).filter((subject) => subject.startsWith("Un agrément à renouveler")).length;
  };
  // 31 August is 273 days away: the first night that looks comes 150 days before, the next ones find nothing new.
  expect(await nights(90)).toBe(0);
  expect(await nights(123, 124)).toBe(1);
  expect(plain(await newest(aso.email, "Un agrément à renouveler avant le 31/08/2027"))).toContain(
    "/associations/agrement",
  );
  expect(await nights(200, 201, 272)).toBe(2);
  expect(await nights(274)).toBe(2);
  await note({ genre: "national", jusque: "2027-08-31" });
  expect(await nights(200)).toBe(3);
});
