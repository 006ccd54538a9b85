import type { Child } from "hono/jsx";

import { PARIS, dayInWords } from "../../kernel/time.ts";
import { Icon } from "../../ui/icon.tsx";
import { LevelMark, Mark } from "../../ui/logo.tsx";
import { Paper } from "../../ui/paper.tsx";
import { Facts } from "../../ui/parts.tsx";
import { noonOf } from "../assessment/process.ts";
import { outOf100, roofsOf } from "../referential/words.ts";
import { shownState } from "./label-words.ts";
import { Fictitious, NotInForce, standingOf } from "./label.parts.tsx";
import type { OfferProps } from "./offer.parts.tsx";

type Props = Pick<OfferProps, "label" | "decisions" | "todayOn" | "origin"> & {
  /** How many gates its level asks, in its version of the referential: whoever has the level has passed them all. */
  gates: number;
};

/** `/label/registre/:fiche/attestation`: the label on one page of paper, and where anybody checks it. */
export const AttestationPage = ({ label, decisions, gates, todayOn, origin }: Props): Child => {
  const path = `/label/registre/${label.id}`;
  const state = shownState(label, todayOn);
  const given = decisions.find((one) => one.validFromOn !== null)?.validFromOn ?? label.decidedOn;
  return (
    <>
      <div class="screen">
        <p class="crumbs">
          <a href={path}>{label.organisation}</a>
        </p>
        <h1>Attestation, une page</h1>
        <NotInForce state={state} />
        <p class="acts">
          <button type="button" data-print hidden>
            <Icon name="imprimer" /> Imprimer
          </button>
          <span class="hint">Elle s’imprime sur une feuille A4. Le registre en ligne fait foi.</span>
        </p>
      </div>
      <Paper size="a4">
        <header>
          <Mark />
          <div>
            <h2>Label Ligne Sûre</h2>
            <p>accompagnement, par une mutuelle, du cyberharcèlement par téléphone</p>
          </div>
          <p>Registre, journal n° {label.journalSeq}</p>
        </header>
        <div class="deed">
          <p>
            {label.organisation} · SIREN {label.siren}
            <Fictitious label={label} />
          </p>
          <p class="name">{label.offerName}</p>
          <LevelMark level={roofsOf(label.level)} words={label.levelName} isBig />
          <p>
            depuis le {dayInWords(noonOf(given), PARIS)}, {standingOf(label, todayOn)}
          </p>
          <Facts
            isAbreast
            rows={[
              ["Score vérifié", outOf100(label.verifiedBp), "voir"],
              gates === 0 ? null : [`Portes de « ${label.levelName} »`, `${gates}, toutes franchies`, "porte"],
              ["Contrats couverts", label.contracts.join(", "), "groupe"],
            ]}
          />
        </div>
        <footer>
          <p>
            Se vérifie sur {origin}
            {path}
            <br />
            Référentiel {label.referential} · empreinte {label.resultHash}
            <br />
            Imprimée le {dayInWords(noonOf(todayOn), PARIS)} : le registre en ligne fait foi. Ni agrément, ni garantie
            de résultat.
          </p>
        </footer>
      </Paper>
    </>
  );
};
