import { isoIn } from "../../kernel/time.ts";
import type { Programmes } from "../sessions/programme.ts";
import { type Session, doorInWords, momentOf } from "../sessions/session.ts";

/** What a feed is of. `page`: the list that it follows, `self`: its own address, both from the root of the site. */
export type Feed = { title: string; page: string; self: string; sessions: readonly Session[]; programmes: Programmes };
type Where = { origin: string; now: number };

type Item = { id: string; url: string; title: string; text: string; author: string; updatedAt: number };
/** Sessions as items: the title is neutral, for it shows on screens that others see; when, where and what is free stand in the text. */
const itemsOf = ({ sessions, programmes }: Feed, { origin, now }: Where): Item[] =>
  sessions.flatMap((session) => {
    const programme = programmes.bySlug.get(session.slug);
    const place = session.venue === null ? "en ligne" : `${session.venue.commune} (${session.venue.departement})`;
    return programme === undefined
      ? []
      : [
          {
            id: session.id,
            url: `${origin}/ateliers/seances/${session.id}`,
            title: `${programme.neutralTitle}, ${momentOf(session)}, ${place}`,
            text: `${momentOf(session)}, ${place}. ${doorInWords(session, now)}. Avec ${session.association}.`,
            author: session.association,
            updatedAt: session.updatedAt,
          },
        ];
  });

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const xml = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? "");

/** RSS 2.0: an item is its session, whatever changes of it; a change gives it another date. Pure. */
export function rssOf(feed: Feed, where: Where): string {
  const items = itemsOf(feed, where).map(({ id, url, title, text, updatedAt }) =>
    [
      `<item><title>${xml(title)}</title><link>${xml(url)}</link><guid isPermaLink="false">${xml(id)}</guid>`,
      `<pubDate>${new Date(updatedAt * 1000).toUTCString()}</pubDate><description>${xml(text)}</description></item>`,
    ].join(""),
  );
  const channel = [
    `<title>${xml(feed.title)}</title><link>${xml(where.origin + feed.page)}</link>`,
    `<atom:link rel="self" type="application/rss+xml" href="${xml(where.origin + feed.self)}"/>`,
    "<description>Les prochaines séances, la plus proche d’abord.</description><language>fr</language>",
  ].concat(items);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>${channel.join("")}</channel></rss>\n`;
}

/** JSON Feed 1.1 of the same. Pure. */
export function jsonFeedOf(feed: Feed, where: Where): object {
  return {
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    home_page_url: where.origin + feed.page,
    feed_url: where.origin + feed.self,
    language: "fr",
    items: itemsOf(feed, where).map(({ id, url, title, text, author, updatedAt }) => ({
      id,
      url,
      title,
      content_text: text,
      date_modified: isoIn({ at: updatedAt, tz: "UTC" }),
      authors: [{ name: author }],
    })),
  };
}
