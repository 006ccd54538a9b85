/** Reads the mail provider's own API; throws with the path when it does not answer well. */
export const asker =
  ({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }) =>
  async (path: string): Promise<unknown> => {
    const answer = await fetch(baseUrl + path, {
      headers: { authorization: `Bearer ${apiKey}`, "user-agent": "ligne-sure" },
    });
    if (!answer.ok) {
      throw new Error(`the mail provider answers ${answer.status} for ${path}`);
    }
    return answer.json();
  };
