import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { facts, helpLines } from "../../workers/content.ts";

/**
 * The 56 records that were compared with public texts: what became of each (its status, or that it is gone), and the records that say
 * what it lacked.
 */
const COMPARED: readonly (readonly [id: string, became: "V" | "V!" | "gone", mended: string])[] = [
  ["harcelement", "V", ""],
  ["appels_malveillants", "V", "ex_conjoint"],
  ["loi_ecole", "V", ""],
  ["conjoint", "V", ""],
  ["doxing", "V", "doxing_vulnerable"],
  ["doxing_mineur", "V", ""],
  ["vie_privee", "V", "plainte_necessaire localisation"],
  ["usurpation", "V", "usurpation_couple ex_conjoint"],
  ["images_loi", "V", "plainte_necessaire"],
  ["images_montage", "V", ""],
  ["chantage", "V", "chantage_execute"],
  ["demande_images", "V", ""],
  ["images_mineur", "V", "images_mineur_public images_mineur_detention"],
  ["comptes_suspendus", "V", ""],
  ["loi_mineur", "V", ""],
  ["loi_meute", "V", ""],
  ["ecole_sans", "V", ""],
  ["second_message", "V", ""],
  ["preuves", "V!", ""],
  ["delai", "V", "presse_delai discriminatoire"],
  ["lettre", "V", ""],
  ["lettre_envoi", "V", ""],
  ["lettre_contenu", "V", ""],
  ["mineur_procureur", "gone", "mineur_plainte mineur_partie_civile parents_plainte plainte_obligatoire"],
  ["constat", "gone", "commissaire"],
  ["demarchage", "V", "demarchage_2026"],
  ["operateur_identite", "gone", "operateur_reglement identifier_auteur"],
  ["confiscation", "gone", "confiscation_large"],
  ["17", "V", ""],
  ["112", "V", ""],
  ["114", "V", ""],
  ["3114", "V", "attente_3114"],
  ["119", "V", "tchat_119"],
  ["3018", "V!", ""],
  ["116006", "V", "ligne_116006_plus"],
  ["17cyber", "V", "cyber17_diagnostic"],
  ["33700", "V", "n33700_sms n33700_appel n33700_limite"],
  ["point_de_contact", "gone", "disrupt_envoi"],
  ["take_it_down", "V", "take_it_down_plus"],
  ["stopncii", "V", ""],
  ["pharos", "V", "pharos_2025"],
  ["alerte_arcep", "V", ""],
  ["thesee", "V", ""],
  ["coffre_fort", "V", ""],
  ["retrait_accelere", "V", "dsa_signaleur"],
  ["soutien_psy", "V", "psy_tarif"],
  ["phare", "gone", "phare_ecole"],
  ["signaleurs", "gone", "signaleurs_utiles"],
  ["numeros_masques", "V", "numero_masque_2026"],
  ["spam", "gone", "n33700_sms n33700_limite"],
  ["ambassadeurs", "V", ""],
  ["depp", "V", ""],
  ["enquete_2022", "gone", "etude_2025"],
  ["permis", "V!", ""],
  ["pix_sixieme", "V!", ""],
  ["naegelen", "gone", "authentification"],
];
/** What a lawyer reads first: a record that waits stands on no page, and says so. */
const WAITS = new Set(["images_mineur_detention", "presse_delai"]);

const words = ["content", "public"]
  .flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(?:md|html)$|aide\/\w+\.json$|platforms\.json$/.test(file))
      .map((file) => readFileSync(`${root}/${file}`, "utf8")),
  )
  .join("\n");
const record = (id: string) => facts.get(id) ?? helpLines.find((line) => line.id === id);
const isSaid = (id: string): boolean =>
  words.includes(`{fact:${id}}`) || words.includes(`{${id}}`) || words.includes(`#${id}"`);

describe("records that were compared with public texts", () => {
  test("all fifty-six have the state that was asked for, and none is called checked: nobody opened its official page", () => {
    expect(COMPARED).toHaveLength(56);
    expect(COMPARED.map(([id]) => [id, record(id)?.status ?? "gone"])).toEqual(
      COMPARED.map(([id, became]) => [id, became]),
    );
    const checked = Array.from(facts.values()).filter((fact) => fact.checked_on !== null || fact.checked_by !== null);
    expect([checked, helpLines.filter((line) => line.checked_on !== null)]).toEqual([[], []]);
  });

  test("what each lacked has its own record, said on some page; what waits for a lawyer is said nowhere", () => {
    const mending = [...new Set(COMPARED.flatMap(([, , ids]) => ids.split(" ").filter(Boolean)))];
    expect(mending.length).toBeGreaterThan(25);
    expect(mending.filter((id) => record(id) === undefined)).toEqual([]);
    expect(mending.filter((id) => isSaid(id) === WAITS.has(id))).toEqual([]);
    expect(mending.filter((id) => WAITS.has(id) !== ((facts.get(id)?.awaits ?? null) === "lawyer"))).toEqual([]);
  });

  test("a record that is gone is named nowhere any more", () => {
    const gone = COMPARED.filter(([, became]) => became === "gone").map(([id]) => id);
    expect(gone.filter((id) => isSaid(id))).toEqual([]);
  });
});
