import type { CriterionSpec, ReferentialFile } from "../../src/label/scoring/formats.ts";
import { MOST_IN_DIMENSION } from "../../src/label/referential/referential.ts";
import { TO_WRITE } from "./unwritten.ts";

/* What `npm run new` writes: the files that the recipes of ARCHITECTURE.md name, in the shape of those beside them. */

/** What a recipe may look at: a file's text, or null; the names in a folder. */
export type Repository = { read: (path: string) => string | null; list: (folder: string) => string[] };
type Written = { path: string; text: string };
/** `next`: what a person still has to write, in order. */
export type Recipe = { files: readonly Written[]; next: readonly string[] };
type Asked = { name: string; place: string };
type Write = (repository: Repository, asked: Asked) => Recipe;

/** What was asked for cannot be written; the message says what to ask instead. */
export class CannotWrite extends Error {}

function existing({ read }: Repository, path: string): string {
  const text = read(path);
  if (text === null) {
    throw new CannotWrite(`there is no ${path || "file: say in which one it belongs"}`);
  }
  return text;
}

function fresh({ read }: Repository, written: Written): Written {
  if (read(written.path) !== null) {
    throw new CannotWrite(`${written.path} is there already`);
  }
  return written;
}

function named(name: string, pattern: RegExp, example: string): void {
  if (!pattern.test(name)) {
    throw new CannotWrite(`"${name}" is no name of it: write it like ${example}`);
  }
}

/** `text` with `more` put in at a place that was looked for. */
function putIn(text: string, at: number, more: string): string {
  if (at < 0) {
    throw new CannotWrite("this file has another shape than its neighbours: add it by hand");
  }
  return text.slice(0, at) + more + text.slice(at);
}

/** `text` with one more line at the end of the last block that closes like this. */
const putLast = (text: string, close: string, line: string): string =>
  putIn(text, text.lastIndexOf(close), `\n${line}`);

const SLUG = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const nextOrder = ({ list }: Repository, folder: string): number =>
  list(folder).filter((name) => name.endsWith(".md")).length + 1;

const page: Write = (repository, { name }) => {
  named(name, SLUG, "nos-partenaires");
  const text = `---
order: ${nextOrder(repository, "content/pages")}
path: /${name}
title: ${TO_WRITE} le titre de la page
---
**${TO_WRITE} ce qu’il faut retenir, en une phrase.**

## ${TO_WRITE} une question que les gens se posent

${TO_WRITE} la réponse, en phrases courtes.
`;
  return {
    files: [fresh(repository, { path: `content/pages/${name}.md`, text })],
    next: [`write the words of content/pages/${name}.md`, "link to the page from where people look for it"],
  };
};

/** What a programme tells, and what each part answers. */
const PARTS = [
  ["L’idée", "pourquoi cet atelier"],
  ["Ce qui est travaillé", "ce que l’on apprend à faire"],
  ["Déroulé", "les étapes, dans l’ordre"],
  ["Précautions", "ce que l’on ne fait pas, et pourquoi"],
  ["Organisation", "la salle, le matériel, les adultes"],
  ["Après", "ce qui reste aux participants"],
] as const;

const programme: Write = (repository, { name }) => {
  named(name, SLUG, "agir-en-temoin");
  const text = `---
order: ${nextOrder(repository, "content/programmes")}
title: ${TO_WRITE} le nom de l’atelier
neutral_title: ${TO_WRITE} le nom discret
audience: parent
public: ${TO_WRITE} pour qui
duration_minutes: 90
group: ${TO_WRITE} combien de personnes
animated_by: ${TO_WRITE} qui anime
summary: ${TO_WRITE} ce que l’on en retire, en deux phrases.
steps: ${TO_WRITE} le début : ce qui s’y fait. | ${TO_WRITE} le milieu : ce qui s’y fait. | ${TO_WRITE} la fin : ce qui s’y fait.
version: 1
---
${PARTS.map(([part, asks]) => `## ${part}\n\n${TO_WRITE} ${asks}.\n`).join("\n")}`;
  return {
    files: [fresh(repository, { path: `content/programmes/${name}.md`, text })],
    next: [
      `write content/programmes/${name}.md, 200 words at least; neutral_title is what mails and calendars say, on screens that are shared`,
      "audience is one of youth, parent, family, educator, health, class; a youth workshop may say `ages: 11_14, 15_17`",
      "npx vitest run --project unit test/workshops/catalogue/one-wording.unit.test.ts -u: the golden catalogue gains its card; read it",
    ],
  };
};

/** One more mail in a list of keys: it has the variables of those beside it, so it begins with the words of one of them. */
function mailOfList(repository: Repository, { name, place }: Asked, at: number): Recipe {
  const text = existing(repository, place);
  const end = text.indexOf("]", at);
  const like = /"([a-z0-9-]+)",?\s*$/.exec(text.slice(at, end))?.[1] ?? "";
  const words = existing(repository, `content/mails/${like}.md`)
    .replace(/^subject: .*$/m, `subject: ${TO_WRITE} objet`)
    .replace(/^preheader: .*$/m, `preheader: ${TO_WRITE} ce que la messagerie montre avant d'ouvrir`)
    .replace(/^why: .*$/m, `why: ${TO_WRITE} pourquoi cette personne le reçoit`)
    .replace(/^(---\n[^]*?\n---\n)/, `$1${TO_WRITE} les mots, à la place de ceux de ${like}.\n\n`);
  const comma = text.slice(at, end).trimEnd().endsWith(",") ? "" : ", ";
  return {
    files: [
      fresh(repository, { path: `content/mails/${name}.md`, text: words }),
      { path: place, text: putIn(text, end, `${comma}"${name}"`) },
    ],
    next: [`its words begin as those of ${like}, with the same variables: write content/mails/${name}.md`],
  };
}

/** The test that renders mails which each have variables of their own. */
const EXAMPLES = "test/access/mails.unit.test.ts";
const EXAMPLES_HEAD = "const VARS: Record<string, Record<string, unknown>> = {\n";

/** A mail with variables of its own: none at first. */
function mailOfItsOwn(repository: Repository, { name, place }: Asked): Recipe {
  const text = existing(repository, place);
  const examples = existing(repository, EXAMPLES);
  if (!/^ *\];$/m.test(text) || !examples.includes(`/${place.split("/").at(-1)}"`)) {
    throw new CannotWrite(`${place} makes its mails in a way of its own: add it by hand, like its neighbours`);
  }
  const end = text.lastIndexOf("];");
  const words = `---
subject: ${TO_WRITE} objet
preheader: ${TO_WRITE} ce qu’on lit avant d’ouvrir.
why: Vous recevez ce message parce que vous avez un espace ici. ${TO_WRITE} la raison exacte.
---
Bonjour,

${TO_WRITE} ce qui s’est passé, et ce que la personne peut faire.

[Ouvrir mon espace]({espace})
`;
  const declared = `template("${name}", words["${name}"] ?? "", z.object({}).strict(), (_, reader) =>
    Promise.resolve({ isInformal: false, values: {}, links: { espace: reader.page("/espace") } }),
  ),\n`;
  return {
    files: [
      fresh(repository, { path: `content/mails/${name}.md`, text: words }),
      { path: place, text: putIn(text, end, declared) },
      {
        path: EXAMPLES,
        text: putIn(examples, examples.indexOf(EXAMPLES_HEAD) + EXAMPLES_HEAD.length, `"${name}": {},\n`),
      },
    ],
    next: [
      `write content/mails/${name}.md; a {value} or {link} of it is given in ${place}, its example in ${EXAMPLES}`,
    ],
  };
}

const mail: Write = (repository, asked) => {
  named(asked.name, SLUG, "place-gardee");
  const at = /_MAILS = \[/.exec(existing(repository, asked.place))?.index;
  const { files, next } =
    at === undefined ? mailOfItsOwn(repository, asked) : mailOfList(repository, asked, at + "_MAILS = [".length);
  return {
    files,
    next: next.concat(
      "the reaction that plans it, in the *.reactions.ts of its place",
      "npm run t -- mails: it writes the golden files; read them, and see the mail in the mailbox, « Modèles »",
    ),
  };
};

const FAMILIES = "workers/event-words.ts";
/** The words of a family in the filter of the trail; the place of the list when the family is new. */
function familyOf(repository: Repository, family: string): Written[] {
  const text = existing(repository, FAMILIES);
  if (text.includes(`\n  ${family}: "`)) {
    return [];
  }
  return [{ path: FAMILIES, text: putLast(text, "\n};", `  ${family}: "${TO_WRITE} la famille",`) }];
}

/** How a reaction that does nothing is written, in one file or another. */
const NOTHING =
  /^( +)"[a-z_.]+": (v1\(nothing\)|nothing|nobody|(?:\{ version: 1, react: )?\(\) => Promise\.resolve\(plan\(\)\)(?: \})?),\n/gm;

/** A reaction that does nothing yet, in the file that answers most other events of the place: one without is put aside, visibly. */
function reactionTo(repository: Repository, { name, place }: Asked): Written[] {
  const types = [...existing(repository, place).matchAll(/^ {2}("[a-z_]+\.[a-z_]+": )"/gm)].map(
    ([, type = ""]) => type,
  );
  const answers = (text: string): number => types.filter((type) => text.includes(type)).length;
  const answering = repository
    .list("src")
    .filter((path) => path.endsWith(".reactions.ts"))
    .map((path) => ({ path: `src/${path}`, text: existing(repository, `src/${path}`) }))
    .filter(({ text }) => answers(text) > 0)
    .toSorted((a, b) => answers(b.text) - answers(a.text));
  return answering
    .flatMap(({ path, text }) => {
      const last = [...text.matchAll(NOTHING)].at(-1);
      const line = `${last?.[1] ?? ""}"${name}": ${last?.[2] ?? ""},\n`;
      return last === undefined ? [] : [{ path, text: putIn(text, last.index, line) }];
    })
    .slice(0, 1);
}

const event: Write = (repository, { name, place }) => {
  named(name, /^[a-z_]+\.[a-z_]+$/, "session.cancelled");
  const text = existing(repository, place);
  const families = repository.list("src").filter((path) => path.endsWith(".events.ts"));
  const holder = families.find((path) => repository.read(`src/${path}`)?.includes(`"${name}"`));
  if (holder !== undefined) {
    throw new CannotWrite(`src/${holder} has ${name} already`);
  }
  const data = text.includes("\nconst Ids = ") ? "Ids" : "z.object({})"; // what its neighbours have at least
  const typed = putIn(text, text.lastIndexOf("\n} as const;") + 1, `  "${name}": ${data},\n`);
  const words = typed.search(/\w+Words: Readonly</);
  const worded = putIn(
    typed,
    words < 0 ? -1 : typed.indexOf("\n};", words) + 1,
    `  "${name}": "${TO_WRITE} l’acte",\n`,
  );
  return {
    files: [
      { path: place, text: worded },
      ...reactionTo(repository, { name, place }),
      ...familyOf(repository, name.split(".")[0] ?? ""),
    ],
    next: [
      `in ${place}: its data (ids and facts, nothing personal), what its subject is, its French words`,
      "the use case that records it, first in its batch, with its test",
      "what follows, in the *.reactions.ts of its place: an event without a reaction is put aside, visibly",
    ],
  };
};

const REFERENTIALS = "content/referentials";
const DRAFTS = "content/drafts";
const numbers = (base: string): number[] => (/@(\d+)\.(\d+)\.(\d+)/.exec(base) ?? []).slice(1).map(Number);
const isOlder = (a: string, b: string): number =>
  numbers(a).reduce((sum, part, i) => (sum === 0 ? part - (numbers(b)[i] ?? 0) : sum), 0);

/** The dimension whose criteria begin with the same three letters, with the criterion added; and those criteria. */
function grown(file: ReferentialFile, id: string): { tree: ReferentialFile["tree"]; beside: CriterionSpec[] } {
  const family = id.slice(0, 3);
  const beside = file.criteria.filter((one) => one.id.startsWith(family));
  const children = file.tree.children.map((child) =>
    "node" in child && child.node.children.some((leaf) => "criterion" in leaf && leaf.criterion.startsWith(family))
      ? { ...child, node: { ...child.node, children: child.node.children.concat({ criterion: id }) } }
      : child,
  );
  const tree = { ...file.tree, children };
  const inDimension = new Set(leavesOf(tree, id));
  if (inDimension.size > MOST_IN_DIMENSION) {
    throw new CannotWrite(
      `its dimension holds ${MOST_IN_DIMENSION} criteria, the most: ${[...inDimension].join(", ")}`,
    );
  }
  return { tree, beside };
}

/** The criteria of the dimension that holds one. */
const leavesOf = ({ children }: ReferentialFile["tree"], id: string): string[] =>
  children
    .map((child) =>
      "node" in child ? child.node.children.flatMap((leaf) => ("criterion" in leaf ? [leaf.criterion] : [])) : [],
    )
    .find((ids) => ids.includes(id)) ?? [];

const criterion: Write = (repository, { name }) => {
  named(name, /^[A-Z]{3}-[1-9]$/, "TEC-6");
  const versions = [REFERENTIALS, DRAFTS].flatMap((folder) =>
    repository
      .list(folder)
      .filter((base) => base.startsWith("label@"))
      .map((base) => `${folder}/${base}`),
  );
  const newest = versions.toSorted(isOlder).at(-1) ?? "";
  const file = JSON.parse(existing(repository, newest)) as ReferentialFile;
  const [major = 0, minor = 0] = numbers(newest);
  const version = `${major}.${minor + 1}.0`;
  const { tree, beside } = grown(file, name);
  const like = beside[0];
  const heaviest = beside.toSorted((a, b) => (b.weight ?? 0) - (a.weight ?? 0))[0];
  if (like === undefined || heaviest === undefined || beside.some(({ id }) => id === name)) {
    throw new CannotWrite(`${name} is there already, or no dimension has criteria called ${name.slice(0, 3)}`);
  }
  const lighter = file.criteria.map((one) => (one === heaviest ? { ...one, weight: (one.weight ?? 0) - 1 } : one));
  const quotes = JSON.parse(existing(repository, `${REFERENTIALS}/quotes.sha256.json`)) as Record<string, string[]>;
  const { publishedOn: _, effectiveFrom: __, ...head } = file;
  const next: ReferentialFile = {
    ...head,
    version,
    status: "draft",
    tree,
    criteria: lighter.concat(added(name, like, version)),
  };
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const path = `${DRAFTS}/label@${version}.json`;
  return {
    files: [
      fresh(repository, { path, text: json(next) }),
      { path: `${REFERENTIALS}/quotes.sha256.json`, text: json({ ...quotes, [name]: quotes[like.id] }) },
    ],
    next: [
      `${path} is a draft, a copy of ${newest} with one criterion more: write ${name} in it; its one point was taken from ${heaviest.id}`,
      `its quote is that of ${like.id}: write its own, and the SHA-256 of it in quotes.sha256.json`,
      "npm run referential -- check; then `compare` with the version before, over answers (docs/scoring.md)",
    ],
  };
};

/** A criterion that nobody has written yet: the least that the referential takes. */
const added = (id: string, like: CriterionSpec, since: string): CriterionSpec => ({
  id,
  name: `${TO_WRITE} le nom`,
  requirement: `${TO_WRITE} ce qui est demandé.`,
  motive: like.motive,
  normalise: { kind: "anchored", max: 4, allowed: [0, 2, 4] },
  anchors: [0, 2, 4].map((grade) => ({ grade, text: `${TO_WRITE} ce qui vaut ${grade}.` })),
  weight: 1,
  evidence: [{ kind: "document", min: 1, publishable: true, text: `${TO_WRITE} la pièce demandée.` }],
  na: { allowed: false },
  gates: [],
  severity: "gradable",
  help: { why: `${TO_WRITE} pourquoi.`, accepted: [`${TO_WRITE} un exemple.`], refused: [`${TO_WRITE} un exemple.`] },
  remediation: { text: `${TO_WRITE} que faire pour gagner ce point.`, effort: 1, days: 90 },
  lifecycle: "active",
  since,
});

/** What can be written, by the word that asks for it. */
export const RECIPES: Readonly<Record<string, Write>> = { page, mail, event, criterion, programme };
