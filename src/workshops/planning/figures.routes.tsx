import { Hono } from "hono";
import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { DAY, PARIS, dayInWords, dayOf, startOfDay } from "../../kernel/time.ts";
import { readDay } from "../../kernel/typed-moment.ts";
import { type Edge, type SiteContext, idParam } from "../../platform/http.ts";
import { ErrorSummary, Filters, type FormState, TextField } from "../../ui/form.tsx";
import { Facts, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { nameOf } from "../classes/areas.store.ts";
import type { Site } from "../sessions/edge.ts";
import { type Held, heldBy } from "./figures.store.ts";

const PATH = "/espace/structures/:structure/chiffres";
const WRONG = "Écrivez deux jours, le premier avant le second, comme 01/09/2025.";

/** `/espace/structures/:structure/chiffres`: what an association held in a period, to be printed and joined to a file. */
export function figuresRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(PATH, (c) => show(c, site));
  return app;
}

/** The period that is asked for: its first and its last day; without one, the year that ends today. */
function periodOf(c: SiteContext): { from: string; to: string; state: FormState } {
  const { now } = c.get("deps");
  const typed = (name: string): string | undefined => c.req.query(name)?.trim();
  const [du, au] = [typed("du"), typed("au")];
  const year = { from: dayOf(now - 365 * DAY, PARIS), to: dayOf(now, PARIS) };
  const [from, to] = [readDay(du ?? ""), readDay(au ?? "")];
  const isAsked = du !== undefined || au !== undefined;
  const isRight = from !== null && to !== null && from <= to;
  const period = isRight ? { from, to } : year;
  const values = isAsked ? { du: [du ?? ""], au: [au ?? ""] } : { du: [period.from], au: [period.to] };
  return { ...period, state: { values, errors: isAsked && !isRight ? { du: WRONG } : {} } };
}

async function show(c: SiteContext, site: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const id = idParam(c, "org", "structure");
  const { from, to, state } = periodOf(c);
  // The last day counts whole; what is still to come is not held.
  const until = Math.min(startOfDay(to, PARIS) + DAY, now);
  const held = await heldBy(db, { associationId: id, from: startOfDay(from, PARIS), to: until });
  const titles = (slug: string): string => site.programmes.bySlug.get(slug)?.title ?? slug;
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
  state: FormState;
};
const sumOf = (held: readonly Held[]): number => held.reduce((sum, { came }) => sum + (came ?? 0), 0);
const uncounted = (held: readonly Held[]): string | undefined => {
  const n = held.filter(({ came }) => came === null).length;
  return n === 0 ? undefined : `${plural(n, "séance")} sans compte`;
};

/** Numbers alone, nobody's name: by programme, then place by place. */
const FiguresPage = ({ association, action, days, held, titles, state }: FiguresProps): Child => {
  const [from, to] = days.map((on) => dayInWords(startOfDay(on, PARIS), PARIS));
  const classes = held.filter(({ isClass }) => isClass);
  const open = held.filter(({ isClass }) => !isClass);
  const slugs = Array.from(new Set(held.map(({ slug }) => slug)));
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
          <h2>Par atelier</h2>
          <Table
            heads={["Atelier", "Séances", "Personnes"]}
            rows={slugs.map((slug) => {
              const of = held.filter((one) => one.slug === slug);
              return [titles(slug), String(of.length), String(sumOf(of))];
            })}
          />
          <h2>Où vous êtes venus</h2>
          <Table
            heads={["Lieu", "Séances", "Personnes"]}
            rows={Array.from(places, ([place, of]) => [place, String(of.length), String(sumOf(of))])}
          />
        </>
      )}
    </>
  );
};
