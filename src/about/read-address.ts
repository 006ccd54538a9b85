/** Domains that nobody can have (RFC 2606): an address there is an example, and no mail to it is read. */
const NOBODYS = /[.@](?:example|test|invalid|localhost)$|@example\.(?:com|net|org)$/;
/** The address at which a person reads answers, from the settings of the mails; null while it is an example. */
export function readAddressOf(replyTo: string): string | null {
  const address = /<([^>]+)>$/.exec(replyTo)?.[1] ?? replyTo;
  return NOBODYS.test(address) ? null : address;
}

/**
 * Words that say one thing where an address is read and another where none is: of `::: adresse` and `::: sans adresse`, each up to `:::` on a
 * line of its own, one stays.
 */
export const withAddress = (words: string, address: string | null): string =>
  words
    .replace(/^::: (sans )?adresse\n(.*?)^:::\n/gms, (_, sans: string | undefined, passage: string) =>
      (sans === undefined) === (address !== null) ? passage : "",
    )
    .replaceAll("{adresse}", address ?? "");
