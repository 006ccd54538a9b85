import { rows } from "./world.ts";

/** What operators did of the label's accounts, in order: what, of what, who, with what. */
export const accountsTrail = async (): Promise<[string, string, string, Record<string, unknown>][]> =>
  (
    await rows<{ type: string; subject: string; actor: string; data: string }>(
      "SELECT type, subject, actor, data FROM events WHERE type GLOB 'accounts.*' ORDER BY id",
    )
  ).map(({ type, subject, actor, data }) => [type, subject, actor, JSON.parse(data) as Record<string, unknown>]);
