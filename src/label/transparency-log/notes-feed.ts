type Issued = { size: number; note: string; issuedAt: number };
const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const dateOf = (at: number): string => new Date(at * 1000).toUTCString();

/** Checkpoints as an RSS 2.0 feed, the newest first: whoever follows it keeps copies that we do not hold. */
export function notesFeed(checkpoints: readonly Issued[], origin: string): string {
  const items = checkpoints.map(({ size, note, issuedAt }) => {
    const address = `${origin}/label/journal/points/${size}`;
    const words = `Point de contrôle sur ${size} entrées`;
    return `<item><title>${words}</title><link>${address}</link><guid>${address}</guid><pubDate>${dateOf(issuedAt)}</pubDate><description>${escape(note)}</description></item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Journal du label Ligne Sûre</title><link>${origin}/label/journal</link><description>Les points de contrôle signés du journal des décisions, à garder ailleurs.</description>${items.join("")}</channel></rss>\n`;
}
