import { reactorOf } from "./consume.ts";
import { reactorDeps } from "./deps.ts";

export default reactorOf(reactorDeps) satisfies ExportedHandler<ReactorEnv>;
