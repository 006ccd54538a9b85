import { PROBLEMS } from "../kernel/problem.ts";
import { type FormFields, readForm } from "../platform/form.ts";
import { type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { askForPasskey } from "./passkeys.ts";
import { type AskedAnew, PROOF, ProofPage } from "./proof.pages.tsx";
import { mailCode, proveByCode, proveByPasskey } from "./prove.ts";
import type { Who } from "./roles.ts";
import { SIGN_IN_LIVES } from "./sign-in.ts";

const PURPOSE = "proof-form";
const NOT_KNOWN =
  "Cette clé n’a pas été reconnue, ou la page était ouverte depuis plus de cinq minutes. Appuyez de nouveau.";
const NOT_THE_CODE = "Ce n’est pas le bon code, ou il ne sert plus. Après cinq essais, demandez-en un autre.";

/** `isFirst`: the answer in the form, if any, is to this question; it has answered another one otherwise. */
type Due = { who: Who; by: "passkey" | "code"; isFirst: boolean; show: ShowProblem };

/** A form that came without a fresh proof: null when it brings one and may go on, or the page that asks for it and keeps the form. */
export async function askAnew(c: SiteContext, { who, by, isFirst, show }: Due): Promise<Response | null> {
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  const isAnswered = isFirst && fields.get(PROOF.answer) !== "" && fields.get(PROOF.another) === "";
  if (isAnswered && (await isProven(c, { who, by, fields }))) {
    return null;
  }
  const asked =
    by === "passkey"
      ? await askForPasskey(c.get("deps"), { who, wantsAnother: false })
      : await code(c, { who, fields, isAnswered });
  if (asked === null) {
    return answerProblem(c, PROBLEMS[429], show);
  }
  c.status(isAnswered ? 422 : 200);
  const error = isAnswered ? (by === "passkey" ? NOT_KNOWN : NOT_THE_CODE) : null;
  const page = <ProofPage asked={asked} action={c.req.path} kept={keptOf(fields)} error={error} />;
  return c.render(
    page,
    by === "passkey" ? { title: "Prouver que c’est vous", script: "passkey" } : { title: "Prouver que c’est vous" },
  );
}

async function isProven(
  c: SiteContext,
  { who, by, fields }: Pick<Due, "who" | "by"> & { fields: FormFields },
): Promise<boolean> {
  const deps = c.get("deps");
  const answer = fields.get(PROOF.answer);
  if (by === "passkey") {
    return proveByPasskey(deps, { who, answer });
  }
  const requestId = await deps.links.verify(PURPOSE, fields.get(PROOF.request), deps.now);
  return requestId !== null && proveByCode(deps, { who, requestId, typed: answer });
}

/** The code that was mailed before, after a slip; otherwise a new one, unless there were too many (null). */
async function code(
  c: SiteContext,
  { who, fields, isAnswered }: { who: Who; fields: FormFields; isAnswered: boolean },
): Promise<AskedAnew | null> {
  const deps = c.get("deps");
  const before = fields.get(PROOF.request);
  if (isAnswered && (await deps.links.verify(PURPOSE, before, deps.now)) !== null) {
    return { kind: "code", request: before };
  }
  const mailed = await mailCode(deps, { who });
  if (!mailed.ok) {
    return null;
  }
  deps.ring(mailed.value.eventId);
  return { kind: "code", request: await deps.links.sign(PURPOSE, mailed.value.id, deps.now + SIGN_IN_LIVES) };
}

/** What was typed in the form that waits, field by field, without what belongs to the proof. */
const keptOf = (fields: FormFields): [string, string][] =>
  Object.entries(fields.shown)
    .filter(([name]) => !Object.values<string>(PROOF).includes(name))
    .flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
