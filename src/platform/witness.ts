/** What a witness answered: its status, the type and the text of its body. */
type WitnessAnswer = { status: number; type: string; text: string };
/** Puts a text before a witness; `null`: it did not answer in time, or could not be reached. */
export type AskWitness = (url: string, body: string) => Promise<WitnessAnswer | null>;

/** A witness that hangs holds nothing back for longer. Milliseconds. */
const PATIENCE = 10_000;
/** More than any list of signatures. Characters. */
const LONGEST = 16_384;

/** Witnesses are named by us, in the content of the site: the reactor alone asks them, by the `fetch` that it is handed. */
export const witnessThrough =
  (send: (url: string, init: RequestInit) => Promise<Response>): AskWitness =>
  async (url, body) => {
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await send(url, { method: "POST", body, redirect: "manual", signal });
      const text = (await answer.text()).slice(0, LONGEST);
      return { status: answer.status, type: answer.headers.get("content-type") ?? "", text };
    } catch {
      return null;
    }
  };
