import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";

/** Where an account is asked: its id, a token, and the address of the API, which a test plays. */
export type Account = { base: string; id: string; token: string };
/** The parts of a configuration that say what must be there. */
export type Config = {
  name?: string | undefined;
  d1_databases: { database_name?: string }[];
  r2_buckets: { bucket_name?: string }[];
  queues: { producers?: { queue: string }[]; consumers?: { queue: string; dead_letter_queue?: string }[] };
  secrets?: { required?: string[] } | undefined;
};

/** Something that must be there: what it is in words, whether it is, and how it is made; none: a person makes it. */
export type Part = { what: string; state: "there" | "missing" | "wrong"; why?: string; make?: () => Promise<void> };

const Answer = z.object({
  success: z.boolean(),
  result: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).default([]),
});

/** Asks the API; throws with its own words. */
async function call({ base, id, token }: Account, method: string, path: string, body?: object): Promise<unknown> {
  const isForm = body instanceof FormData; // which says by itself where its parts end
  const authorization = `Bearer ${token}`;
  const answer = await fetch(`${base}/accounts/${id}${path}`, {
    method,
    headers: isForm ? { authorization } : { authorization, "content-type": "application/json" },
    body: body === undefined ? null : isForm ? body : JSON.stringify(body),
  });
  const read = Answer.safeParse(await answer.json().catch(() => null));
  if (!read.success || !read.data.success) {
    throw new Error(
      `${method} ${path}: ${read.success ? read.data.errors.map((one) => one.message).join("; ") : answer.status}`,
    );
  }
  return read.data.result;
}

const Databases = z.array(z.object({ uuid: z.string(), name: z.string(), jurisdiction: z.string().nullish() }));
const Database = z.object({ read_replication: z.object({ mode: z.string() }).nullish() });
const Buckets = z.object({ buckets: z.array(z.object({ name: z.string() })) });
const Queues = z.array(z.object({ queue_name: z.string() }));
const Secrets = z.array(z.object({ name: z.string() }));
const Scripts = z.array(z.object({ id: z.string() }));
const Rules = z.object({ rules: z.array(z.looseObject({ id: z.string(), enabled: z.boolean() })).default([]) });

const named = (list: readonly (string | undefined)[]): string[] =>
  Array.from(new Set(list.filter((name) => name !== undefined)));

/** Sealed bodies of mails on their way, which nothing needs after two days. */
const BODIES = "ligne-sure-mail-bodies";
const BODIES_RULE = {
  id: "bodies-two-days",
  enabled: true,
  conditions: { prefix: "" },
  deleteObjectsTransition: { condition: { type: "Age", maxAge: 2 * 86_400 } },
};

const listDatabases = async (account: Account): Promise<z.infer<typeof Databases>> =>
  Databases.parse(await call(account, "GET", "/d1/database"));

async function databases(account: Account, configs: readonly Config[]): Promise<Part[]> {
  const found = await listDatabases(account);
  const names = named(configs.flatMap((one) => one.d1_databases.map((db) => db.database_name)));
  const parts = names.map(async (name): Promise<Part[]> => {
    const what = `database ${name}, in the European Union`;
    const known = found.find((one) => one.name === name);
    if (known !== undefined && known.jurisdiction !== "eu") {
      const why = `is elsewhere (${known.jurisdiction ?? "no jurisdiction"}): a database never moves, make another`;
      return [{ what, state: "wrong", why }];
    }
    const make = async (): Promise<void> =>
      void (await call(account, "POST", "/d1/database", { name, jurisdiction: "eu" }));
    return [{ what, state: known === undefined ? "missing" : "there", make }, await copies(account, name, known?.uuid)];
  });
  return (await Promise.all(parts)).flat();
}

/** Copies of a database that pages may read which decide nothing (`MAY_LAG`): the platform keeps them near readers once it is told to. */
async function copies(account: Account, name: string, uuid: string | undefined): Promise<Part> {
  const { read_replication: kept } = Database.parse(
    uuid === undefined ? {} : await call(account, "GET", `/d1/database/${uuid}`),
  );
  const make = async (): Promise<void> => {
    const id = uuid ?? (await listDatabases(account)).find((one) => one.name === name)?.uuid ?? "";
    await call(account, "PUT", `/d1/database/${id}`, { read_replication: { mode: "auto" } });
  };
  return { what: `database ${name}: copies to read from`, state: kept?.mode === "auto" ? "there" : "missing", make };
}

async function queues(account: Account, configs: readonly Config[]): Promise<Part[]> {
  const found = new Set(Queues.parse(await call(account, "GET", "/queues")).map((one) => one.queue_name));
  const wanted = configs.flatMap(({ queues: { producers = [], consumers = [] } }) =>
    producers.map((one) => one.queue).concat(consumers.flatMap((one) => named([one.queue, one.dead_letter_queue]))),
  );
  return named(wanted).map((name) => ({
    what: `queue ${name}`,
    state: found.has(name) ? "there" : "missing",
    make: async () => void (await call(account, "POST", "/queues", { queue_name: name })),
  }));
}

async function buckets(account: Account, configs: readonly Config[]): Promise<Part[]> {
  const found = new Set(Buckets.parse(await call(account, "GET", "/r2/buckets")).buckets.map((one) => one.name));
  const wanted = named(configs.flatMap((one) => one.r2_buckets.map((bucket) => bucket.bucket_name)));
  const parts: Part[] = wanted.map((name) => ({
    what: `bucket ${name}`,
    state: found.has(name) ? "there" : "missing",
    make: async () => void (await call(account, "POST", "/r2/buckets", { name, locationHint: "weur" })),
  }));
  const path = `/r2/buckets/${BODIES}/lifecycle`;
  const { rules } = found.has(BODIES) ? Rules.parse(await call(account, "GET", path)) : { rules: [] };
  const isRuled = rules.some(({ id, enabled }) => id === BODIES_RULE.id && enabled);
  const others = rules.filter(({ id }) => id !== BODIES_RULE.id); // a PUT takes the place of all
  return parts.concat({
    what: `bucket ${BODIES}: objects go after two days`,
    state: isRuled ? "there" : "missing",
    make: async () => void (await call(account, "PUT", path, { rules: others.concat(BODIES_RULE) })),
  });
}

const ring = (): string => JSON.stringify({ current: "a", keys: { a: randomBytes(32).toString("base64") } });
const word = (): string => randomBytes(32).toString("base64");
/** Secrets that we make; the others come from the mail provider. */
const MADE: Readonly<Record<string, () => string>> = {
  LINK_KEYS: ring,
  SEAL_KEYS: ring,
  SIGNING_KEYS: ring,
  ADDR_HASH_KEY: word,
  ALTCHA_KEY: word,
};

const knownIn = (file: string): Record<string, string> =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>) : {};
/** The value of a secret, from the file of who deploys; made and written there first, so that both Workers get the same, whatever stops in between. */
function valueOf(file: string, name: string): string {
  const known = knownIn(file);
  const value = known[name] ?? MADE[name]?.() ?? "";
  if (known[name] === undefined) {
    writeFileSync(file, `${JSON.stringify({ ...known, [name]: value })}\n`, { mode: 0o600 });
  }
  return value;
}

/** A Worker that does nothing yet: secrets can only be given to one that is there. The first release takes its place. */
function emptyWorker(): FormData {
  const form = new FormData();
  form.set("metadata", JSON.stringify({ main_module: "index.js", compatibility_date: "2026-11-01" }));
  const code = "export default { fetch: () => new Response(null, { status: 503 }) };";
  form.set("index.js", new File([code], "index.js", { type: "application/javascript+module" }));
  return form;
}

async function workers(account: Account, configs: readonly Config[], file: string): Promise<Part[]> {
  const found = new Set(Scripts.parse(await call(account, "GET", "/workers/scripts")).map((one) => one.id));
  const given = new Map<string, string[]>();
  for (const { name: script = "" } of configs.filter(({ name = "" }) => found.has(name))) {
    const secrets = Secrets.parse(await call(account, "GET", `/workers/scripts/${script}/secrets`));
    given.set(
      script,
      secrets.map((one) => one.name),
    );
  }
  const known = knownIn(file);
  const isElsewhere = (name: string): boolean =>
    known[name] === undefined && Array.from(given.values()).some((names) => names.includes(name));
  return configs.flatMap(({ name: script = "", secrets: wanted }) => {
    const path = `/workers/scripts/${script}`;
    const make = async (): Promise<void> => void (await call(account, "PUT", path, emptyWorker()));
    const worker: Part = { what: `Worker ${script}`, state: found.has(script) ? "there" : "missing", make };
    const secrets = (wanted?.required ?? []).map((name): Part => {
      const what = `secret ${name} of ${script}`;
      const state = given.get(script)?.includes(name) === true ? "there" : "missing";
      if (!(name in MADE)) {
        return { what, state, why: "comes from the mail provider" };
      }
      if (state === "missing" && isElsewhere(name)) {
        return {
          what,
          state: "wrong",
          why: "another Worker has one that FILE does not know: give the file that has it",
        };
      }
      const put = async (): Promise<void> =>
        void (await call(account, "PUT", `${path}/secrets`, { name, text: valueOf(file, name), type: "secret_text" }));
      return { what, state, make: put };
    });
    return [worker].concat(secrets);
  });
}

/** What a deployment needs of an account, and whether it is there. `file`: where made secrets are kept by who deploys. */
export async function lookAt(account: Account, configs: readonly Config[], file: string): Promise<Part[]> {
  const first = (await databases(account, configs)).concat(
    await queues(account, configs),
    await buckets(account, configs),
  );
  return first.concat(await workers(account, configs, file));
}

/** Makes what is missing, one after the other; what is there stays as it is. What is left for a person. */
export async function makeMissing(parts: readonly Part[], say: (line: string) => void): Promise<Part[]> {
  for (const { what, state, make } of parts) {
    if (state === "missing" && make !== undefined) {
      await make();
      say(`made   ${what}`);
    }
  }
  return parts.filter(({ state, make }) => state === "wrong" || (state === "missing" && make === undefined));
}
