import { type TxtOf, readMailDomain } from "./mail-domain.ts";

/* What is wrong with a deployment, as anybody can see it from outside: no key, no account. Each finding in French and in English. */

export type Finding = { key: string; isWell: boolean; fr: string; en: string };
type Words = { fr: string; en: string };
type Given = {
  /** `https://…` of the site. */
  origin: string;
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  txt: TxtOf;
  /** Domains that mails are sent from; none: not looked at. */
  mailDomains: readonly string[];
  /** Unix seconds. */
  now: number;
};

/** What each word of `/sante` means to whoever has to do something. */
const STUCK: Readonly<Record<string, Words>> = {
  database: { fr: "la base ne répond pas", en: "the database does not answer" },
  tick: {
    fr: "l’horloge est arrêtée : cron du site, file events",
    en: "the clock stopped: the site's cron, queue events",
  },
  event: { fr: "un événement attend depuis dix minutes", en: "an event has waited for ten minutes" },
  forgetting: { fr: "un effacement a deux nuits de retard", en: "something is two nights late to be forgotten" },
  refused: { fr: "des messages sont refusés", en: "mails are refused" },
  mail: { fr: "un message a un quart d’heure de retard", en: "a mail is a quarter of an hour late" },
};

type Check = { key: string; words: Words; look: (given: Given) => Promise<Words | null> };
const wrong = (fr: string, en: string): Words => ({ fr, en });
const statusOf = (answer: Response, wanted: number, path: string): Words | null =>
  answer.status === wanted ? null : wrong(`${path} répond ${answer.status}`, `${path} answers ${answer.status}`);

const HEADERS = ["content-security-policy", "strict-transport-security", "x-content-type-options", "referrer-policy"];
const DAY = 86_400;

/** What is looked at, in the order in which a visitor would notice. */
const CHECKS: readonly Check[] = [
  {
    key: "home",
    words: { fr: "La page d’accueil répond", en: "The home page answers" },
    look: async ({ origin, fetch }) => statusOf(await fetch(`${origin}/`), 200, "/"),
  },
  {
    key: "help",
    words: { fr: "Les pages d’aide sont des fichiers servis", en: "The pages of help are served as files" },
    look: async ({ origin, fetch }) => statusOf(await fetch(`${origin}/aide`), 200, "/aide"),
  },
  {
    key: "https",
    words: { fr: "Tout passe par https", en: "Everything goes over https" },
    look: ({ origin }) =>
      Promise.resolve(
        origin.startsWith("https://") ? null : wrong("l’adresse n’est pas en https", "the address is not https"),
      ),
  },
  {
    key: "headers",
    words: { fr: "Les en-têtes de sécurité sont là", en: "The security headers are there" },
    look: async ({ origin, fetch }) => {
      const { headers } = await fetch(`${origin}/ateliers`);
      const missing = HEADERS.filter((name) => !headers.has(name));
      const names = missing.join(", ");
      return missing.length === 0 ? null : wrong(`manquent : ${names}`, `missing: ${names}`);
    },
  },
  {
    key: "cookies",
    words: { fr: "Aucun cookie sans connexion", en: "No cookie before signing in" },
    look: async ({ origin, fetch }) => {
      const { headers } = await fetch(`${origin}/ateliers`);
      return headers.has("set-cookie") ? wrong("un cookie est posé", "a cookie is set") : null;
    },
  },
  {
    key: "health",
    words: { fr: "La salle des machines va bien", en: "The machine room is well" },
    look: async ({ origin, fetch }) => {
      const answer = await fetch(`${origin}/sante`);
      const { stuck = [], sending = "" } = (await answer.json()) as { stuck?: string[]; sending?: string };
      const what = stuck.map((word) => STUCK[word] ?? { fr: word, en: word });
      if (what.length > 0) {
        return wrong(what.map(({ fr }) => fr).join(" ; "), what.map(({ en }) => en).join("; "));
      }
      return sending === "on"
        ? null
        : wrong(`l’envoi des messages est « ${sending} »`, `sending of mails is "${sending}"`);
    },
  },
  {
    key: "places",
    words: { fr: "La liste des ateliers se lit", en: "The list of sessions reads" },
    look: async ({ origin, fetch }) => {
      const answer = await fetch(`${origin}/api/v1/ateliers`);
      const found = (await answer.json().catch(() => null)) as { sessions?: unknown } | null;
      return answer.status === 200 && Array.isArray(found?.sessions)
        ? null
        : wrong(`/api/v1/ateliers répond ${answer.status}`, `/api/v1/ateliers answers ${answer.status}`);
    },
  },
  {
    key: "webhook",
    words: { fr: "Des nouvelles non signées sont refusées", en: "News that nobody signed are refused" },
    look: async ({ origin, fetch }) => {
      const { status } = await fetch(`${origin}/webhooks/resend`, { method: "POST", body: "{}" });
      return status >= 400 && status < 500
        ? null
        : wrong(
            `/webhooks/resend répond ${status} sans signature`,
            `/webhooks/resend answers ${status} without a signature`,
          );
    },
  },
  {
    key: "console",
    words: { fr: "La console est fermée aux visiteurs", en: "The console is closed to visitors" },
    look: async ({ origin, fetch }) => {
      const { status } = await fetch(`${origin}/console`, { redirect: "manual" });
      return status === 200 ? wrong("/console s’ouvre sans connexion", "/console opens without signing in") : null;
    },
  },
  {
    key: "security",
    words: { fr: "security.txt est à jour", en: "security.txt holds" },
    look: async ({ origin, fetch, now }) => {
      const text = await (await fetch(`${origin}/.well-known/security.txt`)).text();
      const until = Date.parse(/^Expires: (.*)$/m.exec(text)?.[1] ?? "") / 1000;
      return until > now + 14 * DAY
        ? null
        : wrong("security.txt expire bientôt, ou manque", "security.txt ends soon, or is missing");
    },
  },
  {
    key: "log",
    words: { fr: "Le journal du label est signé chaque jour", en: "The label's log is signed each day" },
    look: async ({ origin, fetch }) => {
      const answer = await fetch(`${origin}/label/journal/checkpoint`);
      const keys = await fetch(`${origin}/.well-known/did.json`);
      return answer.status === 200 && keys.status === 200
        ? null
        : wrong("le point de contrôle ou les clés ne se lisent pas", "the checkpoint or the keys do not read");
    },
  },
];

/** Looks at a deployment from outside. What cannot be looked at is told as wrong, with why. */
export async function examine(given: Given): Promise<Finding[]> {
  const looked = CHECKS.map(async ({ key, words, look }): Promise<Finding> => {
    const found = await look(given).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : "?";
      return wrong(`impossible à regarder (${why})`, `cannot be looked at (${why})`);
    });
    return found === null
      ? { key, isWell: true, fr: words.fr, en: words.en }
      : { key, isWell: false, fr: `${words.fr} : ${found.fr}`, en: `${words.en}: ${found.en}` };
  });
  const mails = given.mailDomains.map(async (domain): Promise<Finding[]> => {
    const records = await readMailDomain({ txt: given.txt, domain });
    return records.map(({ what, state, why }) => ({
      key: `${what} ${domain}`,
      isWell: state === "there",
      fr: `${what} de ${domain}${state === "there" ? "" : state === "missing" ? " : il manque" : ` : ${why ?? "faux"}`}`,
      en: `${what} of ${domain}${state === "there" ? "" : state === "missing" ? ": missing" : `: ${why ?? "wrong"}`}`,
    }));
  });
  return (await Promise.all(looked)).concat((await Promise.all(mails)).flat());
}
