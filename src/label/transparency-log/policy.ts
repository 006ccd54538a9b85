import { type Result, ok, refuse } from "../../kernel/result.ts";
import { KEY_TYPES, type VerifierKey, readVerifierKey } from "./checkpoint.ts";

/* Whose word is enough for whoever checks the log: C2SP tlog-policy. */

/** A witness by its name in the policy; `key` null: of a kind that is not checked here (ML-DSA-44). `url`: where it is asked. */
type PolicyWitness = { name: string; key: VerifierKey | null; url: string | null };
type Group = { least: number; members: string[] };
export type Policy = {
  logs: VerifierKey[];
  witnesses: PolicyWitness[];
  groups: Map<string, Group>;
  /** The name of a witness or a group; `none`: nobody's word is asked. */
  quorum: string;
};
type Draft = Omit<Policy, "quorum"> & { quorum: string | null; members: Set<string> };

const isKnown = ({ witnesses, groups }: Draft, name: string): boolean =>
  witnesses.some((one) => one.name === name) || groups.has(name);
/** A key of ML-DSA-44, which needs a later runtime: kept by name, it counts for nobody. */
const isLater = (vkey: string): boolean => /^[^+\s]+\+[0-9a-f]{8}\+B[g-v][A-Za-z0-9+/=]{1750}$/.test(vkey);

/** What each kind of line adds; what is wrong with it otherwise, in French. */
const LINES: Readonly<Record<string, (draft: Draft, words: readonly string[]) => Promise<string | null>>> = {
  log: async ({ logs }, [vkey = ""]) => {
    const key = await readVerifierKey(vkey);
    if (key === null || logs.some((one) => one.publicKey === key.publicKey)) {
      return key === null ? "ce n’est pas une clé de journal" : "cette clé y est deux fois";
    }
    logs.push(key);
    return null;
  },
  witness: async (draft, [name = "", vkey = "", url = null]) => {
    const key = await readVerifierKey(vkey, KEY_TYPES.witness);
    const isTwice = key !== null && draft.witnesses.some((one) => one.key?.publicKey === key.publicKey);
    if (name === "none" || isKnown(draft, name) || isTwice) {
      return "ce témoin y est deux fois";
    }
    if (key === null && !isLater(vkey)) {
      return "ce n’est pas une clé de témoin";
    }
    draft.witnesses.push({ name, key, url });
    return null;
  },
  group: (draft, [name = "", count = "", ...members]) => {
    const least = { any: 1, all: members.length }[count] ?? (/^[1-9]\d{0,3}$/.test(count) ? Number(count) : 0);
    const isNew = name !== "" && name !== "none" && !isKnown(draft, name);
    const areFree = members.every((one) => isKnown(draft, one) && !draft.members.has(one));
    if (!isNew || !areFree || new Set(members).size !== members.length || least < 1 || least > members.length) {
      return Promise.resolve("ce groupe ne se comprend pas : un nom nouveau, combien, des noms déjà dits");
    }
    members.forEach((one) => draft.members.add(one));
    draft.groups.set(name, { least, members });
    return Promise.resolve(null);
  },
  quorum: (draft, [name = ""]) => {
    if (draft.quorum !== null || (name !== "none" && !isKnown(draft, name))) {
      return Promise.resolve(draft.quorum === null ? `« ${name} » n’est pas encore dit` : "un seul quorum");
    }
    draft.quorum = name;
    return Promise.resolve(null);
  },
};

/** Reads a policy; refused with the line that is wrong, and why. */
export async function readPolicy(text: string): Promise<Result<Policy, string>> {
  const draft: Draft = { logs: [], witnesses: [], groups: new Map(), quorum: null, members: new Set() };
  for (const [i, line] of text.split("\n").entries()) {
    const [kind = "", ...words] = line.trim().split(/[ \t]+/);
    const isEmpty = kind === "" || kind.startsWith("#");
    const add = Object.hasOwn(LINES, kind) ? LINES[kind] : undefined;
    const wrong = isEmpty ? null : add === undefined ? `« ${kind} » n’existe pas` : await add(draft, words);
    if (wrong !== null) {
      return refuse(`ligne ${i + 1} : ${wrong}`);
    }
  }
  const { quorum, logs, witnesses, groups } = draft;
  return quorum === null ? refuse("il manque la ligne « quorum »") : ok({ quorum, logs, witnesses, groups });
}

/** Whether the word of these witnesses, by their names in the policy, is enough. */
export function isQuorum({ groups, quorum }: Policy, said: ReadonlySet<string>): boolean {
  const holds = (name: string): boolean => {
    const group = groups.get(name);
    return group === undefined ? said.has(name) : group.members.filter(holds).length >= group.least;
  };
  return quorum === "none" || holds(quorum);
}
