import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import { Act, ConsolePage } from "../../ui/console.tsx";
import { ErrorSummary, type FormState, TextArea, TextField } from "../../ui/form.tsx";
import { Empty, Facts, Fold, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { CALIBRATION, LEAST_CASES } from "../assessment/calibration.ts";
import { INTERESTS, noonOf } from "../assessment/process.ts";
import { LEAST_PAIRS } from "../scoring/sensitivity.ts";
import { type Accounts, PUBLISHED_FROM } from "./accounts.ts";
import type { Minutes, Payment } from "./accounts.store.ts";
import type { Audit, AuditDraw } from "./audits.store.ts";

export const ACCOUNTS_PATH = "/label/comptes";
export const ACCOUNTS_CONSOLE = "/console/label/comptes";
const dayWords = (day: string): string => dayInWords(noonOf(day), PARIS);
const euros = (n: number): string => `${n.toLocaleString("fr-FR")} €`;

type Props = { accounts: Accounts; names: ReadonlyMap<string, string> };
/** `/label/comptes`: who judges, who pays, what is drawn by lot, what the label changed. */
export const AccountsPage = (props: Props): Child => (
  <>
    <Head
      eyebrow="Label"
      title="Qui contrôle le label"
      lead="Qui juge et qui paie, ce qui est tiré au sort, ce qui change : tout ce qui permet de douter de nous, au même endroit."
    />
    <Drawn {...props} />
    <People {...props} />
    <Paid {...props} />
    <Calibrated {...props} />
    <Changed {...props} />
    <Held {...props} />
    <p>
      <a class="button quiet" href={`${ACCOUNTS_PATH}.json`}>
        Le même contenu, en données
      </a>
    </p>
    <p class="hint">
      Pour refaire les tirages et les comparaisons chez vous : <code>npm run verify-accounts -- ADRESSE</code>
    </p>
  </>
);

/** Audits drawn by lot, a year at a time. */
const Drawn = ({ accounts, names }: Props): Child => (
  <section aria-labelledby="audits">
    <h2 id="audits">Audits tirés au sort</h2>
    <p class="narrow">
      Chaque année, un label en vigueur sur dix, un au moins, est tiré au sort. Dix cas anonymisés, tirés eux aussi,
      sont relus chez le prestataire. Nous publions d’abord l’empreinte d’un nombre secret, puis le point du journal
      d’un jour fixé, que personne ne choisit, puis le nombre : chacun refait le tirage.
    </p>
    {accounts.audits.length === 0 ? <p>Aucun tirage n’est encore annoncé.</p> : null}
    {accounts.audits.map((one) => (
      <article class="card" aria-labelledby={`audits-${one.year}`}>
        <h3 id={`audits-${one.year}`}>{one.year}</h3>
        <Facts
          rows={[
            ["Empreinte du nombre secret", <code>{one.commitment}</code>, "cadenas", `le ${dayWords(one.committedOn)}`],
            ["Jour du point du journal", dayWords(one.drawOn)],
            ["Nombre secret", one.seed === null ? "publié après ce jour" : <code>{one.seed}</code>],
            one.root === null ? null : ["Point du journal", <code>{one.root}</code>, "carnet", `n° ${one.noteSize}`],
            one.seed === null ? null : ["Labels en vigueur ce jour-là", String(one.among.length)],
          ]}
        />
        {one.drawn.length === 0 ? null : (
          <ul class="rows">
            {one.drawn.map(({ label, cases, indexes, findings, closedOn, words }) => (
              <li>
                <p>
                  <a href={`/label/registre/${label}`}>{names.get(label) ?? label}</a>
                  <br />
                  {cases === null
                    ? "Le prestataire n’a pas encore dit combien de cas il a traités."
                    : `Cas relus, sur ${cases} : n° ${indexes.join(", ")}.`}{" "}
                  {closedOn === null
                    ? "Audit en cours."
                    : `${findings === 0 ? "Aucun constat" : plural(findings, "constat")}, le ${dayWords(closedOn)}. ${words}`}
                </p>
              </li>
            ))}
          </ul>
        )}
      </article>
    ))}
  </section>
);

const People = ({ accounts: { panel, ties } }: Props): Child => (
  <section aria-labelledby="personnes">
    <h2 id="personnes">Qui décide, et ses liens</h2>
    <p>
      {panel.length === 0
        ? "Aucun membre du comité n’a encore accepté que son nom paraisse."
        : `Membres du comité qui acceptent d’être nommés : ${panel.join(", ")}.`}
    </p>
    {ties === null ? (
      <p>Les liens déclarés sont publiés, par nature et sans nom, à partir de {PUBLISHED_FROM} dossiers décidés.</p>
    ) : (
      <>
        <p>
          Des liens ont écarté{" "}
          {plural(ties.recusals, "fois une personne d’un dossier", "fois une personne d’un dossier")}.
        </p>
        {ties.kinds.length === 0 ? (
          <p>Aucun lien n’est déclaré.</p>
        ) : (
          <Table
            caption="Liens déclarés avec des mutuelles, par nature"
            heads={["Nature", "Combien"]}
            rows={ties.kinds.map(({ kind, n }) => [INTERESTS[kind as keyof typeof INTERESTS], String(n)])}
          />
        )}
      </>
    )}
  </section>
);

const Paid = ({ accounts: { payments } }: Props): Child => (
  <section aria-labelledby="argent">
    <h2 id="argent">Qui a payé quoi, et à qui</h2>
    {payments.length === 0 ? (
      <p>Rien n’a encore été payé, ni reçu, pour le label.</p>
    ) : (
      <Table
        heads={["Année", "Qui paie", "À qui", "Pour quoi", "Combien"]}
        rows={payments.map((one) => [String(one.year), one.payer, one.payee, one.purpose, euros(one.euros)])}
      />
    )}
  </section>
);

const Calibrated = ({ accounts: { calibration } }: Props): Child => (
  <section aria-labelledby="calibrage">
    <h2 id="calibrage">Comment les évaluateurs se calibrent</h2>
    <p class="narrow">
      Avant de noter un dossier, chacun juge dans l’année {LEAST_CASES} réponses fictives sur {CALIBRATION.cases.length}
      , dont la note est connue.
    </p>
    {calibration.length === 0 ? (
      <p>L’accord avec les notes de référence est publié par critère, à partir de {LEAST_PAIRS} notes.</p>
    ) : (
      <Table
        caption="Accord avec les notes de référence"
        heads={["Critère", "Notes", "Égales à la référence", "Kappa"]}
        rows={calibration.map(({ criterion, grades, equal, kappa }) => [
          criterion,
          String(grades),
          `${Math.floor(equal * 100)} %`,
          kappa === null ? "sans objet" : kappa.toFixed(2).replace(".", ","),
        ])}
      />
    )}
  </section>
);

const Changed = ({ accounts: { changes } }: Props): Child => (
  <section aria-labelledby="effets">
    <h2 id="effets">Ce que le label a changé</h2>
    {changes.length === 0 ? (
      <p class="narrow">
        Entre la première et la dernière décision publiée d’une offre, combien ont monté, critère par critère : publié à
        partir de {PUBLISHED_FROM} offres décidées deux fois.
      </p>
    ) : (
      <Table
        caption="Notes vérifiées, entre la première et la dernière décision publiée"
        heads={["Critère", "Offres", "Ont monté", "Ont baissé"]}
        rows={changes.map((one) => [one.criterion, String(one.offers), String(one.rose), String(one.fell)])}
      />
    )}
  </section>
);

const Held = ({ accounts: { minutes } }: Props): Child => (
  <section aria-labelledby="comptes-rendus">
    <h2 id="comptes-rendus">Comptes rendus du comité du référentiel</h2>
    {minutes.length === 0 ? <p>Aucun compte rendu n’est encore publié.</p> : null}
    {minutes.map(({ heldOn, text }) => (
      <Fold title={`Réunion du ${dayWords(heldOn)}`} icon="carnet">
        {text.split(/\n\s*\n/).map((part) => (
          <p>{part}</p>
        ))}
      </Fold>
    ))}
  </section>
);

type ConsoleProps = {
  draws: readonly AuditDraw[];
  audits: readonly Audit[];
  payments: readonly Payment[];
  minutes: readonly Minutes[];
  state: FormState;
  done: string | null;
};
const LABELS = {
  cas: "Nombre de cas",
  suite: "Ce qui a été vu",
  annee: "Année",
  payeur: "Qui paie",
  paye: "À qui",
  objet: "Pour quoi",
  euros: "Montant",
  tenue: "Date de la réunion",
  texte: "Compte rendu",
};
/** `/console/label/comptes`: audits under way, what was paid, minutes. */
export const AccountsConsolePage = ({ draws, audits, payments, minutes, state, done }: ConsoleProps): Child => (
  <ConsolePage
    title="Comptes du label"
    lead="Ce qui paraît sur la page publique « Qui contrôle le label » : audits, paiements, comptes rendus."
    done={done}
  >
    <ErrorSummary state={state} labels={LABELS} />
    <p>
      <a href={ACCOUNTS_PATH}>Voir la page publique</a>
    </p>
    <section aria-labelledby="audits">
      <h2 id="audits">Audits tirés au sort</h2>
      {draws.map(({ year, drawnOn, drawOn }) => (
        <p>
          {year} : {drawnOn === null ? `tirage après le ${dayWords(drawOn)}` : `tiré le ${dayWords(drawnOn)}`}.
        </p>
      ))}
      {audits.length === 0 ? <Empty scene="nuit" title="Aucun audit" /> : null}
      <ul class="rows">
        {audits.map((one) => (
          <AuditRow one={one} state={state} />
        ))}
      </ul>
    </section>
    <PaymentsPart payments={payments} state={state} />
    <MinutesPart minutes={minutes} state={state} />
  </ConsolePage>
);

const own = (state: FormState, row: string): FormState => (state.row === row ? state : { values: {}, errors: {}, row });

/** One audit: the number of cases, which are read, then what was seen. */
const AuditRow = ({ one, state }: { one: Audit; state: FormState }): Child => (
  <li>
    <p>
      <strong>
        {one.year} · {one.organisation} · {one.offerName}
      </strong>
      <br />
      {one.cases === null ? null : `Cas à demander, anonymisés, sur ${one.cases} : n° ${one.indexes.join(", ")}. `}
      {plural(one.findings, "constat noté", "constats notés")} par le comité.
      {one.closedOn === null ? "" : ` Clos le ${dayWords(one.closedOn)}.`}
    </p>
    {one.cases === null ? (
      <form method="post" action={`${ACCOUNTS_CONSOLE}/audits/${one.id}/cas`} novalidate>
        <TextField
          name="cas"
          label="Nombre de cas traités dans l’année"
          hint="Donné par le prestataire, numérotés de 1 à ce nombre. Il ne change plus ensuite : les dix cas en découlent."
          inputmode="numeric"
          state={own(state, one.id)}
        />
        <button type="submit" class="quiet">
          Tirer les cas
        </button>
      </form>
    ) : one.closedOn === null ? (
      <form method="post" action={`${ACCOUNTS_CONSOLE}/audits/${one.id}/conclure`} novalidate>
        <TextArea
          name="suite"
          label="Ce qui a été vu"
          hint="Publié. Les constats se notent d’abord par le comité, dans le dossier. Rien qui fasse reconnaître quelqu’un."
          rows={3}
          state={own(state, one.id)}
        />
        <button type="submit" class="quiet">
          Clore cet audit
        </button>
      </form>
    ) : null}
  </li>
);

const PaymentsPart = ({ payments, state }: Pick<ConsoleProps, "payments" | "state">): Child => (
  <section aria-labelledby="argent">
    <h2 id="argent">Paiements</h2>
    <ul class="rows">
      {payments.map((one) => (
        <li class="row">
          <p>
            {one.year} · {one.payer} → {one.payee} : {euros(one.euros)}, {one.purpose}
          </p>
          <Act action={`${ACCOUNTS_CONSOLE}/paiements/${one.id}/retirer`} what="Retirer" />
        </li>
      ))}
    </ul>
    <Fold
      title="Noter un paiement"
      icon="papier"
      isOpen={["annee", "payeur", "paye", "objet", "euros"].some((name) => state.errors[name] !== undefined)}
    >
      <form method="post" action={`${ACCOUNTS_CONSOLE}/paiements`} class="narrow" novalidate>
        <TextField name="annee" label="Année" inputmode="numeric" state={state} />
        <TextField name="payeur" label="Qui paie" hint="Une structure, jamais une personne." state={state} />
        <TextField
          name="paye"
          label="À qui"
          hint="Une structure, ou un rôle : « les évaluateurs ». Jamais une personne."
          state={state}
        />
        <TextField name="objet" label="Pour quoi" state={state} />
        <TextField name="euros" label="Montant en euros" inputmode="numeric" state={state} />
        <button type="submit">Publier ce paiement</button>
      </form>
    </Fold>
  </section>
);

const MinutesPart = ({ minutes, state }: Pick<ConsoleProps, "minutes" | "state">): Child => (
  <section aria-labelledby="comptes-rendus">
    <h2 id="comptes-rendus">Comptes rendus</h2>
    <ul class="rows">
      {minutes.map(({ id, heldOn, text }) => (
        <li class="row">
          <p>
            {dayWords(heldOn)} : {text.slice(0, 120)}
          </p>
          <Act action={`${ACCOUNTS_CONSOLE}/comptes-rendus/${id}/retirer`} what="Retirer" />
        </li>
      ))}
    </ul>
    <Fold
      title="Publier un compte rendu"
      icon="carnet"
      isOpen={state.errors["tenue"] !== undefined || state.errors["texte"] !== undefined}
    >
      <form method="post" action={`${ACCOUNTS_CONSOLE}/comptes-rendus`} class="narrow" novalidate>
        <TextField name="tenue" label="Date de la réunion" type="date" state={state} />
        <TextArea
          name="texte"
          label="Compte rendu"
          hint="Qui était là par fonction, ce qui a été décidé sur le projet, et pourquoi. Une ligne vide sépare deux paragraphes."
          rows={8}
          state={state}
        />
        <button type="submit">Publier ce compte rendu</button>
      </form>
    </Fold>
  </section>
);
