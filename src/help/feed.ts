import type { Fact } from "./facts.ts";
import { latest, readWhere } from "./provenance.ts";
import { escape } from "./words.ts";

/** How many records the feed holds. */
const MOST = 40;

/** When a record was last opened: read as a copy, or checked on its official page. A month or a year begins with its first day. */
const seenOn = ({ read_on, checked_on }: Fact): string => `${checked_on ?? latest(read_on)}-01-01`.slice(0, 10);

/**
 * `/actualites.xml`: the facts that pages tell, those read or checked last first, each with where it is told of. `told`: the ids that stand on
 * some page; what waits for somebody to agree is no news.
 */
export function feedOf(facts: Iterable<Fact>, told: ReadonlySet<string>, { origin, todayOn }: FeedSite): string {
  const items = [...facts]
    .filter(({ id }) => told.has(id))
    .toSorted((a, b) => seenOn(b).localeCompare(seenOn(a)) || a.id.localeCompare(b.id))
    .slice(0, MOST)
    .map((fact) => {
      const link = `${origin}/sources#${fact.id}`;
      const known = readWhere(fact, todayOn);
      return [
        `<item><title>${escape(fact.official)}</title><link>${link}</link>`,
        `<guid isPermaLink="false">${fact.id} ${seenOn(fact)}</guid>`,
        `<pubDate>${new Date(`${seenOn(fact)}T12:00:00Z`).toUTCString()}</pubDate>`,
        `<description>${escape(`${fact.text} ${known}.`)}</description></item>`,
      ].join("");
    });
  const channel = [
    "<title>Ligne Sûre : informations lues</title>",
    `<link>${origin}/sources</link>`,
    "<description>Les informations de ce site, les dernières lues ou vérifiées d’abord.</description>",
    "<language>fr</language>",
  ].concat(items);
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>${channel.join("")}</channel></rss>\n`;
}
type FeedSite = { origin: string; todayOn: string };
