import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Card, GoCards } from "../../ui/cards.tsx";
import { EMPTY_FORM, TextField } from "../../ui/form.tsx";
import { Fold, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { APPEAL_DAYS, DURATIONS, VALID_MONTHS } from "../assessment/process.ts";
import { RIGHTS, ROLE_WORDS } from "../decision/rights.ts";
import { LevelKey } from "../referential/levels.parts.tsx";
import { MESSAGES } from "../scoring/codes.ts";
import type { ReferentialFile } from "../scoring/formats.ts";

/** `/label/calcul`: how anybody computes a score again, and what each refusal means. */
export const ComputingPage = ({ title, lead, body }: { title: string; lead: string; body: string }): Child => (
  <div class="narrow">
    <Head eyebrow="Label" title={title} lead={lead} />
    <div class="prose">{raw(body)}</div>
    <Table
      caption="Pourquoi une offre n’a pas de score"
      heads={["Code", "Ce qu’il dit"]}
      rows={Object.entries(MESSAGES).map(([code, message]) => [<code>{code}</code>, message])}
    />
  </div>
);

/** `/label`: doors to what it is for, then what it asks, who decides, and what it does not say. */
export const LabelPage = ({
  title,
  lead,
  body,
  file,
}: {
  title: string;
  lead: string;
  body: string;
  file: ReferentialFile;
}): Child => (
  <>
    <Head title={title} lead={lead} />
    <h2 class="seen-by-readers">Par où commencer</h2>
    <GoCards
      heading="h2"
      wide="three"
      cards={[
        {
          href: "/label/registre",
          icon: "chercher",
          title: (
            <>
              Ma mutuelle <span class="whole">a-t-elle</span> un label ?
            </>
          ),
          children: "Le registre.",
        },
        {
          href: "/label/ma-mutuelle",
          icon: "papier",
          title: "Que demander à ma mutuelle",
          children: "Douze questions, et une lettre à copier.",
        },
        {
          href: "/label/simulateur",
          icon: "reglage",
          title: "Essayer une offre",
          children: "Dans le simulateur, sans compte : rien n’est envoyé.",
        },
      ]}
    />
    <div class="split">
      <div>
        <BadgeForm />
        <div class="prose">{raw(body)}</div>
        <Fold title="Combien de temps dure chaque étape" icon="heure">
          <Phases />
        </Fold>
        <div id="droits">
          <Fold title="Qui peut faire quoi, et jusqu’à quand" icon="balance">
            <Rights />
          </Fold>
        </div>
      </div>
      <div class="stack stick">
        <Card kind="flat" title="Les trois niveaux">
          <LevelKey file={file} />
          <p>
            <a href="/label/referentiel">Les {file.criteria.length} critères</a>
          </p>
        </Card>
        <Card title="Vous êtes une mutuelle ?">
          <p>Quand votre offre est prête, déposez une candidature.</p>
          <a class="button quiet" href="/connexion">
            Se connecter
          </a>
        </Card>
      </div>
    </div>
  </>
);

/** A badge seen elsewhere is checked from here: one field, whose answer is the page « Ce badge est-il vrai ? ». */
const BadgeForm = (): Child => (
  <section class="card" aria-labelledby="badge">
    <h2 id="badge">Ce badge est-il vrai ?</h2>
    <form method="get" action="/label/verifier">
      <TextField name="url" label="Adresse de la page où vous l’avez vu" state={EMPTY_FORM} />
      <button type="submit" class="quiet">
        Vérifier
      </button>
    </form>
  </section>
);

/** How long each phase lasts: the days that the rules themselves use. */
const Phases = (): Child => (
  <Table
    heads={["Étape", "Durée au plus"]}
    rows={[
      ["Confier le dossier, une fois recevable", `${DURATIONS.admissibility} jours ouvrés`],
      ["Évaluer", `${DURATIONS.review} jours ouvrés`],
      ["Répondre à une demande de précision", `${DURATIONS.clarification} jours ouvrés`],
      ["Répondre aux notes, avant la décision", `${DURATIONS.contradictory} jours ouvrés, toujours laissés en entier`],
      ["Décider", `${DURATIONS.panel} jours ouvrés`],
      ["Contester", `${APPEAL_DAYS} jours après la décision`],
      ["Décider d’un recours", `${DURATIONS.appeal} jours ouvrés`],
      ["Durée du label", `${VALID_MONTHS} mois`],
    ]}
  />
);

/** Who may do what, and for how long: the table that the pages of everybody's files are made from. */
const Rights = (): Child => (
  <Table
    heads={["Acte", "Qui", "Combien de temps"]}
    rows={Object.values(RIGHTS).map(({ words, by, lasts }) => [
      `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`,
      by.map((role) => ROLE_WORDS[role]).join(" ; "),
      lasts,
    ])}
  />
);
