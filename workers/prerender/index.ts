export { labelFiles } from "./label.tsx";
export { partsPage } from "./parts.tsx";
export { calendarFiles, howHard, newsFeed, programmePaths, prerenderedPages, wrongContent } from "./pages.tsx";
export { programmeBodies, reactorWords, siteWords } from "./site-words.ts";
