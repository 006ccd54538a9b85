export { labelFiles } from "./label.tsx";
export { programmePaths, stillPages, wrongContent } from "./pages.tsx";
export { programmeBodies, labelWords, reactorWords, siteWords } from "./site-words.ts";
