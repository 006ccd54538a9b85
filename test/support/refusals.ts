import { describe, expect, test } from "vitest";

type Act = (...given: never[]) => unknown;
/** The codes by which an act may refuse. */
type RefusalOf<A extends Act> = Extract<Awaited<ReturnType<A>>, { ok: false }> extends { refusal: infer R } ? R : never;

/** « Refused because… »: codes of an act, each with what makes the act answer so. A code that is not the act's does not compile. */
export function refusedBecause<A extends Act>(
  act: A,
  cases: readonly (readonly [
    code: RefusalOf<A> & string,
    given: () => ReturnType<A> | Promise<Awaited<ReturnType<A>>>,
  ])[],
): void {
  describe(`${act.name} is refused because`, () => {
    test.each(cases)("%s", async (code, given) => {
      expect(await given()).toMatchObject({ ok: false, refusal: code });
    });
  });
}
