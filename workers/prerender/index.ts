export { labelFiles } from "./label.tsx";
export { programmePaths, stillPages, wrongContent } from "./pages.tsx";
export { programmeBodies, reactorWords, siteWords } from "./site-words.ts";
