import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { build } from "esbuild";
import { defineConfig } from "vitest/config";
import "./scripts/local/temporary.ts";
import { LONG_ALONE, STORM } from "./test/long.ts";
import { unstable_readConfig as readConfig } from "wrangler";

const key = (letter: string): string => Buffer.from(letter.repeat(32)).toString("base64");
const ring = (letter: string): string => JSON.stringify({ current: "a", keys: { a: key(letter) } });

/** Tests of two sizes ask for theirs (`test/support/size.ts`). */
const provide = { isLong: process.env["LONG"] === "1" };

/** Kinds of tests, by the end of a file’s name: unit (Node), worker (workerd, real D1), e2e (all Workers running), browser (Chromium). */
export default defineConfig({
  test: {
    chaiConfig: { truncateThreshold: 2000 }, // a message holds the lines that were found, not how many
    projects: [
      {
        plugins: [markdownAsText()],
        test: {
          name: "unit",
          provide,
          testTimeout: 30_000, // some run commands, which takes seconds on a busy machine
          include: ["test/**/*.unit.test.{ts,tsx}"],
          isolate: false,
          env: { NODE_COMPILE_CACHE: "node_modules/.cache/node" }, // commands that tests run start twice as fast
        },
      },
      {
        plugins: [
          cloudflareTest(async ({ inject }) => ({
            wrangler: { configPath: "workers/reactor/wrangler.toml" },
            miniflare: {
              d1Databases: { COPY: "copy" },
              bindings: {
                SITE_ORIGIN: "https://site.test",
                MAIL_ENV: "test",
                ALTCHA_COST: "2",
                ALTCHA_KEY: "a-key-for-tests-only",
                LINK_KEYS: ring("l"),
                SEAL_KEYS: ring("s"),
                ADDR_HASH_KEY: key("h"),
                RESEND_API_KEY: "re_test",
                RESEND_BASE_URL: inject<string>("simUrl"),
                BOOK_URL: inject<string>("bookUrl"),
                MAIL_ALLOW: "*",
                PASSKEYS: "off",
                SIGNING_KEYS: ring("k"),
                RESEND_WEBHOOK_SECRET: "whsec_c2ltdWxhdG9y",
                MIGRATIONS: await readD1Migrations("migrations"),
              },
              workers: [await outsideWorker(`${inject<string>("simUrl")}/__outside`)],
            },
          })),
        ],
        test: {
          name: "worker",
          provide,
          include: ["test/**/*.worker.test.{ts,tsx}"],
          globalSetup: ["test/support/sim-setup.ts"],
          setupFiles: ["test/support/worker/setup.ts"],
          isolate: false,
          testTimeout: 60_000,
        },
      },
      ends("e2e", ["test/**/*.e2e.test.ts"], provide.isLong ? [STORM.twin] : LONG_ALONE.concat(STORM.twin)),
      ends("storm", [STORM.twin], []),
      browser("browser", "test/browser/*.browser.test.ts"),
      browser("clock", "test/browser/clock/*.browser.test.ts"),
    ],
  },
});

/** Tests with all Workers running; the storm is a project of its own, for it runs beside the others. */
function ends(name: string, include: string[], exclude: string[]) {
  const patience = { testTimeout: 240_000, hookTimeout: 240_000 };
  return { test: { name, provide, include, exclude, fileParallelism: false, isolate: false, ...patience } };
}

/** Tests in a browser: one world for all files of a project, one file after another. */
function browser(name: string, include: string) {
  const globalSetup = ["test/support/browser-setup.ts"];
  const setupFiles = ["test/support/browser-told.ts"];
  const patience = { testTimeout: 240_000, hookTimeout: 240_000 };
  return {
    test: {
      name,
      provide,
      include: [include],
      globalSetup,
      setupFiles,
      fileParallelism: false,
      isolate: false,
      ...patience,
    },
  };
}

/** What the `[[rules]]` of the Workers do, for tests that run in Node. */
export function markdownAsText() {
  return {
    name: "markdown-as-text",
    transform(code: string, id: string) {
      return id.endsWith(".md") ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined;
    },
  };
}

/** The Worker `outside`, built as wrangler would and running beside the one under test, with the simulator's outside world. */
async function outsideWorker(OUTSIDE_BASE_URL: string) {
  const {
    name = "",
    main = "",
    compatibility_date,
    compatibility_flags,
  } = readConfig({
    config: "workers/outside/wrangler.toml",
  });
  const built = await build({
    entryPoints: [main],
    bundle: true,
    format: "esm",
    write: false,
    external: ["cloudflare:*"],
  });
  return {
    name,
    modules: [{ type: "ESModule" as const, path: "index.js", contents: built.outputFiles[0]?.text ?? "" }],
    compatibilityDate: compatibility_date ?? "",
    compatibilityFlags: compatibility_flags,
    bindings: { OUTSIDE_BASE_URL },
  };
}
