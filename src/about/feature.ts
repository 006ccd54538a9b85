import { aboutRoutes } from "./about.routes.tsx";
import { machineRoutes } from "./machines.routes.ts";

type Given = { publicPaths: Parameters<typeof machineRoutes>[0] };
export const site = { routes: (given: Given) => [aboutRoutes(), machineRoutes(given.publicPaths)] };
