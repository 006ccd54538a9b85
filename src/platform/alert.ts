/** Tells whoever is on call; throws when nobody took it. */
export type Alert = (subject: string, text: string) => Promise<void>;

/** An address that is slower than this took nothing. Milliseconds. */
const PATIENCE = 5000;

/** An address that we were given in the settings, not the provider of our mails: told by the `fetch` that it is handed. */
export const alertThrough =
  (send: (url: string, init: RequestInit) => Promise<Response>, url: string): Alert =>
  async (subject, text) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const headers = { "content-type": "application/json" };
    const answer = await send(url, { method: "POST", headers, body: JSON.stringify({ subject, text }), signal });
    if (!answer.ok) {
      throw new Error(`alert: ${answer.status}`);
    }
  };
