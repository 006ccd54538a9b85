import { aboutRoutes } from "./about.routes.tsx";
import { type SiteMap, machineRoutes } from "./machines.routes.ts";

type Given = { siteMap: SiteMap };
export const site = { routes: (given: Given) => [aboutRoutes(), machineRoutes(given.siteMap)] };
