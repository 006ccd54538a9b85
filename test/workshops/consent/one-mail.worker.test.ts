import { beforeEach, describe, expect, test } from "vitest";

import { HOUR } from "../../../src/kernel/time.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { about, asked, child, newest, parentIn, read, state } from "../../support/worker/consent.ts";
import { address } from "../../support/worker/manage.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { send, setClock } from "../../support/worker/web.ts";
import { NOW, depsAt, openSession, rows } from "../../support/worker/world.ts";

let session = "";
beforeEach(async () => {
  await setClock(NOW);
  session = await openSession({ slug: "mon-telephone-mes-limites", capacity: 5 });
});

describe("one mail to a parent", () => {
  test("three children, five tries, six hours of ticks: one mail; every question is on the page of its link", async () => {
    const parent = address();
    for (let i = 0; i < 3; i++) {
      await asked(session, address(), parent).catch(() => undefined);
    }
    await child(session, "", parent);
    for (let hour = 1; hour <= 6; hour++) {
      await tick(depsAt(NOW + hour * HOUR));
      await pump(NOW + hour * HOUR);
    }
    const mails = await mailsTo(parent);
    expect(mails).toHaveLength(1);
    const page = await read(parentIn(mails[0]?.text ?? ""));
    expect(page.html.match(/J’autorise<\/button>/g)).toHaveLength(4);
  });

  test("once they answered they may be written to again, three times a day at most", async () => {
    const parent = address();
    const page = await asked(session, address(), parent);
    await send(`${page}/non`, about(await newest()));
    const wide = await openSession({ slug: "mon-telephone-mes-limites", capacity: 20 });
    for (let i = 0; i < 6; i++) {
      await child(wide, "", parent);
    }
    expect((await mailsTo(parent)).length).toBe(3);
  });

  test("« Ce n'est pas moi »: everything asked is refused, and no mail ever leaves again", async () => {
    const parent = address();
    const page = await asked(session, address(), parent);
    expect((await send(`${page}/pas-moi`, {})).location).toContain("fait=pas-moi");
    expect(await state()).toBe("refused");
    await child(session, "", parent);
    expect((await mailsTo(parent)).length).toBe(1);
    expect(await state()).toBe("awaiting_consent"); // the child is told the same as always
  });

  test("another's link decides nothing", async () => {
    const page = await asked(session, address(), address());
    await asked(session, address(), address());
    const [first, second] = await rows<{ id: string }>("SELECT id FROM registrations ORDER BY id");
    expect((await send(`${page}/oui`, about(second?.id))).status).toBe(410);
    expect((await send(`${page}/oui`, about(first?.id))).status).toBe(303);
  });
});
