import { Hono } from "hono";
import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, addDays, dayInWords, dayOf, durationInWords, endOfDay, startOfDay } from "../../kernel/time.ts";
import { readDay } from "../../kernel/typed-moment.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, idParam } from "../../platform/http.ts";
import { ErrorSummary, Filters, type FormState, TextField } from "../../ui/form.tsx";
import { Facts, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { nameOf } from "../classes/areas.store.ts";
import type { Site } from "../sessions/edge.ts";
import { type Column, download } from "./export.routes.tsx";
import { type Held, heldBy } from "./figures.store.ts";

const PATH = "/espace/structures/:structure/chiffres";
const WRONG = "Écrivez deux jours, le premier avant le second, comme 01/09/2025.";

/** `/espace/structures/:structure/chiffres`: what an association held in a period, to be printed and joined to a file. */
export function figuresRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(PATH, (c) => show(c, site));
  app.post(`${PATH}/exporter`, (c) => take(c, site));
  return app;
}

/** Every session that was held in the period of the form, as a file: the figures of the page, session by session. */
async function take(c: SiteContext, { programmes }: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const fields = await readForm(c);
  const id = idParam(c, "org", "structure");
  const { from, to } = periodOf({ du: fields?.get("du") ?? "", au: fields?.get("au") ?? "", isAsked: true, now });
  const until = Math.min(endOfDay(to, PARIS), now);
  const held = await heldBy(db, { associationId: id, from: startOfDay(from, PARIS), to: until });
  const columns: readonly Column<Held>[] = [
    { head: "atelier", of: ({ slug }) => programmes.bySlug.get(slug)?.title ?? slug },
    { head: "debut", of: ({ startsAt, tz }) => ({ at: startsAt, tz }) },
    { head: "lieu", of: ({ place }) => place ?? "En ligne" },
    { head: "commune", of: ({ commune }) => commune },
    { head: "classe", of: ({ isClass }) => (isClass ? "oui" : "non") },
    { head: "places", of: ({ capacity }) => capacity },
    { head: "venus", of: ({ came }) => came },
    { head: "absents", of: ({ absent }) => absent },
    { head: "annulations_tardives", of: ({ late }) => late },
    { head: "ajouts_a_la_main", of: ({ byHand }) => byHand },
    { head: "en_liste", of: ({ waits }) => waits.length },
    { head: "liste_servie", of: ({ waits }) => waits.filter((wait) => wait !== null).length },
  ];
  return download(c, { name: "chiffres", subject: id, columns, pages: [held], lines: held.length });
}

type Asked = { du: string; au: string; isAsked: boolean; now: number };
/** The period that is asked for: its first and its last day; without one, the year that ends today. */
function periodOf({ du, au, isAsked, now }: Asked): { from: string; to: string; state: FormState } {
  const year = { from: addDays(dayOf(now, PARIS), -365), to: dayOf(now, PARIS) };
  const [from, to] = [readDay(du), readDay(au)];
  const isRight = from !== null && to !== null && from <= to;
  const period = isRight ? { from, to } : year;
  const values = isAsked ? { du: [du], au: [au] } : { du: [period.from], au: [period.to] };
  return { ...period, state: { values, errors: isAsked && !isRight ? { du: WRONG } : {} } };
}

async function show(c: SiteContext, site: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const id = idParam(c, "org", "structure");
  const { from, to, state } = periodOf({
    du: c.req.query("du")?.trim() ?? "",
    au: c.req.query("au")?.trim() ?? "",
    isAsked: c.req.query("du") !== undefined || c.req.query("au") !== undefined,
    now,
  });
  // The last day counts whole; what is still to come is not held.
  const until = Math.min(endOfDay(to, PARIS), now);
  const held = await heldBy(db, { associationId: id, from: startOfDay(from, PARIS), to: until });
  const titles = (slug: string): string => site.programmes.bySlug.get(slug)?.title ?? slug;
  const unasked = site.programmes.all.flatMap(({ slug, audience, title }) =>
    audience === "class" || held.some((one) => one.slug === slug) ? [] : [title],
  );
  if (Object.keys(state.errors).length > 0) {
    c.status(422);
  }
  return c.render(
    <FiguresPage
      association={await nameOf(db, id)}
      action={`/espace/structures/${id}/chiffres`}
      days={[from, to]}
      held={held}
      titles={titles}
      unasked={unasked}
      state={state}
    />,
    { title: "Vos chiffres" },
  );
}

type FiguresProps = {
  association: string;
  action: string;
  /** The first and the last day, as `YYYY-MM-DD`. */
  days: readonly [from: string, to: string];
  held: readonly Held[];
  titles: (slug: string) => string;
  /** Programmes of open sessions of which none was held. */
  unasked: readonly string[];
  state: FormState;
};
const sumOf = (held: readonly Held[]): number => held.reduce((sum, { came }) => sum + (came ?? 0), 0);
const uncounted = (held: readonly Held[]): string | undefined => {
  const n = held.filter(({ came }) => came === null).length;
  return n === 0 ? undefined : `${plural(n, "séance")} sans compte`;
};

/** « 75 % », or nothing to divide by. */
const share = (part: number, whole: number): string => (whole === 0 ? "—" : `${Math.round((100 * part) / whole)} %`);
const totalOf = (held: readonly Held[], of: (one: Held) => number): number =>
  held.reduce((sum, one) => sum + of(one), 0);

type GroupedProps = { title: string; head: string; groups: ReadonlyMap<string, readonly Held[]> };
/** The sessions of a programme, a place or a month, in numbers; seats are those of sessions for everybody. */
const Grouped = ({ title, head, groups }: GroupedProps): Child => (
  <>
    <h2>{title}</h2>
    <Table
      heads={[head, "Séances", "Personnes", "Places offertes", "Remplissage", "Absences"]}
      rows={Array.from(groups, ([name, of]) => {
        const open = of.filter(({ isClass }) => !isClass);
        const seats = totalOf(open, ({ capacity }) => capacity);
        const absent = totalOf(open, (one) => one.absent);
        return [
          name,
          String(of.length),
          String(sumOf(of)),
          String(seats),
          share(sumOf(open), seats),
          share(absent, absent + sumOf(open)),
        ];
      })}
    />
  </>
);

/** How the list was served, what was given back late, and whom the team added. */
const Waited = ({ held }: { held: readonly Held[] }): Child => {
  const waits = held.flatMap((one) => one.waits);
  const served = waits.filter((wait) => wait !== null).toSorted((a, b) => a - b);
  const median = served[Math.floor(served.length / 2)];
  return (
    <>
      <h2>Liste d’attente et places rendues</h2>
      <Facts
        rows={[
          ["En liste d’attente", plural(waits.length, "inscription"), "attente"],
          ["Liste servie", share(served.length, waits.length), "oui"],
          ["Attente médiane", median === undefined ? "—" : durationInWords(median), "attente"],
          [
            "Annulations tardives",
            plural(
              totalOf(held, ({ late }) => late),
              "place rendue",
              "places rendues",
            ),
            "alerte",
          ],
          [
            "Ajoutées par l’équipe",
            plural(
              totalOf(held, ({ byHand }) => byHand),
              "personne",
            ),
            "groupe",
          ],
        ]}
      />
    </>
  );
};

/** Numbers alone, nobody's name: by programme, then place by place. */
const FiguresPage = ({ association, action, days, held, titles, unasked, state }: FiguresProps): Child => {
  const [from, to] = days.map((on) => dayInWords(startOfDay(on, PARIS), PARIS));
  const classes = held.filter(({ isClass }) => isClass);
  const open = held.filter(({ isClass }) => !isClass);
  const places = Map.groupBy(held, ({ place, commune }) => (place === null ? "En ligne" : `${place}, ${commune}`));
  return (
    <>
      <ErrorSummary state={state} labels={{ du: "Période" }} />
      <Head
        eyebrow={association}
        title="Vos chiffres"
        lead={`Du ${from} au ${to}. Des nombres, aucun nom. Imprimez cette page depuis le menu de votre navigateur.`}
      />
      <div class="screen">
        <Filters action={action}>
          <TextField name="du" label="Du" type="date" state={state} autocomplete="off" />
          <TextField name="au" label="Au" type="date" state={state} autocomplete="off" />
        </Filters>
      </div>
      <Facts
        rows={[
          ["Séances tenues", plural(held.length, "séance"), "date"],
          ["Classes", plural(classes.length, "classe"), "ecole", uncounted(classes)],
          ["Élèves comptés en classe", plural(sumOf(classes), "élève"), "groupe"],
          ["Personnes venues aux séances ouvertes", plural(sumOf(open), "personne"), "groupe", uncounted(open)],
        ]}
      />
      {held.length === 0 ? <p>Rien n’a été tenu dans cette période.</p> : null}
      {held.length === 0 ? null : (
        <>
          <Grouped title="Par atelier" head="Atelier" groups={Map.groupBy(held, ({ slug }) => titles(slug))} />
          <Grouped title="Où vous êtes venus" head="Lieu" groups={places} />
          <Grouped
            title="Mois par mois"
            head="Mois"
            groups={Map.groupBy(held, ({ startsAt, tz }) => dayInWords(startsAt, tz).split(" ").slice(2).join(" "))}
          />
          <Waited held={open} />
          {unasked.length === 0 ? null : (
            <p>
              <strong>Programmes que vous n’avez pas tenus dans cette période :</strong> {unasked.join(", ")}.
            </p>
          )}
          <h2>Ce que disent ces nombres</h2>
          <p>
            Remplissage : personnes venues divisées par places offertes, aux séances ouvertes. Absences : personnes
            notées absentes divisées par personnes notées. Annulation tardive : une place rendue dans les 48 heures
            avant la séance. Liste servie : de qui attendait, ceux à qui une place a été proposée ; l’attente va de
            l’entrée dans la liste à la première place proposée, et la moitié a attendu moins que la médiane.
          </p>
          <form method="post" action={`${action}/exporter`} class="acts screen">
            <input type="hidden" name="du" value={days[0]} />
            <input type="hidden" name="au" value={days[1]} />
            <button type="submit" class="quiet">
              Télécharger, séance par séance (CSV)
            </button>
            <button type="submit" class="quiet" name="format" value="xlsx">
              Pour un tableur (XLSX)
            </button>
          </form>
        </>
      )}
    </>
  );
};
