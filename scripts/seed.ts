import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { instantOf, DAY, HOUR } from "../src/kernel/time.ts";
import { FORMAT, roundAt } from "../src/workshops/list/draw.ts";
import { BEACON_AFTER, drawAtFor } from "../src/workshops/list/draw-time.ts";
import type { School } from "../src/workshops/schools/school.ts";
import { wordsByDepartement } from "../src/workshops/schools/school-words.ts";
import { parseProgramme } from "../src/workshops/sessions/programme.ts";
import { ROOT } from "./local/tools.ts";

const quote = (value: string | number | null): string =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
const insert = (table: string, rows: Record<string, string | number | null>[]): string =>
  rows
    .map(
      (row) =>
        `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${Object.values(row).map(quote).join(", ")}) ON CONFLICT DO NOTHING;`,
    )
    .join("\n");

/** Six associations that do not exist, and say so. */
const ASSOCIATIONS = [
  "Les Fils tendus",
  "Bruit de fond",
  "La Bonne Tonalité",
  "Appel d’air",
  "Le Cinquième Numéro",
  "Décroche !",
].map((name, i) => ({ id: `org_demo-${i + 1}`, slug: `demo-${i + 1}`, name: `${name} (association fictive)` }));

/** Real towns, fictitious places: name, commune, INSEE code, département, time zone. */
const TOWNS = [
  ["Médiathèque des Tilleuls", "Créteil", "94028", "94", "Europe/Paris"],
  ["Maison de quartier du Canal", "Rennes", "35238", "35", "Europe/Paris"],
  ["Centre social des Pentes", "Lyon", "69123", "69", "Europe/Paris"],
  ["Salle de la Halle", "Roubaix", "59512", "59", "Europe/Paris"],
  ["Espace des Calanques", "Marseille", "13055", "13", "Europe/Paris"],
  ["Foyer du Ruisseau", "Aurillac", "15014", "15", "Europe/Paris"],
  ["Maison des Familles", "Toulouse", "31555", "31", "Europe/Paris"],
  ["Salle du Vieux Puits", "Guéret", "23096", "23", "Europe/Paris"],
  ["Case des Filaos", "Saint-Pierre", "97416", "974", "Indian/Reunion"],
  ["Maison du Flamboyant", "Fort-de-France", "97209", "972", "America/Martinique"],
] as const;

/** Schools that do not exist, in a département 000 of UAIs that was never given; their keys are right, their mails go to the demo's mailbox. */
const SCHOOLS = [
  ["0000201", "École élémentaire Jean-Jaurès", "ecole", "Créteil", "94028", "94"],
  ["0000202", "Collège des Deux-Rives", "college", "Créteil", "94028", "94"],
  ["0000203", "Lycée de la Halle", "lycee", "Vitry-sur-Seine", "94081", "94"],
  ["0000204", "Collège du Vieux-Puits", "college", "Rennes", "35238", "35"],
  ["0000205", "École élémentaire des Filaos", "ecole", "Saint-Pierre", "97416", "974"],
  ["0000206", "Lycée professionnel du Canal", "lycee", "Roubaix", "59512", "59"],
] as const;
const uaiOf = (digits: string): string => digits + "ABCDEFGHJKLMNPRSTUVWXYZ".charAt(Number(digits) % 23);

/** The demo's schools, with the words that find them. */
function schoolsSql(now: number): string {
  const schools = SCHOOLS.map(([digits, name, kind, commune, communeCode, departement]): School => ({
    uai: uaiOf(digits),
    name: `${name} (établissement fictif)`,
    kind,
    sector: "public",
    address: "8, rue de l’Exemple",
    postcode: "",
    commune,
    communeCode,
    departement,
    academie: "",
    priority: "none",
    hasNursery: false,
    hasPrimary: kind === "ecole",
    hasGeneral: kind === "lycee",
    hasTechnical: false,
    hasVocational: false,
    hasUlis: false,
    hasSegpa: false,
    hasArts: false,
    hasCinema: false,
    hasTheatre: false,
    hasSport: false,
    hasInternational: false,
    hasEuropean: false,
    latitude: null,
    longitude: null,
    officialEmail: `delivered+direction-${digits}@resend.dev`,
    status: "open",
    source: "demo",
    sourceUpdatedOn: null,
  }));
  const words = [...wordsByDepartement(schools)].flatMap(([departement, index]) =>
    [...index].map(([word, uais]) => ({
      word,
      departement_code: departement,
      schools: uais.length,
      uais: JSON.stringify(uais),
    })),
  );
  const rows = schools.map((s) => ({
    uai: s.uai,
    name: s.name,
    kind: s.kind,
    sector: s.sector,
    address: s.address,
    postcode: s.postcode,
    commune: s.commune,
    commune_code: s.communeCode,
    departement_code: s.departement,
    academie_code: s.academie,
    priority: s.priority,
    has_nursery: 0,
    has_primary: Number(s.hasPrimary),
    has_general: Number(s.hasGeneral),
    has_technical: 0,
    has_vocational: 0,
    official_email: s.officialEmail,
    status: s.status,
    source: s.source,
    created_at: now,
    updated_at: now,
  }));
  const levels = JSON.stringify([
    "maternelle",
    "cycle2",
    "cm",
    "6e_5e",
    "4e_3e",
    "lycee_gt",
    "lycee_pro",
    "cap",
    "youth_org",
  ]);
  const areas = ["94", "35", "974", "59"].flatMap((departement) =>
    ["org_demo-1", "org_demo-2"].map((association_id) => ({
      association_id,
      departement_code: departement,
      levels,
      created_at: now,
    })),
  );
  return [insert("schools", rows), insert("school_words", words), insert("association_areas", areas)].join("\n");
}

/** The programmes with public sessions: who they are for decides the hour, and their order. */
const HOURS: Record<string, string> = {
  parent: "18:30",
  youth: "14:00",
  family: "10:00",
  educator: "14:00",
  health: "19:30",
};

/** The SQL of the demo: 6 associations and 40 sessions over the next 90 days, every name fictitious and marked so. */
export function demoSql(now: number): string {
  const programmes = readdirSync(join(ROOT, "content/programmes")).map((file) => {
    const slug = file.replace(/\.md$/, "");
    return parseProgramme(slug, readFileSync(join(ROOT, "content/programmes", file), "utf8"));
  });
  const order = Object.keys(HOURS);
  const open = programmes
    .filter((p) => p.audience !== "class")
    .toSorted((x, y) => order.indexOf(x.audience) - order.indexOf(y.audience));
  const venues = TOWNS.map(([name, commune, communeCode, departement], i) => ({
    id: `ven_demo-${i + 1}`,
    name: `${name} (lieu fictif)`,
    address: `${3 + i * 4}, rue de l’Exemple`,
    commune,
    commune_code: communeCode,
    departement_code: departement,
    is_step_free: i % 4 === 3 ? 0 : 1,
    has_hearing_loop: i % 3 === 0 ? 1 : 0,
    access_text: i % 4 === 3 ? "Trois marches à l’entrée, sans rampe." : "De plain-pied. Sonnez à la porte vitrée.",
    created_at: now,
  }));
  const sessions = Array.from({ length: 40 }, (_, i) => session(i, now, open));
  return [
    insert(
      "organisations",
      ASSOCIATIONS.map(({ id, name }) => ({
        id,
        kind: "association",
        name,
        state: "active",
        is_demo: 1,
        created_at: now,
      })),
    ),
    insert(
      "associations",
      ASSOCIATIONS.map(({ id, slug }) => ({ id, slug, agreement_kind: "none", created_at: now })),
    ),

    insert("venues", venues),
    insert(
      "workshops",
      programmes.map((p) => ({
        id: `wks_${p.slug}`,
        slug: p.slug,
        state: "published",
        content_version: p.version,
        created_at: now,
      })),
    ),
    insert("sessions", sessions),
    insert("draws", [drawOf(now, sessions[DRAWN]?.id ?? "", sessions[DRAWN]?.draw_at ?? now)]),
    schoolsSql(now),
    "UPDATE mail_control SET sending_enabled = 1 WHERE id = 1;",
  ].join("\n");
}

const onsite = (i: number, departement: string) => ({
  venue_id: `ven_demo-${(i % TOWNS.length) + 1}`,
  departement_code: departement,
  join_url: null,
  mode: "onsite",
});
const online = (i: number) => ({
  venue_id: null,
  departement_code: null,
  join_url: `https://visio.lignesure.example/salle-${i + 1}`,
  mode: "online",
});

/** The session whose places are drawn: its first hour begins with the demo. */
const DRAWN = 37;
/** What binds a draw before anybody asks: a seed, shown by its hash alone, and the round of the public beacon. */
function drawOf(now: number, sessionId: string, drawAt: number) {
  const seed = randomBytes(32);
  return {
    session_id: sessionId,
    commitment: createHash("sha256").update(FORMAT).update(sessionId).update(seed).digest("hex"),
    seed: seed.toString("hex"),
    round: roundAt(drawAt + BEACON_AFTER),
    created_at: now,
  };
}

function session(i: number, now: number, open: { slug: string; audience: string; durationMinutes: number }[]) {
  const programme = open[i % open.length];
  const town = TOWNS[i % TOWNS.length];
  if (programme === undefined || town === undefined) {
    throw new Error("the demo needs programmes and towns");
  }
  const isOnline = i % 5 === 4;
  const tz = isOnline ? "Europe/Paris" : town[4];
  const day = new Date((now + (3 + i * 2.2) * DAY) * 1000).toISOString().slice(0, 10);
  const startsAt = instantOf(`${day}T${HOURS[programme.audience] ?? "18:00"}`, tz);
  const capacity = i === 0 ? 2 : [8, 12, 15, 20][i % 4];
  return {
    id: `ses_demo-${i + 1}`,
    workshop_id: `wks_${programme.slug}`,
    association_id: ASSOCIATIONS[i % ASSOCIATIONS.length]?.id ?? "",
    ...(isOnline ? online(i) : onsite(i, town[3])),
    starts_at: startsAt,
    ends_at: startsAt + programme.durationMinutes * 60,
    tz,
    capacity: capacity ?? 12,
    state: "open",
    opens_at: i === DRAWN ? now : now - DAY,
    draw_at: i === DRAWN ? drawAtFor(now, tz) : null,
    closes_at: startsAt - HOUR,
    queue_closes_at: startsAt - 12 * HOUR,
    updated_at: now,
    created_at: now,
  };
}
