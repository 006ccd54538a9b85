import { Hono } from "hono";

import { pick } from "../kernel/pick.ts";
import { PROBLEMS, type Problem } from "../kernel/problem.ts";
import type { Said } from "../kernel/said.ts";
import { DAY, sinceInWords } from "../kernel/time.ts";
import { readAddressForm } from "../platform/antibot-form.ts";
import { type FormFields, readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { actIn, freshOf, isLed, leadTo, saidOf } from "../platform/said.ts";
import { EmailAddress } from "../privacy/contact.ts";
import { readAddress, waitingMailTo } from "../privacy/contacts.store.ts";
import type { Custodian } from "../privacy/custodian.ts";
import { askErasure, showPerson } from "../privacy/erase-person.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { mailLeft, withMail } from "../ui/mail-left.ts";
import { Mailbox } from "../ui/parts.tsx";
import { changeHabits, chooseTopics, requestNewAddress, requestNext, sayItStopped } from "./settings.ts";
import { AskLinkPage, LinkSentPage, NEXT_COMES, SettingsPage, type TopicChoice } from "./settings.pages.tsx";
import { DataPage, DonePage } from "./simple.pages.tsx";
import { type Settings, findSettings } from "./settings.store.ts";
import { endTopics, requestSettingsLink } from "./subscribe.ts";
import { STATUS } from "./subscriptions.store.ts";
import { AGE_GROUPS, HOURS, Zone } from "./subscription.schema.ts";

/** What the settings pages are given: what can be chosen, and who holds what about people. */
export type SettingsSite = { topics: readonly TopicChoice[]; custodians: readonly Custodian[]; show: ShowProblem };
type Mine = { settings: Settings; address: string; base: string };
type Act = (c: SiteContext, mine: Mine, fields: FormFields, site: SettingsSite) => Promise<Response>;

const HEAD = { title: "Mes réglages" } as const;
export const LINK_GONE: Problem = {
  ...PROBLEMS[410],
  title: "Ce lien n’est plus valable",
  detail: "Il a expiré, n’est pas complet, ou l’adresse a changé. Écrivez la vôtre : vous y recevrez un autre lien.",
  next: { label: "Recevoir un nouveau lien", href: "/preferences" },
};

/** `/preferences`: one's messages, behind a signed link. GET shows, POST acts, and nothing says whether an address is known. */
export function settingsRoutes(site: SettingsSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/preferences", (c) => askLink(c, EMPTY_FORM));
  app.post("/preferences", (c) => mailLink(c, site));
  app.get("/preferences/envoye", async (c) =>
    c.render((await isLed(c)) ? <LinkSentPage sent={null} /> : <Mailbox form="/preferences" />, HEAD),
  );
  app.get("/preferences/:token", (c) => whenMine(c, site, (mine) => show(c, site, mine, EMPTY_FORM)));
  app.get("/preferences/:token/donnees", (c) =>
    whenMine(c, site, async (mine) =>
      c.render(<DataPage address={mine.address} shown={await held(c, site, mine)} base={mine.base} />, HEAD),
    ),
  );
  app.get("/preferences/:token/donnees.json", (c) =>
    whenMine(c, site, async (mine) => {
      c.header("content-disposition", 'attachment; filename="mes-donnees.json"');
      return c.json({ adresse: mine.address, donnees: await held(c, site, mine) });
    }),
  );
  for (const [name, act] of Object.entries(ACTS)) {
    app.post(`/preferences/:token/${name}`, (c) =>
      whenMine(c, site, async (mine) => {
        const fields = await readForm(c);
        return fields === null ? answerProblem(c, PROBLEMS[400], site.show) : act(c, mine, fields, site);
      }),
    );
  }
  return app;
}

/** Opens the settings that the link names; a wrong, old or foreign link gets one answer, the same for all. */
async function whenMine(
  c: SiteContext,
  site: SettingsSite,
  act: (mine: Mine) => Response | Promise<Response>,
): Promise<Response> {
  const deps = c.get("deps");
  const token = c.req.param("token") ?? "";
  const [recipientId = "", tail] = ((await deps.links.verify("preferences", token, deps.now)) ?? "").split("~");
  const settings = recipientId === "" ? null : await findSettings(deps.db, recipientId);
  const address =
    settings?.contact_id.slice(-8) === tail && settings ? await readAddress(deps, settings.contact_id) : null;
  return settings === null || address === null
    ? answerProblem(c, LINK_GONE, site.show)
    : act({ settings, address, base: `/preferences/${token}` });
}

/**
 * What stands on the settings: they are what was kept; nothing is subscribed to; of the way that an act was about, its next step is on
 * its way, it goes on, it was said to be settled, or it is over; and what was just asked for.
 */
export type SettingsStanding = "kept" | "left" | WayStanding | "address.change_requested";
type WayStanding = "coming" | "running" | "settled" | "over";
const OVER = "Ce parcours est fini : rien n’a changé.";
export const SETTINGS_SAID: Said<SettingsStanding> = {
  parcours: { kept: "Vos choix sont enregistrés." },
  suivante: { coming: NEXT_COMES },
  "suivante-partie": {
    coming: "Cette étape est déjà en route : rien n’a changé.",
    running: "Rien n’a changé : ce parcours suit son cours.",
    settled: OVER,
    over: OVER,
  },
  fini: {
    settled:
      "C’est noté, et tant mieux. Les étapes suivantes ne partent plus ; la dernière viendra à son jour, pour faire le point.",
  },
  "fini-dit": { settled: "C’était déjà noté : rien n’a changé.", over: OVER },
  rythme: { kept: "Le rythme est enregistré." },
  adresse: {
    "address.change_requested": `À la nouvelle adresse, ${mailLeft}. Rien ne change avant votre clic là-bas.`,
  },
  "adresse-attend": {
    "address.change_requested": withMail(
      "Un message attend déjà à la nouvelle adresse. Celui qui porte votre demande y part dans le quart d’heure : rien ne change avant votre clic là-bas.",
    ),
  },
  arreter: { left: "C’est arrêté : vous ne recevrez plus rien. Vous pouvez recocher un parcours quand vous voulez." },
};

/** Where a way of somebody's stands. */
function wayStanding({ ways }: Settings, sequence: string): WayStanding {
  const way = ways.find((one) => one.sequence === sequence);
  return way === undefined
    ? "over"
    : way.improved_at !== null
      ? "settled"
      : way.wanted_at === null
        ? "running"
        : "coming";
}

async function show(c: SiteContext, site: SettingsSite, mine: Mine, state: FormState) {
  const { about } = actIn(c);
  const { topics } = mine.settings;
  const isLeft = topics.every(({ status }) => status !== STATUS.pending && status !== STATUS.active);
  const done = saidOf(c, SETTINGS_SAID, [
    "kept",
    ...(isLeft ? ["left"] : []),
    ...(about === "" ? [] : [wayStanding(mine.settings, about)]),
    ...(await freshOf(c, "visitor")),
  ]);
  const { now } = c.get("deps");
  return c.render(<SettingsPage {...mine} topics={site.topics} now={now} state={state} done={done} />, HEAD);
}

const held = (c: SiteContext, { custodians }: SettingsSite, { settings }: Mine) =>
  showPerson(c.get("deps"), { custodians, contactId: settings.contact_id });

const back = (c: SiteContext, base: string, done: string, about = ""): Response =>
  c.redirect(`${base}?${about === "" ? "" : `de=${encodeURIComponent(about)}&`}fait=${done}`, 303);

/** How old the child is, as the form says it; null when it was not asked, or says nothing that we know. */
function childOf(fields: FormFields, { topics }: SettingsSite): { topics: string[]; ageGroup: string | null } | null {
  const age = fields.get("age");
  const ageGroup = AGE_GROUPS.find((group) => group === age) ?? null;
  return ageGroup === null && age !== "aucun"
    ? null
    : { topics: topics.filter(({ way }) => way?.hasChild === true).map(({ id }) => id), ageGroup };
}

const ACTS: Readonly<Record<string, Act>> = {
  parcours: async (c, { settings, base }, fields, site) => {
    const deps = c.get("deps");
    const all = site.topics.map((topic) => topic.id);
    const wanted = fields.all("parcours");
    deps.ring(...(await chooseTopics(deps, { settings, all, wanted, child: childOf(fields, site) })));
    return back(c, base, "parcours");
  },
  suivante: async (c, { settings, base }, fields) => {
    const deps = c.get("deps");
    const asked = { settings, sequence: fields.get("parcours"), step: Number(fields.get("etape")) };
    const eventId = await requestNext(deps, asked);
    deps.ring(eventId);
    return back(c, base, eventId === null ? "suivante-partie" : "suivante", asked.sequence);
  },
  fini: async (c, { settings, base }, fields, site) => {
    const deps = c.get("deps");
    const topic = site.topics.find(({ id, way }) => id === fields.get("parcours") && way?.mayStop === true);
    const eventId = topic === undefined ? null : await sayItStopped(deps, { settings, sequence: topic.id });
    deps.ring(eventId);
    return back(c, base, eventId === null ? "fini-dit" : "fini", fields.get("parcours"));
  },
  rythme: async (c, mine, fields, site) => {
    const deps = c.get("deps");
    const zone = Zone.safeParse(fields.get("zone"));
    if (!zone.success) {
      c.status(422);
      return show(c, site, mine, { values: {}, errors: { zone: "Choisissez un lieu de la liste." } });
    }
    const hour = Number(/^h(\d+)$/.exec(fields.get("heure"))?.[1] ?? Number.NaN);
    const days = pick({ j30: 30, j90: 90 }, fields.get("pause"));
    const kept = fields.get("pause") === "garder" ? mine.settings.paused_until_at : null;
    await changeHabits(deps, {
      settings: mine.settings,
      habits: {
        zone: zone.data,
        sendHour: HOURS.includes(hour) ? hour : null,
        pausedUntil: days === null ? kept : deps.now + days * DAY,
        isSlow: fields.get("lent") === "on",
      },
    });
    return back(c, mine.base, "rythme");
  },
  adresse: async (c, mine, fields, site) => {
    const deps = c.get("deps");
    const email = EmailAddress.safeParse(fields.get("email"));
    if (!email.success) {
      c.status(422);
      const errors = { email: email.error.issues[0]?.message ?? "" };
      return show(c, site, mine, { values: fields.shown, errors });
    }
    const mail = await waitingMailTo(deps, email.data);
    const asked = await requestNewAddress(deps, { settings: mine.settings, email: email.data });
    if (!asked.ok) {
      return answerProblem(c, PROBLEMS[429], site.show);
    }
    deps.ring(asked.value);
    return back(c, mine.base, mail === null ? "adresse" : "adresse-attend", asked.value);
  },
  arreter: async (c, mine) => {
    const deps = c.get("deps");
    deps.ring(
      await endTopics(deps, {
        recipientId: mine.settings.id,
        topic: null,
        how: { reason: "settings", page: "/preferences" },
      }),
    );
    return back(c, mine.base, "arreter");
  },
  effacer: async (c, mine) => {
    const deps = c.get("deps");
    deps.ring(await askErasure(deps, { contactId: mine.settings.contact_id, actor: "participant" }));
    const lead =
      "Votre adresse et tout ce qui s’y rattache s’effacent maintenant, en une minute au plus. Vous n’avez rien d’autre à faire.";
    return c.render(<DonePage title="Tout s’efface" lead={lead} />, HEAD);
  },
};

async function askLink(c: SiteContext, state: FormState): Promise<Response> {
  const { antibot, now } = c.get("deps");
  const page = <AskLinkPage state={state} ticket={await antibot.issue(now)} />;
  return c.render(page, { ...HEAD, canonical: "/preferences", script: "antibot" });
}

async function mailLink(c: SiteContext, { show: showProblem }: SettingsSite): Promise<Response> {
  const deps = c.get("deps");
  const read = await readAddressForm(c, EmailAddress);
  if (read === null) {
    return answerProblem(c, PROBLEMS[400], showProblem);
  }
  if (!read.ok) {
    c.status(422);
    return askLink(c, read.state);
  }
  const asked = await requestSettingsLink(deps, { email: read.email, client: deps.client });
  if (!asked.ok) {
    return answerProblem(c, PROBLEMS[429], showProblem);
  }
  const { eventId, lastAt } = asked.value;
  deps.ring(eventId);
  return lastAt === null
    ? leadTo(c, "/preferences/envoye")
    : c.render(<LinkSentPage sent={sinceInWords(lastAt, deps.now)} />, HEAD);
}
