import { plural } from "../../kernel/text.ts";
import { MOST_GONE, MOST_KINDS, type Stop, type Verdict } from "./verdict.ts";

const NUMBERS = new Intl.NumberFormat("fr-FR");
const count = (n: number, singular: string, many?: string): string =>
  plural(n, singular, many).replace(String(n), NUMBERS.format(n));

/** « 64 812 lignes : 58 201 établissements… »: what a file holds, and what it would change. */
export function verdictInWords(verdict: Verdict): string {
  const { rows, schools, services, refused, added, changed, gone, mended } = verdict;
  const holds = [
    count(schools, "établissement"),
    count(services, "service qui n’est pas un établissement", "services qui ne sont pas des établissements"),
    count(refused, "ligne refusée", "lignes refusées"),
  ];
  const changes = [count(added, "nouveau", "nouveaux"), count(changed, "changé"), count(gone, "disparu")];
  const zeros =
    mended === 0 ? "" : ` ${count(mended, "code complété", "codes complétés")} d’un zéro qu’un tableur avait ôté.`;
  return `${count(rows, "ligne")} : ${holds.join(", ")} ; ${changes.join(", ")}. Lu en ${verdict.encoding}.${zeros}`;
}

const percent = (share: number): string => `${NUMBERS.format(share * 100)} %`;

/** Why a file is stopped, and what to do. */
export function stopInWords(stop: Stop, verdict: Verdict): string {
  const { gone, known, unknownKinds, turned, met, samples, broken } = verdict;
  const quoted = samples.broken.map((name) => `« ${name} »`).join(", ");
  const words: Record<Stop, string> = {
    nothing: "Aucun établissement ne s’y lit. Vérifiez que c’est le bon fichier.",
    broken_accents:
      verdict.how === "twice"
        ? `Ce fichier a été enregistré deux fois, ses accents sont abîmés (${count(broken, "nom")}) : ${quoted}. Reprenez le fichier officiel, sans l’ouvrir dans un tableur.`
        : `Des accents de ce fichier sont perdus (${count(broken, "nom")}) : ${quoted}. Reprenez le fichier officiel, sans l’ouvrir dans un tableur.`,
    gone: `${count(gone, "établissement")} sur ${NUMBERS.format(known)} ouverts et connus disparaîtraient dans ces départements, plus de ${percent(MOST_GONE)}.`,
    kinds: `Les types changent : ${count(unknownKinds, "ligne")} d’un type inconnu${
      samples.unknownKinds.length === 0
        ? ""
        : ` (${[...new Set(samples.unknownKinds)].map((kind) => `« ${kind} »`).join(", ")})`
    }, ${count(turned, "établissement")} sur ${NUMBERS.format(met)} connus changeraient de type ; plus de ${percent(MOST_KINDS)}.`,
  };
  return words[stop];
}
