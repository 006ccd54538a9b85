import { parseArgs } from "node:util";

import { readVerifierKey } from "../src/label/transparency-log/checkpoint.ts";
import { openKey, startWitness } from "./local/witness-server.ts";

/*
 * `npm run witness -- --log VKEY --key FILE [--name NAME] [--store FILE] [--port N]`: a witness of the label's log, on this machine. The key is
 * made where there is none; what it saw is kept beside it. Put a web server with https in front.
 */
const { values } = parseArgs({
  options: {
    log: { type: "string", multiple: true },
    key: { type: "string" },
    name: { type: "string", default: "temoin.exemple" },
    store: { type: "string" },
    port: { type: "string", default: "8790" },
  },
});
const logs = await Promise.all((values.log ?? []).map((vkey) => readVerifierKey(vkey)));
const known = logs.filter((one) => one !== null);
if (values.key === undefined || known.length === 0 || known.length < logs.length) {
  console.error(
    "Donnez la clé du journal et un fichier : npm run witness -- --log CLÉ --key temoin.json [--name mon-association.fr/temoin]",
  );
  process.exit(2);
}
const key = await openKey(values.key, values.name);
const { url } = await startWitness({
  logs: known,
  key,
  store: values.store ?? `${values.key}.vu`,
  port: Number(values.port),
});
console.log(`Témoin de ${known.map(({ name }) => name).join(", ")}\nAdresse : ${url}\nClé à nous donner : ${key.vkey}`);
