import fc from "fast-check";
import { expect, test } from "vitest";

import { fold } from "../../../src/kernel/text.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { HomePage } from "../../../src/about/home.pages.tsx";
import { DonePage } from "../../../src/guidance/simple.pages.tsx";
import { CataloguePage, ProgrammesPage, type Query } from "../../../src/workshops/catalogue/catalogue.pages.tsx";
import { EmbeddedList } from "../../../src/workshops/catalogue/open.pages.tsx";
import { entryOf, publicSession } from "../../../src/workshops/catalogue/public-session.ts";
import { SessionPage } from "../../../src/workshops/catalogue/session.pages.tsx";
import { type Feed, jsonFeedOf, rssOf } from "../../../src/workshops/catalogue/feeds.ts";
import { eventData } from "../../../src/workshops/catalogue/structured-data.ts";
import { renderFeed } from "../../../src/workshops/sessions/calendar.ts";
import { FORBIDDEN_WORDS, type Programme } from "../../../src/workshops/sessions/programme.ts";
import { SessionRow } from "../../../src/workshops/sessions/session.parts.tsx";
import { SESSION_STATES, Session, doorInWords, doorOf } from "../../../src/workshops/sessions/session.ts";
import { programmes } from "../../../workers/content.ts";
import { textOf } from "../../support/visitor.ts";

const NOW = 1_800_000_000;
const origin = "https://site.test";
const programme = programmes.all.find((one) => one.audience === "parent");
if (programme === undefined) {
  throw new Error("no programme for parents");
}
/** A session as it stands in its row. */
const BASE = Session.parse({
  id: "ses_1",
  slug: programme.slug,
  mode: "onsite",
  venue_id: "ven_1",
  join_url: null,
  starts_at: NOW + 5 * DAY,
  ends_at: NOW + 5 * DAY + 2 * HOUR,
  tz: "Europe/Paris",
  capacity: 10,
  taken: 4,
  waiting: 0,
  state: "open",
  visibility: "public",
  opens_at: NOW - DAY,
  closes_at: NOW + 5 * DAY - HOUR,
  queue_closes_at: NOW + 4 * DAY,
  consent_under_age: 15,
  ics_sequence: 0,
  revision: 1,
  updated_at: NOW,
  moved_from_at: null,
  series_id: null,
  pair_id: null,
  other_id: null,
  other_capacity: null,
  other_taken: null,
  other_waiting: null,
  draw_at: null,
  drawn_at: null,
  notes: "",
  language: "fr",
  association: "Les Amis du Fil",
  association_slug: "les-amis-du-fil",
  is_demo: 0,
  venue_name: "Maison des associations",
  address: "1 rue des Lilas",
  commune: "Créteil",
  departement: "94",
  is_step_free: 1,
  has_hearing_loop: 0,
  access: "Au bout de la cour",
});
const session = (over: Partial<Session> = {}): Session => ({ ...BASE, ...over });

const anySession = fc
  .record({
    capacity: fc.integer({ min: 1, max: 30 }),
    taken: fc.nat(30),
    waiting: fc.nat(3),
    state: fc.constantFrom(...SESSION_STATES),
    opensAt: fc.constantFrom(NOW - DAY, NOW + DAY),
    startsAt: fc.constantFrom(NOW - DAY, NOW + 6 * HOUR, NOW + 5 * DAY),
  })
  .map(({ taken, ...over }) =>
    session({
      ...over,
      taken: Math.min(taken, over.capacity),
      endsAt: over.startsAt + HOUR,
      closesAt: over.startsAt - HOUR,
      queueClosesAt: over.startsAt - 12 * HOUR,
    }),
  );

/** What each place where a session is shown says of its door. */
const surfaces = (one: Session): Record<string, string> => {
  const text = (page: unknown): string => String(page).replaceAll("&#39;", "'");
  const titleOf = (): string => programme.title;
  return {
    row: text(SessionRow({ session: one, title: "x", now: NOW })),
    page: text(SessionPage({ session: one, programme, now: NOW })),
    embedded: text(EmbeddedList({ sessions: [one], titleOf, origin, now: NOW })),
    feed: entryOf(one, programme, { origin, now: NOW }).note ?? "",
    api: publicSession(one, programme, origin, NOW).doorInWords,
  };
};

test("whatever door is open, pages, the embedded list, feeds and the API say it in the same words", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anySession, (one) => {
      const words = doorInWords(one, NOW);
      seen.add(doorOf(one, NOW));
      const otherwise = Object.entries(surfaces(one)).filter(([, text]) => !text.includes(words));
      expect(otherwise.map(([place]) => `${place}: ${words}`)).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect([...seen].toSorted()).toEqual(["cancelled", "closed", "not_yet", "past", "queue", "reserve"]);
});

const followed = (one: Programme): Feed => ({
  title: "Ateliers",
  page: "/ateliers",
  self: "/ateliers/flux.xml",
  sessions: [session()],
  programmes: { all: [one], bySlug: new Map([[session().slug, one]]) },
});
/** A programme whose open title says all that a shared screen must not show. */
const frank = { ...programme, title: `Atelier : ${FORBIDDEN_WORDS.join(", ")}` };
test("what leaves the site is discreet: heads, structured data, calendars; of every programme, whatever its open title says", () => {
  for (const one of [...programmes.all, frank]) {
    const leaves = {
      title: one.neutralTitle,
      description: one.summary,
      structured: JSON.stringify(eventData(session(), one, { origin, now: NOW })),
      calendar: JSON.stringify(entryOf(session(), one, { origin, now: NOW })),
      rss: rssOf(followed(one), { origin, now: NOW }),
      json: JSON.stringify(jsonFeedOf(followed(one), { origin, now: NOW })),
      feed: renderFeed("Ateliers", [entryOf(session(), one, { origin, now: NOW })], NOW),
    };
    for (const [place, text] of Object.entries(leaves)) {
      const said = FORBIDDEN_WORDS.filter((word) => fold(text).includes(fold(word)));
      expect([one.slug, place, said]).toEqual([one.slug, place, []]);
    }
  }
});

/** What is asked when nothing is. */
const EVERY: Query = {
  public: "",
  departement: "",
  lieu: "",
  a_partir_du: "",
  jusqu_au: "",
  sans_marche: "",
  soir: "",
  mercredi: "",
  quoi: "",
  apres: "",
};
/** Pages as a text browser shows them: where a style alone parts two words, they are glued here. */
const TEXTS = {
  home: HomePage(),
  catalogue: CataloguePage({
    around: null,
    unknown: null,
    programmes,
    sessions: [session(), session({ taken: 10 })],
    departements: ["94"],
    query: { ...EVERY, departement: "94" },
    next: "1799999999.ses_1",
    origin,
    now: NOW,
  }),
  programmes: ProgrammesPage({ programmes, query: EVERY, unknown: null }),
  session: SessionPage({ session: session(), programme, now: NOW }),
  embedded: EmbeddedList({ sessions: [session()], titleOf: () => programme.title, origin, now: NOW }),
  left: DonePage({ title: "C’est arrêté", lead: "Plus aucun message.", next: { label: "Revenir", href: "/" } }),
};
test.each(Object.entries(TEXTS))("the words of the page « %s » stand apart without any style", async (name, page) => {
  await expect(`${textOf(String(page))}\n`).toMatchFileSnapshot(`../../golden/${name}.txt`);
});

/* What Google asks of an event, and what it recommends: developers.google.com/search/docs/appearance/structured-data/event */
const REQUIRED = ["name", "startDate", "location"];
const RECOMMENDED = "description endDate eventAttendanceMode eventStatus image offers organizer performer".split(" ");
const OFFER = "url price priceCurrency availability validFrom".split(" ");
const PLACE = {
  "@type": "Place",
  name: "Maison des associations",
  address: {
    "@type": "PostalAddress",
    streetAddress: "1 rue des Lilas",
    addressLocality: "Créteil",
    addressRegion: "Val-de-Marne",
    addressCountry: "FR",
  },
};
const ONLINE = { "@type": "VirtualLocation", url: `${origin}/ateliers/seances/ses_1` };

test.each([
  ["on site", session(), { eventStatus: "EventScheduled", location: PLACE }, "InStock"],
  ["online", session({ mode: "online", venue: null }), { location: ONLINE }, "InStock"],
  ["hybrid", session({ mode: "hybrid" }), { location: [PLACE, ONLINE] }, "InStock"],
  ["full, with a list", session({ taken: 10 }), {}, "SoldOut"],
  ["not open yet", session({ opensAt: NOW + DAY }), {}, "PreOrder"],
  [
    "moved",
    session({ movedFromAt: NOW + 3 * DAY }),
    { eventStatus: "EventRescheduled", previousStartDate: "2027-01-18T09:00:00+01:00" },
    "InStock",
  ],
  ["cancelled", session({ state: "cancelled" }), { eventStatus: "EventCancelled" }, "SoldOut"],
] as const)(
  "structured data of a session %s: everything required and recommended, nothing empty",
  (_, one, own, stock) => {
    const data = eventData(one, programme, { origin, now: NOW }) as Record<string, unknown>;
    const offers = data["offers"] as Record<string, unknown>;
    expect([...REQUIRED, ...RECOMMENDED].filter((name) => data[name] === undefined || data[name] === "")).toEqual([]);
    expect(OFFER.filter((name) => offers[name] === undefined)).toEqual([]);
    const schema = (word: string): string => `https://schema.org/${word}`;
    const { eventStatus, ...rest } = own as { eventStatus?: string };
    expect(data).toMatchObject({ ...rest, ...(eventStatus === undefined ? {} : { eventStatus: schema(eventStatus) }) });
    expect(offers["availability"]).toBe(schema(stock));
    expect(data["name"]).toBe(programme.neutralTitle);
  },
);
