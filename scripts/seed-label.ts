import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { AnswersFile } from "../src/label/scoring/formats.ts";
import { ROOT } from "./local/tools.ts";
import { newestReferential } from "./local/newest-referential.ts";

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * The SQL of the demo's draft: the offer of a mutuelle that does not exist, half answered, with two public addresses as
 * pieces. Its grades are those of the first worked example of docs/scoring.md. `person` is an SQL expression.
 */
export function demoDraftSql(organisation: string, person: string, now: number): string {
  const path = join(ROOT, "docs/scoring/label.answers.json");
  const file = JSON.parse(readFileSync(path, "utf8")) as AnswersFile;
  const all = Object.entries(file.units[0]?.answers ?? {});
  const answers = all.slice(0, Math.floor(all.length / 2)).map(([id, answer]) => {
    const declared =
      typeof answer === "object" && answer !== null && "declared" in answer ? Number(answer.declared) : 0;
    return `INSERT INTO answers (application_id, criterion_id, declared, is_na, justification, is_publishable, revision, saved_by, saved_at) SELECT 'app_demo-1', ${quote(id)}, ${declared}, 0, ${quote("Exemple fictif : garanties 2026, page 4.")}, 1, 1, ${person}, ${now} WHERE true ON CONFLICT DO NOTHING;`;
  });
  const pieces = ["PSY-1", "ACC-3"].map(
    (id, i) =>
      `INSERT INTO evidence_files (id, application_id, criterion_id, kind, url, issued_on, visibility, state, added_by, created_at)
       SELECT 'evi_demo-${i + 1}', 'app_demo-1', '${id}', 'url', 'https://mutuelle-fictive.example/${id.toLowerCase()}', '2026-09-01', 'public', 'received', ${person}, ${now} WHERE true ON CONFLICT DO NOTHING;`,
  );
  return [
    `INSERT INTO applications (id, organisation_id, offer_name, contracts, members, covered, referential, state, submission, revision, created_at, updated_at)
     VALUES ('app_demo-1', ${quote(organisation)}, ${quote("Écoute du Vieux Chêne (offre fictive)")}, ${quote('["Socle","Confort","Confort famille"]')}, 24000, 24000, ${quote(newestReferential().name)}, 'draft', 0, 1, ${now}, ${now}) ON CONFLICT DO NOTHING;`,
    ...answers,
    ...pieces,
  ].join("\n");
}
