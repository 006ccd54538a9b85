import { delimiter, join, resolve } from "node:path";

import "./temporary.ts";

/** The repository's root. */
export const ROOT = resolve(import.meta.dirname, "../..");
const BIN = join(ROOT, "node_modules/.bin");

/** The path of a tool that the project brings. */
export const tool = (name: string): string => join(BIN, name);

/** The environment in which tools run: the project's own Node first, and nothing sent home. */
export const toolEnv: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${BIN}${delimiter}${process.env["PATH"] ?? ""}`,
  X_LOCAL_OBSERVABILITY: "false",
  WRANGLER_SEND_METRICS: "false",
  CI: "1",
};

/** How esbuild makes one file for Node of our code: pages are JSX of hono, words are files of text. */
export const forNode = {
  bundle: true,
  platform: "node",
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  loader: { ".md": "text" },
  logLevel: "error",
} as const;
