import { beforeEach, expect, test } from "vitest";

import { play } from "../../../scripts/local/play-label.ts";
import { pump } from "../../support/worker/reactor.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW, rows, run, value } from "../../support/worker/world.ts";

/* A finding, from the day its mutuelle reads it to the day it is lifted. */

const DAY = 86_400;
const plain = (html: string): string => html.replaceAll(/[\u00a0\u202f]/g, " ");
beforeEach(() => setClock(NOW));

test("a finding has an address of its own on both sides, and is followed turn by turn until it is lifted", async () => {
  const { place, people, addresses } = await cast();
  const id = await play(playOf(place, people, { start: NOW - 15 * DAY }), "contradictory");
  await run(
    `INSERT INTO findings (id, application_id, criterion_id, person_id, severity, text, found_on, due_on)
     VALUES ('fnd_x', ?1, 'PSY-1', ?2, 'minor', 'La convention n’est pas datée.', '2026-11-20', '2027-05-20')`,
    id,
    people.assessors[0],
  );
  const mutuelle = as((await signedIn(addresses["applicant"] ?? "", "applicant", place)).cookie);
  const finder = as((await signedIn(addresses["first"] ?? "", "assessor")).cookie);
  const other = as((await signedIn(addresses["second"] ?? "", "assessor")).cookie);
  const theirs = `/espace/structures/${place}/label/${id}/constats/fnd_x`;
  const ours = `/espace/evaluation/${id}/constats/fnd_x`;
  expect(plain((await mutuelle.get(theirs)).html)).toContain("à corriger avant le jeudi 20 mai 2027");
  expect((await mutuelle.get(`/espace/structures/${place}/label/${id}/evaluation`)).html).toContain(theirs);
  // Nothing to keep before the mutuelle said that it is mended.
  expect((await finder.post(`${ours}/maintenir`, { suite: "Il manque encore la date." })).status).toBe(409);

  const short = await mutuelle.post(`${theirs}/corrige`, { suite: "Oui" });
  expect([short.status, short.html.includes(">Oui</textarea>")]).toEqual([422, true]);
  await mutuelle.post(`${theirs}/corrige`, { suite: "La convention est datée du 3 décembre." });
  expect((await mutuelle.post(`${theirs}/corrige`, { suite: "La convention est datée, encore." })).status).toBe(409);
  expect(plain((await finder.get(ours)).html)).toMatch(/dit corrigé, à vérifier[^]*datée du 3 décembre/);
  await pump(NOW + 60);
  const told = () => rows("SELECT template FROM messages WHERE template IN ('label-echeance', 'label-constat')");
  expect(await told()).toEqual([{ template: "label-echeance" }]);

  // The other assessor reads it, and judges nothing.
  expect((await other.post(`${ours}/maintenir`, { suite: "Ce n’est pas à moi." })).status).toBe(404);
  const kept = await finder.post(`${ours}/maintenir`, { suite: "La date est là, la signature manque." });
  expect((await finder.get(kept.location)).html).toContain("Le constat reste.");
  expect(plain((await mutuelle.get(theirs)).html)).toMatch(/Il reste[^]*la signature manque/);
  await mutuelle.post(`${theirs}/corrige`, { suite: "La convention est signée." });
  const lifted = await finder.post(`${ours}/lever`, { suite: "" });
  expect((await finder.get(lifted.location)).html).toContain("Le constat est levé. La mutuelle en est prévenue.");
  expect((await finder.get(kept.location)).html).not.toContain("Le constat reste.");
  await pump(NOW + 120);
  expect((await told()).length).toBe(4);
  expect(await value("SELECT group_concat(kind) FROM finding_steps")).toBe("mended,kept,mended,lifted");
  expect(plain((await mutuelle.get(theirs)).html)).toContain("levé le mardi 1er décembre 2026");
  expect((await mutuelle.post(`${theirs}/corrige`, { suite: "Il n’y a plus rien à dire." })).status).toBe(409);
});

test("its mutuelle finds no finding before it reads its grades, and another mutuelle never", async () => {
  const { place, people, addresses } = await cast();
  const id = await play(playOf(place, people, { start: NOW - 5 * DAY }), "begun");
  await run(
    `INSERT INTO findings (id, application_id, criterion_id, person_id, severity, text, found_on, due_on)
     VALUES ('fnd_y', ?1, 'PSY-1', ?2, 'minor', 'La convention n’est pas datée.', '2026-11-20', '2027-05-20')`,
    id,
    people.assessors[0],
  );
  const mutuelle = as((await signedIn(addresses["applicant"] ?? "", "applicant", place)).cookie);
  const theirs = `/espace/structures/${place}/label/${id}/constats/fnd_y`;
  expect((await mutuelle.get(theirs)).status).toBe(404);
  expect((await mutuelle.post(`${theirs}/corrige`, { suite: "La convention est datée." })).status).toBe(404);
  await run("UPDATE applications SET state = 'contradictory', due_on = '2026-12-20' WHERE id = ?1", id);
  expect((await mutuelle.get(theirs)).status).toBe(200);
  const stranger = await cast();
  const foreign = as((await signedIn(stranger.addresses["applicant"] ?? "", "applicant", stranger.place)).cookie);
  expect((await foreign.get(`/espace/structures/${stranger.place}/label/${id}/constats/fnd_y`)).status).toBe(404);
});
