export { labelFiles } from "./label.tsx";
export { programmePaths, stillPages, wrongContent } from "./pages.tsx";
export { programmeBodies, siteWords } from "./site-words.ts";
