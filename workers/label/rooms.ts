/** What the label's Worker answers. Pages of the label that are the same for everyone are files, and come first. */
const ROOMS = [
  /^\/label\/(?:registre|comparateur|verifier|badge|journal|signaler)(?:[/.]|$)/,
  /^\/\.well-known\/did\.json$/,
  /^\/espace\/structures\/[^/]+\/label(?:\/|$)/,
  /^\/espace\/evaluation(?:\/|$)/,
  /^\/console\/label(?:\/|$)/,
];

/** Whether a path belongs to the label's Worker. A test compares this with the routes of both. */
export const isOfLabel = (path: string): boolean => ROOMS.some((room) => room.test(path));
