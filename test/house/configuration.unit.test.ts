import { readFileSync } from "node:fs";
import { unstable_readConfig as readConfig } from "wrangler";
import { describe, expect, test } from "vitest";

import { OPEN_FILES } from "../../src/access/routes.ts";

/** The parts of a configuration that are compared. */
type Config = Record<string, unknown> & {
  d1_databases: { binding: string; database_name: string; database_id: string }[];
  compatibility_date: string;
  vars: Record<string, unknown>;
  queues: {
    producers?: { queue: string }[];
    consumers?: {
      queue: string;
      dead_letter_queue?: string;
      max_batch_size?: number;
      max_batch_timeout?: number;
      max_concurrency?: number;
      max_retries?: number;
    }[];
  };
  r2_buckets: unknown[];
  services?: { binding: string; service: string }[];
  workers_dev: boolean;
  routes?: unknown[];
  observability?: { logs?: { invocation_logs?: boolean } };
  triggers: { crons?: string[] };
};
const read = (config: string, env?: string): Config =>
  readConfig(env === undefined ? { config } : { config, env }) as unknown as Config;

/** What says how `outside` is built and where it runs: of all that a configuration can hold, no more than this. */
const OUTSIDE_MAY_HAVE: ReadonlySet<string> = new Set([
  // What the file itself says.
  "name",
  "main",
  "compatibility_date",
  "compatibility_flags",
  "minify",
  "keep_names",
  "limits",
  "workers_dev",
  "observability",
  "vars",
  // What wrangler fills in for every Worker: where the file is, how its code is read on this machine.
  "configPath",
  "userConfigPath",
  "topLevelName",
  "targetEnvironment",
  "definedEnvironments",
  "jsx_factory",
  "jsx_fragment",
  "build",
  "dev",
  "python_modules",
]);
/** Whether a part of a configuration gives nothing: wrangler fills in every kind of binding, as an empty list or table. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === false ||
  (typeof value === "object" && (value === null || Object.values(value).every(isEmpty)));

const site = read("wrangler.toml");
const reactor = read("workers/reactor/wrangler.toml");
const outside = read("workers/outside/wrangler.toml");
const production = {
  outside: read("workers/outside/wrangler.toml", "production"),
  site: read("wrangler.toml", "production"),
  reactor: read("workers/reactor/wrangler.toml", "production"),
};

describe("the three configurations agree", () => {
  test("the same database, the same date, the same shared settings", () => {
    const db = (c: Config) =>
      c.d1_databases.map(({ binding, database_name, database_id }) => ({ binding, database_name, database_id }));
    expect(db(site)).toEqual(db(reactor));
    expect(db(production.site)).toEqual(db(production.reactor));
    expect(site.compatibility_date).toBe(reactor.compatibility_date);
    expect(outside.compatibility_date).toBe(reactor.compatibility_date);
    for (const [a, b] of [
      [site, reactor],
      [production.site, production.reactor],
    ] as const) {
      expect([a.vars["SITE_ORIGIN"], a.vars["MAIL_ENV"]]).toEqual([b.vars["SITE_ORIGIN"], b.vars["MAIL_ENV"]]);
    }
  });

  test.each([
    ["local", site, reactor],
    ["production", production.site, production.reactor],
  ] as const)(
    "%s: every queue rung is consumed, and every queue has a dead-letter queue that is consumed too",
    (_, a, b) => {
      const consumers = b.queues.consumers ?? [];
      const consumed = consumers.map((c) => c.queue);
      const rung = [...(a.queues.producers ?? []), ...(b.queues.producers ?? [])].map((p) => p.queue);
      expect(new Set(rung).size).toBe(4);
      for (const queue of rung) {
        expect(consumed).toContain(queue);
      }
      for (const consumer of consumers.filter((c) => !c.queue.endsWith("-dlq"))) {
        expect(consumer.dead_letter_queue).toBe(`${consumer.queue}-dlq`);
        expect(consumed).toContain(consumer.dead_letter_queue);
        expect([
          consumer.max_batch_size,
          consumer.max_batch_timeout,
          consumer.max_concurrency,
          consumer.max_retries,
        ]).not.toContain(undefined);
      }
      expect(consumed).toHaveLength(8);
    },
  );

  test("production has what local has: wrangler inherits no binding", () => {
    expect(production.reactor.queues).toEqual(reactor.queues);
    expect(production.reactor.r2_buckets).toEqual(reactor.r2_buckets);
    expect(production.site.queues).toEqual(site.queues);
    expect(production.site.r2_buckets).toEqual(site.r2_buckets);
    expect(Object.keys(production.reactor.vars)).toEqual(Object.keys(reactor.vars));
    expect(Object.keys(production.site.vars)).toEqual(Object.keys(site.vars));
  });

  test("the reactor has no address on the internet; logs of addresses are off; routes stand in production only", () => {
    expect([reactor.workers_dev, production.reactor.workers_dev, reactor.routes]).toEqual([false, false, undefined]);
    expect([site.routes, production.site.workers_dev]).toEqual([undefined, false]);
    for (const config of [site, reactor]) {
      expect(config.observability?.logs?.invocation_logs).toBe(false);
    }
    expect(readFileSync("workers/reactor/index.ts", "utf8")).not.toMatch(/\bfetch\s*[:(]/);
  });

  test("what fetches the addresses of strangers has nothing: no data, no secret, no route, and sees the internet alone", () => {
    for (const [where, config] of [
      ["local", outside],
      ["production", production.outside],
    ] as const) {
      expect([where, config["compatibility_flags"]]).toEqual([where, ["global_fetch_strictly_public"]]);
      expect([where, config.vars]).toEqual([where, { OUTSIDE_BASE_URL: "" }]);
      expect([where, config.workers_dev, config.observability?.logs?.invocation_logs]).toEqual([where, false, false]);
      const more = Object.entries(config).filter(([key, value]) => !OUTSIDE_MAY_HAVE.has(key) && !isEmpty(value));
      expect([where, more]).toEqual([where, []]);
    }
  });

  test("the site and the reactor reach the world through it alone, in production through its production", () => {
    const leads = (config: Config) => config.services;
    const [local, real] = [
      [{ binding: "OUTSIDE", service: "ligne-sure-outside" }],
      [{ binding: "OUTSIDE", service: "ligne-sure-outside-production" }],
    ];
    expect([site, reactor].map(leads)).toEqual([local, local]);
    expect([production.site, production.reactor].map(leads)).toEqual([real, real]);
  });

  test("only the reactor can sign", () => {
    expect(JSON.stringify([site, production.site])).not.toContain("SIGNING_KEYS");
    expect(readFileSync("workers/reactor/env.d.ts", "utf8")).toContain("SIGNING_KEYS");
  });

  test("only the reactor knows the key of the mail provider", () => {
    expect(JSON.stringify([site, production.site])).not.toContain("RESEND_API_KEY");
    expect(readFileSync("workers/site/env.d.ts", "utf8")).not.toContain("RESEND_API_KEY");
  });

  test("the clock is the site's, once a minute", () => {
    expect(site.triggers.crons).toEqual(["* * * * *"]);
    expect(reactor.triggers.crons ?? []).toEqual([]);
  });
});

describe("lists that are kept twice", () => {
  test("files are open to other sites by their headers: those of the list and no others", () => {
    const text = readFileSync("public/_headers", "utf8");
    const open = text.matchAll(/^(\S+)\n {2}! Cross-Origin-Resource-Policy\n {2}Access-Control-Allow-Origin: \*$/gm);
    expect([...open].map(([, path]) => path)).toEqual(OPEN_FILES);
    expect(text.match(/Access-Control-Allow-Origin/g)).toHaveLength(OPEN_FILES.length);
    // A page of another site reads the ETag of each: without it, it could not ask whether anything changed.
    expect(text.match(/Access-Control-Expose-Headers: ETag$/gm)).toHaveLength(OPEN_FILES.length);
  });

  test("files of the referential may be kept, its pages by nobody", () => {
    const rules = readFileSync("public/_headers", "utf8").matchAll(/^(\S+)\n((?: {2}.*\n)+)/gm);
    const of = (path: string): string[] => {
      let kept: string[] = [];
      for (const [, pattern = "", lines = ""] of rulesOf) {
        if (new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(path)) {
          kept = lines.includes("! Cache-Control") ? [] : kept;
          kept = kept.concat(Array.from(lines.matchAll(/^ {2}Cache-Control: (.*)$/gm), ([, words = ""]) => words));
        }
      }
      return kept;
    };
    const rulesOf = [...rules];
    expect(of("/label/referentiel/label-0.9.0.json")).toEqual(["public, max-age=300"]);
    expect(of("/label/referentiel/0.9.0/niveaux/N1")).toEqual(["no-store"]);
  });

  test("every dependency has its line in CONTRIBUTING", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as Record<
      string,
      Record<string, string>
    >;
    const text = readFileSync("CONTRIBUTING.md", "utf8");
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(text, name).toContain(`\`${name}\``);
      expect(version, name).toMatch(/^\d/);
    }
  });
});
