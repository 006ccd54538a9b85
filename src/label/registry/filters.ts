import { fold } from "../../kernel/text.ts";
import { DEPARTEMENTS } from "../../workshops/sessions/departements.ts";
import { WHO } from "../application/range.ts";
import type { Facet } from "../decision/facets.ts";
import type { Asked, Label } from "../decision/label.ts";

/* What people choose by, in their words; each is the verified grade of a criterion, never the score. */

type Filter = { name: string; label: string; facet: Facet; least: number };
export const FILTERS: readonly Filter[] = [
  { name: "seances", label: "8 séances ou plus", facet: "sessions", least: 3 },
  { name: "delai", label: "rendez-vous en 14 jours", facet: "delay", least: 2 },
  { name: "contrats", label: "tous les contrats", facet: "contracts_open", least: 3 },
  { name: "avance", label: "rien à avancer", facet: "costs", least: 2 },
  { name: "plainte", label: "sans plainte préalable", facet: "no_complaint", least: 3 },
  { name: "mineurs", label: "accès des mineurs", facet: "minors", least: 3 },
  { name: "numero", label: "changement de numéro", facet: "number_costs", least: 2 },
];

export type Query = Readonly<Record<string, string>>;
/** The filters of an address. */
export function askedBy(query: Query): Asked {
  const facets = FILTERS.filter(({ name }) => query[name] === "1").map(({ facet, least }) => [facet, least] as const);
  const named = fold(query["nom"] ?? "")
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim()
    .slice(0, 60);
  return {
    ...Object.fromEntries(facets),
    isInForce: query["vigueur"] === "1",
    isForEveryone: query["tous"] === "1",
    who: Object.hasOwn(WHO, query["pour"] ?? "") ? (query["pour"] ?? "") : "",
    departement: Object.hasOwn(DEPARTEMENTS, query["departement"] ?? "") ? (query["departement"] ?? "") : "",
    named,
  };
}

/** What each verified grade means, in the codes of the published table (`schema.json` lists them). */
export const CODES: Readonly<Record<"sessions" | "delay" | "costs" | "number_costs", readonly string[]>> = {
  sessions: ["0", "1-3", "4-7", "8-11", "12+"],
  delay: [">21", "21", "14", "7", "3"],
  costs: ["reste a charge", "avance remboursee", "tiers payant", "zero si revenus modestes", "zero pour tous"],
  number_costs: ["0", "0", "30", "100", "frais reels"],
};
/** The same as numbers: sessions at least, euros at most, days at most; `null`: no such bound. */
export const NUMBERS: Readonly<Record<"sessions" | "delay" | "number_costs", readonly (number | null)[]>> = {
  sessions: [0, 1, 4, 8, 12],
  delay: [null, 21, 14, 7, 3],
  number_costs: [0, 0, 30, 100, null],
};
/** The verified grade from which an offer is open to all health contracts. */
export const OPEN_TO_ALL = 3;
const FACTS: Readonly<Record<Facet, readonly string[]>> = {
  sessions: ["aucune en plus", "1 à 3", "4 à 7", "8 à 11", "12 ou plus, ou selon le besoin"],
  delay: ["plus de 21 jours", "21 jours au plus", "14 jours au plus", "7 jours au plus", "3 jours au plus"],
  contracts_open: [
    "contrats haut de gamme",
    "certains contrats",
    "au moins 80 % des adhérents",
    "tous les contrats santé",
    "tous, ayants droit et CSS",
  ],
  costs: [
    "reste à charge",
    "avance remboursée",
    "tiers payant",
    "rien à payer si revenus modestes",
    "rien à payer, pour tous",
  ],
  no_complaint: [
    "conditions non publiées",
    "conditions publiées",
    "conditions publiées",
    "sans plainte préalable",
    "sans plainte ni délai de carence",
  ],
  minors: [
    "rien de particulier",
    "rien de particulier",
    "parcours jeunes",
    "accès propre",
    "accès propre et confidentiel, vérifié",
  ],
  number_costs: ["non remboursés", "non remboursés", "jusqu’à 30 €", "jusqu’à 100 € environ", "frais réels"],
};
export const FACET_LABELS: Readonly<Record<Facet, string>> = {
  sessions: "Séances en plus de Mon soutien psy",
  delay: "Premier rendez-vous",
  contracts_open: "Qui y a droit",
  costs: "Ce que vous payez",
  no_complaint: "Conditions",
  minors: "Mineurs et ayants droit",
  number_costs: "Changement de numéro",
};
/** A verified fact of an offer, in words. */
export const factOf = (label: Label, facet: Facet): string => FACTS[facet][label[facet]] ?? "inconnu";
