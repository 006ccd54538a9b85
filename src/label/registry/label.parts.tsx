import type { Child } from "hono/jsx";

import { PARIS, dayInWords } from "../../kernel/time.ts";
import type { IconName } from "../../ui/icon.tsx";
import { LevelMark } from "../../ui/logo.tsx";
import { Notice, Status, type StatusKind } from "../../ui/parts.tsx";
import { noonOf } from "../assessment/process.ts";
import type { Facet } from "../decision/facets.ts";
import type { Label } from "../decision/label.ts";
import { roofsOf } from "../referential/words.ts";
import { STATES_IN_WORDS, type ShownState, isInForce, shownState } from "./label-words.ts";

/** « en vigueur jusqu’au 22 novembre 2029 », with the reserve or the end in words. */
export function standingOf(label: Label, todayOn: string): string {
  const state = shownState(label, todayOn);
  return [STATES_IN_WORDS[state], untilOf(label, todayOn)].join(" ").trim();
}

/** Until when it is in force, or since when no more; nothing where a decision ended it. */
function untilOf(label: Label, todayOn: string): string {
  const shown = shownState(label, todayOn);
  const { validUntilOn, provisionalUntilOn } = label;
  const until = dayInWords(
    noonOf(shown === "provisional" ? (provisionalUntilOn ?? validUntilOn) : validUntilOn),
    PARIS,
  );
  return shown === "active" || shown === "reserved" || shown === "provisional"
    ? `jusqu’au ${until}`
    : shown === "expired"
      ? `depuis le ${until}`
      : "";
}

/** Says first that a label is over or stopped; nothing for one that stands. */
export const NotInForce = ({ state }: { state: ShownState }): Child =>
  isInForce(state) ? null : (
    <Notice kind="warn">
      <p>
        <strong>Ce label n’est pas en vigueur : {STATES_IN_WORDS[state]}.</strong>
      </p>
    </Notice>
  );

export const Fictitious = ({ label }: { label: Pick<Label, "isDemo"> }): Child =>
  label.isDemo ? <small> (exemple fictif)</small> : null;

const KINDS: Readonly<Record<ShownState, StatusKind>> = {
  active: "good",
  reserved: "wait",
  suspended: "bad",
  provisional: "bad",
  withdrawn: "bad",
  expired: "plain",
};

/** The level as roofs, where it stands, until when. */
export const Standing = ({ label, todayOn, isBig = false }: { label: Label; todayOn: string; isBig?: boolean }) => {
  const state = shownState(label, todayOn);
  return (
    <div class="stands">
      <LevelMark level={roofsOf(label.level)} words={label.levelName} isBig={isBig} />
      <Status kind={KINDS[state]} words={STATES_IN_WORDS[state]} />
      <span class="meta">{untilOf(label, todayOn)}</span>
    </div>
  );
};

/** The sign of what people choose by. */
export const FACET_ICONS: Readonly<Record<Facet, IconName>> = {
  sessions: "coeur",
  delay: "heure",
  contracts_open: "groupe",
  costs: "gratuit",
  no_complaint: "loi",
  minors: "jeune",
  number_costs: "numero",
};

/** Before any comparison: whoever is in danger calls first. The numbers stand in the band of every page. */
export const HelpFirst = (): Child => (
  <Notice kind="warn">
    <p>
      Vous êtes visé maintenant ? <a href="/aide">Que faire, et qui appeler</a>, d’abord : c’est gratuit, cela n’attend
      aucune mutuelle.
    </p>
  </Notice>
);
