import { zoned, HOUR, DAY } from "../../src/kernel/time.ts";
import { type FormOf, type Page, type Visitor, findPath, formsOf, visitor } from "../support/visitor.ts";
import type { Town } from "./town.ts";

/** Somebody with a mailbox, who reads it now and then and presses what its mails lead to. */
type Person = { email: string; me: Visitor; readsAt: number; read: number; offset?: string };
type Chance = ReturnType<typeof chanceOf>;

/** Chance that a seed decides (mulberry32): the same seed, the same year. */
function chanceOf(seed: number) {
  let a = seed >>> 0;
  const next = (): number => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    whole,
    isTrue: (rate: number): boolean => next() < rate,
    of: <T>(list: readonly T[]): T => list[whole(0, list.length - 1)] as T,
  };
}

export const PARIS = "Europe/Paris";
const NAMES = ["Léa", "Noé", "Inès", "Sacha", "Jeanne", "Malik", "Awa", "Tom"];
const NEEDS = [["isCalendarWanted", "on"]] as [string, string][];
const WAYS = ["premier-telephone", "numero-circule", "en-parler"];
const SCHOOLS = ["0000202", "0000204", "0000206"];
const uaiOf = (digits: string): string => digits + "ABCDEFGHJKLMNPRSTUVWXYZ".charAt(Number(digits) % 23);

/**
 * The people of the year. They act over HTTP alone, and know of each other and of themselves only what pages and mails say.
 * `answers` are all answers that they got.
 */
export function folkOf(town: Town, seed: number) {
  const chance = chanceOf(seed);
  const people = new Map<string, Person>();
  const answers: { path: string; status: number }[] = [];
  let n = 0;

  const watched = (who: Visitor): Visitor => {
    const noting = async (path: string, page: Promise<Page>): Promise<Page> => {
      const { status } = await page;
      answers.push({ path: path.replace(/\/(i|u|accord|accord-parent|demandes)\/[^/]+/, "/$1/…"), status });
      return page;
    };
    return {
      ...who,
      get: (path) => noting(path, who.get(path)),
      post: (path, fields) => noting(path, who.post(path, fields)),
    };
  };
  const person = (email: string): Person => {
    const known = people.get(email);
    if (known !== undefined) {
      return known;
    }
    n += 1;
    const me = watched(visitor(town.url, `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`));
    const one = { email, me, readsAt: 0, read: 0 };
    people.set(email, one);
    return one;
  };
  const newcomer = (what: string): Person => person(`delivered+${what}${seed}-${people.size}@resend.dev`);

  /** Sends a form of a page as it stands, with what somebody fills in; null when the page has no such form. */
  async function send(me: Visitor, page: Page, ends: string, fields: [string, string][] = []): Promise<Page | null> {
    const form = formsOf(page).find(({ action }) => action.replace(/\?.*/, "").endsWith(ends));
    if (form === undefined) {
      return null;
    }
    const proof = form.html.includes('name="billet"') ? await me.antibotFields(page) : [];
    const carried = form.fields.filter(([name]) => ![...proof, ...fields].some(([other]) => other === name));
    return me.post(form.action || page.url, [...carried, ...proof, ...fields]);
  }

  return { chance, answers, person, newcomer, send, people, town };
}
export type Folk = ReturnType<typeof folkOf>;

/** A session that the catalogue offers: where it leads, and what it lets do. */
type Offered = { id: string; url: string; audience: string; startsAt: string; door: string };
async function catalogue({ newcomer }: Folk): Promise<Offered[]> {
  const { html } = await newcomer("curieux").me.get("/api/v1/ateliers");
  return (JSON.parse(html) as { sessions: Offered[] }).sessions;
}

/** How far from Greenwich the clock of a session is: « +02:00 ». */
const offsetOf = ({ startsAt }: Offered): string => startsAt.slice(-6);

/** Somebody chooses among the sessions of the coming days and takes seats, or a rank on the list. */
export async function book(folk: Folk): Promise<void> {
  const { chance, newcomer } = folk;
  const sessions = (await catalogue(folk)).filter(({ door }) => door === "reserve" || door === "queue");
  const soon = sessions.slice(0, 6);
  if (soon.length === 0) {
    return;
  }
  // Some come again, and elsewhere if they can: where they first came from is the zone that they are known to read in.
  const known = [...folk.people.values()].filter(({ email }) => email.includes("+famille"));
  const who = known.length > 0 && chance.isTrue(0.3) ? chance.of(known) : newcomer("famille");
  const elsewhere = sessions.filter((one) => who.offset !== undefined && offsetOf(one) !== who.offset);
  const choice = chance.of(elsewhere.length > 0 ? elsewhere : soon);
  who.offset ??= offsetOf(choice);
  const page = await who.me.get(choice.url);
  const asked = whoIn(page, chance);
  const held = await folk.send(who.me, page, "/reserver", asked);
  if (held?.url.includes("/inscription") === true) {
    await fillSeat(folk, who, { first: held });
    return;
  }
  await joinList(folk, who, { page: held ?? page, asked });
}

/** In the morning a child asks for a seat of the next day; a parent reads of it in the afternoon, after the hour of reminders. */
export async function askLate(folk: Folk): Promise<void> {
  const tomorrow = zoned(folk.town.now() + DAY, PARIS)
    .toPlainDate()
    .toString();
  const session = (await catalogue(folk)).find(
    ({ audience, startsAt, door }) =>
      audience.startsWith("Jeunes, 11") && startsAt.startsWith(tomorrow) && door === "reserve",
  );
  if (session === undefined) {
    return;
  }
  const who = folk.newcomer("enfant");
  const page = await who.me.get(session.url);
  const held = await folk.send(who.me, page, "/reserver", [
    ["pour", "11_14"],
    ["places", "1"],
  ]);
  if (held?.url.includes("/inscription") === true) {
    await fillSeat(folk, who, { first: held, parent: folk.newcomer("soir").email });
    await folk.town.rest();
    const door = `${folk.town.url}/i/`;
    const mail = folk.town.mailsTo(who.email).find(({ text }) => text.includes(door));
    await (mail && folk.send(who.me, await who.me.get(findPath(mail.text, door)), "/confirmer"));
  }
}

/** What somebody answers to « Pour qui ? » of a page. */
function whoIn({ html }: Page, chance: Chance): [string, string][] {
  if (html.includes('name="jeunes"')) {
    const bands = ["11_14", "15_17", "enfants"].filter((band) => html.includes(`value="${band}"`));
    return [
      ["pour", chance.of(bands)],
      ["places", String(chance.whole(1, 2))],
    ];
  }
  return [["places", String(html.includes('value="famille"') ? chance.whole(2, 3) : chance.whole(1, 2))]];
}

/** Everything that the form of a seat may ask; it takes what it has fields for. */
function seatFields({ html }: Page, folk: Folk, { email, parent }: { email: string; parent?: string | undefined }) {
  const { chance } = folk;
  const answers: [string, string][] = [
    ["name", chance.of(NAMES)],
    ["email", html.includes('name="parentEmail"') && chance.isTrue(0.3) && !html.includes("/liste") ? "" : email],
    ["parentEmail", parent ?? folk.newcomer("parent").email],
    ["accord", "on"],
    ["accordEnfant", "on"],
    ...Array.from({ length: 4 }, (_, i): [string, string] => [`prenom${i + 1}`, chance.of(NAMES)]),
    ...Array.from({ length: 4 }, (_, i): [string, string] => [`age${i + 1}`, "11_14"]),
    ...NEEDS,
  ];
  return answers.filter(([name]) => html.includes(`name="${name}"`));
}

type Filled = { first: Page; parent?: string | undefined };
async function fillSeat(
  folk: Folk,
  { me, email }: Pick<Person, "me" | "email">,
  { first, parent }: Filled,
): Promise<void> {
  const further = /href="([^"]*compris=1[^"]*)"/.exec(first.html)?.[1]?.replaceAll("&amp;", "&");
  const page = further === undefined ? first : await me.get(further);
  await folk.send(me, page, "/inscription", seatFields(page, folk, { email, parent }));
}

async function joinList(folk: Folk, who: Person, { page, asked }: { page: Page; asked: [string, string][] }) {
  const id = /seances\/(ses_[^/?"]+)/.exec(page.url)?.[1] ?? "";
  const places = asked.find(([name]) => name === "places")?.[1] ?? "1";
  const form = await who.me.get(`/ateliers/seances/${id}/liste?places=${places}`);
  if (!form.url.includes("/liste")) {
    return;
  }
  const step = form.html.includes('value="qui"') ? await folk.send(who.me, form, "/liste", asked) : form;
  if (step !== null) {
    await folk.send(who.me, step, "/liste", seatFields(step, folk, who));
  }
}

/** A parent asks for a sequence; a prompt one presses the button of the mail at once. */
export async function subscribe(folk: Folk, { isPrompt = false } = {}): Promise<void> {
  const who = folk.newcomer("abonne");
  const { me, email } = who;
  const zone = isPrompt ? PARIS : folk.chance.of([PARIS, "Indian/Reunion", "America/Martinique"]);
  const page = await me.get("/parents");
  await folk.send(me, page, "/parents", [
    ["parcours", folk.chance.of(WAYS)],
    ["age", "aucun"],
    ["zone", zone],
    ["accord", "on"],
    ["email", email],
  ]);
  if (isPrompt) {
    await folk.town.rest();
    await me.post(findPath(folk.town.mailsTo(email).at(-1)?.text ?? "", `${folk.town.url}/parents/confirmer/`), []);
  }
}

/** A teacher asks for a class; now and then from a place that is not in the directory. */
export async function askClass(folk: Folk, isAbsent: boolean): Promise<void> {
  const { chance, town } = folk;
  const { me, email } = folk.newcomer("classe");
  const path = `/etablissements/demande/${isAbsent ? "absent" : uaiOf(chance.of(SCHOOLS))}`;
  const page = await me.get(path);
  const slot = (days: number, hour: number): string =>
    zoned(town.now() + days * DAY, PARIS)
      .toPlainDate()
      .toString() + `T${String(hour).padStart(2, "0")}:00`;
  await folk.send(me, page, path, [
    ["programme", "agir-en-temoin"],
    ["niveau1", "4e_3e"],
    ["eleves1", String(chance.whole(15, 30))],
    ["adults", "2"],
    ["adultRole", "teacher"],
    ["requesterRole", "cpe"],
    ["creneau1", slot(9, 10)],
    ["creneau2", slot(10, 14)],
    ["hasOpenSituation", "non"],
    ["headVia", isAbsent ? "handed_over" : "official_mail"],
    ["kind", "cfa"],
    ["name", "CFA de l’Exemple"],
    ["commune", "Créteil"],
    ["departement", "94"],
    ["email", email],
  ]);
}

/* What mails lead to. */

/** The buttons of a page that somebody may press, by the end of their address: how likely, with what. */
type Button = { ends: string; rate: number; fields?: (form: FormOf) => [string, string][] };
export const chosen =
  (name: string) =>
  (form: FormOf): [string, string][] => {
    const value = new RegExp(`name="${name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="${name}"`).exec(form.html);
    return [[name, value?.[1] ?? value?.[2] ?? ""]];
  };
export const sure = (): [string, string][] => [["confirme", "oui"]];
const DOORS: readonly { prefix: string; buttons: readonly Button[] }[] = [
  {
    prefix: "/i/",
    buttons: [
      { ends: "/confirmer", rate: 0.9 },
      { ends: "/laisser", rate: 0.2 },
      { ends: "/annuler", rate: 0.06, fields: sure },
    ],
  },
  {
    prefix: "/accord-parent/",
    buttons: [
      { ends: "/oui", rate: 0.7 },
      { ends: "/non", rate: 0.3 },
    ],
  },
  { prefix: "/parents/confirmer/", buttons: [{ ends: "", rate: 0.9 }] },
  {
    prefix: "/demandes/",
    buttons: [
      { ends: "/confirmer", rate: 0.95 },
      { ends: "/choisir", rate: 0.9, fields: chosen("creneau") },
      { ends: "/annuler", rate: 0.05, fields: sure },
      { ends: "/presence", rate: 0.8 },
    ],
  },
  {
    prefix: "/accord/",
    buttons: [
      { ends: "/oui", rate: 0.85 },
      { ends: "/non", rate: 0.5 },
    ],
  },
  { prefix: "/suivi/", buttons: [{ ends: "", rate: 0.5 }] },
];

/** Everybody whose hour it is opens what came, oldest first; each at a pace of their own. How many mails were read. */
export async function readMail(folk: Folk): Promise<void> {
  const { town, chance } = folk;
  for (const email of town.addresses()) {
    const box = town.mailsTo(email);
    const who = folk.person(email);
    if (who.read === box.length || town.now() < who.readsAt) {
      continue;
    }
    if (who.readsAt === 0) {
      // Most read within the hours, some after a night, some late.
      const hours = email.includes("+soir") ? 4 : chance.of([0, 0, 1, 2, 4, 8, 20, 40]);
      who.readsAt = town.now() + hours * HOUR;
      continue;
    }
    who.readsAt = 0;
    for (const mail of box.slice(who.read)) {
      await answer(folk, who, mail.text);
    }
    who.read = box.length;
  }
}

async function answer(folk: Folk, who: Person, text: string): Promise<void> {
  const door = DOORS.find(({ prefix }) => text.includes(`${folk.town.url}${prefix}`));
  if (door === undefined) {
    return;
  }
  const page = await who.me.get(findPath(text, `${folk.town.url}${door.prefix}`));
  for (const { ends, rate, fields } of door.buttons) {
    const form = formsOf(page).find(
      ({ action, method }) => method === "post" && (ends === "" || action.endsWith(ends)),
    );
    if (form !== undefined && folk.chance.isTrue(rate)) {
      await folk.send(who.me, page, ends === "" ? form.action : ends, fields?.(form) ?? []);
      return;
    }
  }
}
