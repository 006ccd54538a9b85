import type { PersonId } from "../../kernel/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { accountsEvent } from "./accounts.events.ts";
import { type Minutes, type Payment, addMinutes, addPayment } from "./accounts.store.ts";

type By = { by: PersonId };
/** An operator publishes who paid what to whom. The id of the payment. */
export async function publishPayment(deps: Deps, { by, ...payment }: Omit<Payment, "id"> & By): Promise<string> {
  const id = deps.newId("pay");
  const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: by };
  const { year, euros } = payment;
  await deps.db.batch([
    recordEvent(accountsEvent("accounts.payment_noted", about, { year, euros })),
    addPayment({ id, ...payment, now: deps.now }),
  ]);
  return id;
}

/** An operator publishes the minutes of a meeting of the committee. Their id. */
export async function publishMinutes(deps: Deps, { by, ...minutes }: Omit<Minutes, "id"> & By): Promise<string> {
  const id = deps.newId("min");
  const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: by };
  await deps.db.batch([
    recordEvent(accountsEvent("accounts.minutes_published", about, { heldOn: minutes.heldOn })),
    addMinutes({ id, ...minutes, now: deps.now }),
  ]);
  return id;
}
