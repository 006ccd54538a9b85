import { asker } from "./provider-api.ts";

/** The sending domains on which the provider would follow who opens or clicks; empty when none does. */
export async function domainsThatTrack(baseUrl: string, apiKey: string): Promise<string[]> {
  const ask = asker({ baseUrl, apiKey });
  type Domain = { id: string; name: string; open_tracking?: boolean; click_tracking?: boolean };
  const { data } = (await ask("/domains")) as { data: Domain[] };
  const domains = await Promise.all(data.map(async ({ id }) => (await ask(`/domains/${id}`)) as Domain));
  return domains.flatMap((d) => (d.open_tracking === true || d.click_tracking === true ? [d.name] : []));
}
