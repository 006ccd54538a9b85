import { unstable_readConfig as readConfig } from "wrangler";

import type { Account, Config } from "./estate.ts";

/** The account that the environment names; null when it names none. The address of the API can be set, as wrangler takes it. */
export function accountOf(env: NodeJS.ProcessEnv): Account | null {
  const { CLOUDFLARE_ACCOUNT_ID: id, CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_API_BASE_URL: base } = env;
  return id === undefined || token === undefined
    ? null
    : { id, token, base: base ?? "https://api.cloudflare.com/client/v4" };
}

/** The three Workers, as production runs them. */
export const productionConfigs = (): Config[] =>
  ["wrangler.toml", "workers/reactor/wrangler.toml", "workers/outside/wrangler.toml"].map(
    (config) => readConfig({ config, env: "production" }) as unknown as Config,
  );

/** Whom production's mails come from. */
export function sendersOf(): string[] {
  const { vars } = readConfig({ config: "workers/reactor/wrangler.toml", env: "production" });
  return [String(vars["MAIL_FROM"]), String(vars["MAIL_FROM_LISTS"])];
}
