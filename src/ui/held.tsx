import { longDay } from "../kernel/day-words.ts";
import { PARIS } from "../kernel/time.ts";
import type { Child } from "hono/jsx";

/** What a feature holds about somebody: plain data, also given as JSON. */
export type Held = { label: string; items: Record<string, unknown>[] };

/** Names of facts that read better in words; the others are shown as they are. */
const WORDS: Readonly<Record<string, string>> = {
  etat: "état",
  etape: "étape",
  role: "rôle",
  prenom_garde: "prénom gardé",
  age_de_l_enfant: "âge de l’enfant",
  date: "le",
  depuis: "depuis le",
  fin: "jusqu’au",
  pause_jusqu_au: "en pause jusqu’au",
  demande: "demandé le",
  confirme: "confirmé le",
  envoyee: "envoyée le",
  acceptee: "acceptée le",
  ouverte: "ouverte le",
  vue: "vue le",
  ajoutee: "ajoutée le",
  montree: "montrée le",
};

/** Everything held about a person, one list per feature, in words. */
export const HeldLists = ({ held }: { held: readonly Held[] }): Child => (
  <>
    {held.map(({ label, items }) => (
      <section>
        <h2>{label}</h2>
        {items.length === 0 ? <p>Rien.</p> : null}
        <ul>
          {items.map(({ quoi, ...facts }) => (
            <li>
              <strong>{plain(quoi)}</strong>
              {Object.entries(facts)
                .filter(([, v]) => isKnown(v))
                .map(([k, v]) => ` · ${factInWords(k, v)}`)
                .join("")}
            </li>
          ))}
        </ul>
      </section>
    ))}
  </>
);

/** « depuis le 22 novembre 2026 », « rôle : Coordination ». */
function factInWords(key: string, value: unknown): string {
  const name = WORDS[key] ?? key.replaceAll("_", " ");
  return / le$|^le$|jusqu’au$/.test(name) ? `${name} ${plain(value)}` : `${name} : ${plain(value)}`;
}

/** Whether there is something to say: words that were taken away, or a list of none, say nothing. */
const isKnown = (v: unknown): boolean => v !== null && v !== undefined && !(Array.isArray(v) && v.length === 0);

const plain = (v: unknown): string => {
  if (typeof v === "boolean") {
    return v ? "oui" : "non";
  }
  if (Array.isArray(v)) {
    return v.map((one: object) => Object.values(one).filter(isKnown).map(plain).join(" : ")).join(" ; ");
  }
  return typeof v === "string" && /^\d{4}-\d{2}-\d{2}T/.test(v) ? longDay(new Date(v), PARIS) : String(v as number);
};
