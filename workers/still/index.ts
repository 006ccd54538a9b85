export { programmePaths, stillPages, wrongContent } from "./pages.tsx";
export { siteWords } from "./site-words.ts";
