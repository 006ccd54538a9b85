import { promises as dns } from "node:dns";

import { asker } from "./provider-api.ts";

/** How a name is looked up: its TXT records, each as one text; none when nobody has it. */
export type TxtOf = (name: string) => Promise<string[]>;
/** The resolver of this machine. A name that is not there has no records; a resolver that does not answer throws. */
export const resolveTxt: TxtOf = async (name) => {
  try {
    return (await dns.resolveTxt(name)).map((parts) => parts.join(""));
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (code === "ENOTFOUND" || code === "ENODATA") {
      return [];
    }
    throw error;
  }
};

/** One thing that a sending domain needs, as it stands in the DNS. */
export type MailRecord = {
  domain: string;
  what: "SPF" | "DKIM" | "DMARC";
  state: "there" | "missing" | "wrong";
  why?: string;
};

/** The domains that a configuration sends from, out of `Name <address@domain>`. */
export const sendingDomains = (...senders: readonly string[]): string[] => [
  ...new Set(senders.flatMap((sender) => /@([a-z0-9.-]+)/i.exec(sender)?.[1]?.toLowerCase() ?? [])),
];

/** The names under which a record may stand: the domain's own, or that of the domain above (DMARC is inherited). */
const parents = (domain: string): string[] => {
  const labels = domain.split(".");
  return labels.slice(0, -1).map((_, i) => labels.slice(i).join("."));
};

type Wanted = { name: string; value: string };
/** What the mail provider wants to read in the DNS of a domain, from its own API; null when it does not know the domain. */
export async function wantedRecords(
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string },
  domain: string,
): Promise<{ spf: Wanted[]; dkim: Wanted[] } | null> {
  const ask = asker({ baseUrl, apiKey });
  type Known = { id: string; name: string };
  type Record = { record: string; type: string; name: string; value: string };
  const { data } = (await ask("/domains")) as { data: Known[] };
  const known = data.find(({ name }) => name === domain);
  if (known === undefined) {
    return null;
  }
  const { records = [] } = (await ask(`/domains/${known.id}`)) as { records?: Record[] };
  const of = (record: string): Wanted[] =>
    records
      .filter((one) => one.record === record && one.type === "TXT")
      .map(({ name, value }) => ({ name: name.endsWith(domain) ? name : `${name}.${domain}`, value }));
  return { spf: of("SPF"), dkim: of("DKIM") };
}

const plain = (text: string): string => text.replaceAll(/[\s"]/g, "");

/** Reads back the DNS of a sending domain. `wanted`: what the provider asks for; null: what its mails usually need. */
export async function readMailDomain(
  { txt, domain }: { txt: TxtOf; domain: string },
  wanted: { spf: Wanted[]; dkim: Wanted[] } | null = null,
): Promise<MailRecord[]> {
  const spfNames = wanted?.spf.map(({ name }) => name) ?? [`send.${domain}`, domain];
  const spf = (await Promise.all(spfNames.map(txt))).flat().filter((one) => /^v=spf1\b/i.test(one));
  const dkimNames = wanted?.dkim.map(({ name }) => name) ?? [`resend._domainkey.${domain}`];
  const dkim = (await Promise.all(dkimNames.map(txt))).flat().filter((one) => /\bp=[A-Za-z0-9+/]/.test(plain(one)));
  const dmarc: string[] = [];
  for (const name of parents(domain)) {
    dmarc.push(...(await txt(`_dmarc.${name}`)).filter((one) => /^v=DMARC1\b/i.test(one)));
  }
  return [
    { domain, what: "SPF", ...judged(spf, wanted?.spf) },
    { domain, what: "DKIM", ...judged(dkim, wanted?.dkim) },
    {
      domain,
      what: "DMARC",
      ...(dmarc.length === 0
        ? { state: "missing" as const, why: `TXT at _dmarc.${domain}: v=DMARC1; p=none; rua=mailto:…` }
        : /\bp=(?:none|quarantine|reject)\b/i.test(dmarc[0] ?? "")
          ? { state: "there" as const }
          : { state: "wrong" as const, why: "no policy (p=)" }),
    },
  ];
}

function judged(found: readonly string[], wanted?: readonly Wanted[]): Pick<MailRecord, "state" | "why"> {
  const [first] = wanted ?? [];
  const where = first === undefined ? "" : `TXT at ${first.name}: ${first.value}`;
  if (found.length === 0) {
    return { state: "missing", ...(where === "" ? {} : { why: where }) };
  }
  const areWanted = (wanted ?? []).every(({ value }) => found.some((one) => plain(one) === plain(value)));
  return areWanted ? { state: "there" } : { state: "wrong", why: `another value stands there; ${where}` };
}
