import type { RegistrationId } from "../../kernel/ids.ts";
import { RETENTION } from "../../privacy/retention.ts";
import type { Statement } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { keepAddress } from "../../privacy/contacts.store.ts";
import type { RegistrationWithSession } from "./registration.store.ts";
import type { PersonForm } from "./registration.schema.ts";
import type { Session } from "../sessions/session.ts";
import { type Side, type Wording, WORDING_VERSION, nudgeAt, wordingSha } from "./consent.ts";
import { insertConsent, startAsking } from "./consent.store.ts";

/**
 * What a form says of agreements, in statements: a child's own, and either the parent's (who fills the form in) or the question to
 * put to them. Nothing when nobody under age is concerned.
 */
export async function keepConsent(
  deps: Deps,
  { registrationId, form, session }: { registrationId: RegistrationId; form: PersonForm; session: Session },
): Promise<Statement[]> {
  const isAsked = form.guardianEmail !== null;
  if (!isAsked && !form.isConsentGiven) {
    return [];
  }
  const guardian =
    form.guardianEmail === null ? null : await keepAddress(deps, { email: form.guardianEmail, zone: session.tz });
  const line = async (side: Side, words: keyof Wording, outcome: "asked" | "given", addrHash: string | null) =>
    insertConsent({
      id: deps.newId("gcn"),
      registrationId,
      side,
      addrHash,
      version: WORDING_VERSION,
      sha: await wordingSha(words),
      outcome,
      forgetAt: addrHash === null ? null : session.endsAt + RETENTION.afterSession,
      now: deps.now,
      eraseAt: session.endsAt + RETENTION.agreements,
    });
  return [
    ...(guardian?.statements ?? []),
    await line("child", isAsked ? "child" : "children", "given", null),
    await line("guardian", isAsked ? "guardian" : "parent", isAsked ? "asked" : "given", guardian?.addrHash ?? null),
  ];
}

/** A parent brings one more child, and says yes on the form with them: both agreements. */
export async function agreementOfParent(
  deps: Deps,
  { registration, session }: RegistrationWithSession,
): Promise<Statement[]> {
  const line = async (side: Side, words: keyof Wording): Promise<Statement> =>
    insertConsent({
      id: deps.newId("gcn"),
      registrationId: registration.id,
      side,
      addrHash: null,
      version: WORDING_VERSION,
      sha: await wordingSha(words),
      outcome: "given",
      forgetAt: null,
      eraseAt: session.endsAt + RETENTION.agreements,
      now: deps.now,
    });
  return [await line("child", "children"), await line("guardian", "parent")];
}

/** Puts the question: the clock runs, and half-way the child is told. */
export const putQuestion = (registrationId: RegistrationId, until: number, now: number): Statement =>
  startAsking(registrationId, nudgeAt(now, until), now);
