export { labelFiles } from "./label.tsx";
export { programmePaths, stillPages, wrongContent } from "./pages.tsx";
export { siteWords } from "./site-words.ts";
