import { helpRoutes } from "./help.routes.tsx";

export const site = { routes: () => [helpRoutes()] };
