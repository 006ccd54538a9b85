import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

import { ROUTES } from "../src/access/routes.ts";
import { BODIES } from "../src/workshops/sessions/programme.ts";
import { deadLinks } from "../src/help/dead-links.ts";
import type { Prerendered } from "../workers/prerender/paths.ts";
import { pictures } from "./local/share-picture.ts";
import { forNode } from "./local/tools.ts";

/**
 * Writes the pages that are the same for everyone (`workers/prerender/pages.tsx`) as files under `public/`. Stops with the
 * name of what is wrong: a record without its source, a date in the future, a dead link, a result that no path reaches.
 * `PRERENDER_ON` (YYYY-MM-DD) is the day to check dates against, by default today; `PRERENDER_OUT` the folder to write to.
 * The address that readers may write to is where answers to our mails go in production, once a person reads it.
 * With `--deploy` the page of all parts (`/_parts`), which is for the person who builds pages, is left out.
 */
const { PRERENDER_ON = new Date().toISOString().slice(0, 10), PRERENDER_OUT = "public" } = process.env;
const built = ".test-state/prerender.mjs";

buildSync({
  entryPoints: ["workers/prerender/index.ts"],
  outfile: built,
  ...forNode,
});
process.env["PRERENDER_REPLY_TO"] ??= productionSetting("workers/reactor/wrangler.toml", "MAIL_REPLY_TO");
const prerendered = (await import(pathToFileURL(resolve(built)).href)) as Prerendered;

const origin = productionSetting("wrangler.toml", "SITE_ORIGIN");
const labelFiles = prerendered.labelFiles(origin);
const calendars = prerendered.calendarFiles(origin);
const FEED = "actualites.xml";
/** Whether the site itself answers a path: its routes, a programme for `/ateliers/:slug`, a file. */
const isOfSite = (path: string): boolean =>
  path === `/${FEED}` ||
  labelFiles.concat(calendars).some((file) => file.path === path) ||
  ROUTES.has(`GET ${path}`) ||
  prerendered.programmePaths.includes(path) ||
  existsSync(join("public", path));
mkdirSync(PRERENDER_OUT, { recursive: true });
for (const [file, picture] of Object.entries(await pictures())) {
  writeFileSync(join(PRERENDER_OUT, file), picture);
}
const pages = prerendered.prerenderedPages(origin);
const wrong = [...prerendered.wrongContent(PRERENDER_ON), ...deadLinks(pages, isOfSite)];
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
for (const stale of [
  "_parts.html",
  "aide",
  "comprendre",
  "recours",
  "parents",
  "jeunes",
  "label",
  "api",
  "words",
  "kit",
  "en",
  "facile",
]) {
  rmSync(join(PRERENDER_OUT, stale), { recursive: true, force: true });
}
console.log(prerendered.howHard().join("\n"));
const bodies = { path: BODIES, text: JSON.stringify(prerendered.programmeBodies()) };
const parts = process.argv.includes("--deploy") ? [] : [{ path: "_parts.html", text: prerendered.partsPage(origin) }];
const files = [
  ...parts,
  ...pages.map(({ path, html }) => ({ path: `${path}.html`, text: html })),
  ...labelFiles,
  ...calendars,
  { path: FEED, text: prerendered.newsFeed(origin) },
  bodies,
];
for (const { path, text } of files) {
  const file = join(PRERENDER_OUT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (PRERENDER_OUT === "public") {
  const write = (worker: string, type: string, words: object): void =>
    writeFileSync(
      `workers/${worker}/words.built.ts`,
      `import type { ${type} } from "../site-words.ts";\n\nexport const words: ${type} = ${JSON.stringify(words)};\n`,
    );
  write("site", "SiteWords", prerendered.siteWords());
  write("reactor", "ReactorWords", await prerendered.reactorWords());
}

/** A setting of production, as a configuration has it. */
function productionSetting(file: string, name: string): string {
  const vars = /^\[env\.production\.vars\]\n([^[]*)/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  const value = new RegExp(`^${name} = "([^"]+)"`, "m").exec(vars)?.[1];
  if (value === undefined) {
    throw new Error(`${file}: no ${name} in [env.production.vars]`);
  }
  return value;
}
