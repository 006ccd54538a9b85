import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Act } from "../../ui/console.tsx";
import { Select, TextArea, TextField } from "../../ui/form.tsx";
import { LevelMark } from "../../ui/logo.tsx";
import { Fold, Notice } from "../../ui/parts.tsx";
import { KIND_WORDS, type Kind } from "../decision/decision.ts";
import { levelName, outOf100, roofsOf, whatIsMissing } from "../referential/words.ts";
import { SEVERITIES } from "./finding.pages.tsx";
import { Thread } from "./thread.parts.tsx";
import { MeasurePart } from "./measure.parts.tsx";
import { Signed } from "./signed.parts.tsx";
import type { FileProps } from "./tasks.parts.tsx";

/** What a panel reads and does: the score, what blocks, what the mutuelle says, the proposal and its signatures. */
export const PanelPart = (props: FileProps): Child => {
  const { whole, grounds } = props;
  if (grounds === null) {
    return (
      <Notice>
        <p>Le comité voit les notes quand la mutuelle les a reçues.</p>
      </Notice>
    );
  }
  const { file } = whole.model;
  return (
    <section class="card roof" aria-labelledby="faire">
      <h2 id="faire">Décider</h2>
      {grounds.result.level === null ? (
        <p>
          <strong>{levelName(file, null)}</strong>
        </p>
      ) : (
        <LevelMark level={roofsOf(grounds.result.level)} words={levelName(file, grounds.result.level)} />
      )}
      <p>
        Vérifié {outOf100(grounds.result.verified.basisPoints ?? 0)}, déclaré{" "}
        {outOf100(grounds.result.declared.basisPoints ?? 0)}. {whatIsMissing(file, grounds.result) ?? ""}
      </p>
      {grounds.majors === 0 ? null : (
        <Notice kind="warn">
          <p>{plural(grounds.majors, "constat majeur ouvert bloque", "constats majeurs ouverts bloquent")} le label.</p>
        </Notice>
      )}
      <Said {...props} />
      <AuditPart {...props} />
      <MeasurePart {...props} />
      <Proposed {...props} />
      <Propose {...props} />
    </section>
  );
};

/** What the mutuelle answered and contests. */
const Said = ({ whole, seen }: FileProps): Child => {
  const { appeal } = whole.decided;
  return (
    <>
      {appeal === null || seen.application.state !== "appealed" ? null : (
        <Notice>
          <p>Recours de la mutuelle : {appeal.text}</p>
        </Notice>
      )}
      {seen.responses.length === 0 ? null : (
        <ul>
          {seen.responses.map((one) => (
            <li>
              {one.criterionId}
              <Thread file={seen} criterionId={one.criterionId} side="judge" />
            </li>
          ))}
        </ul>
      )}
    </>
  );
};

/** An audit drawn by lot: what it found is noted here. */
const AuditPart = ({ base, audit, state }: FileProps): Child =>
  audit === null ? null : (
    <Fold
      title={`Noter un constat de l’audit ${audit.year}`}
      icon="alerte"
      isOpen={state.errors["constat"] !== undefined || state.errors["concernes"] !== undefined}
    >
      <form method="post" action={`${base}/constats`} novalidate>
        <TextField
          name="concernes"
          label="Critères concernés"
          hint="Leurs codes, séparés par des virgules, par exemple « PSY-4, ACC-1 »."
          state={state}
        />
        <Select name="gravite" label="Gravité" options={SEVERITIES} state={state} />
        <TextArea
          name="constat"
          label="Constat"
          hint="Ce qui manque, et ce qui le corrigerait. La mutuelle le lira ; rien d’une victime."
          rows={3}
          state={state}
        />
        <button type="submit" class="quiet">
          Noter ce constat
        </button>
      </form>
    </Fold>
  );

/** What one member put before the two others. */
const Proposed = ({ base, whole, me, kinds }: FileProps): Child => {
  const { proposal, signers } = whole.decided;
  // Three have signed and nothing was decided: the log had no place left at the last signature.
  const isWaiting = signers.length >= 3 && kinds.length > 0;
  return proposal === null ? null : (
    <div class="card flat">
      <h3>Proposé : {KIND_WORDS[proposal.kind as Kind]}</h3>
      <p>{proposal.reasons}</p>
      <p>La troisième signature rend la décision.</p>
      <Signed whole={whole} me={me} signers={signers} />
      {signers.includes(me) && !isWaiting ? null : (
        <Act
          action={`${base}/signer`}
          what={isWaiting ? "Rendre cette décision" : "Signer cette décision"}
          fields={{ revision: String(proposal.revision) }}
        />
      )}
    </div>
  );
};

const Propose = ({ base, whole, kinds, state }: FileProps): Child => {
  const { proposal } = whole.decided;
  return kinds.length === 0 ? (
    <p>Rien à décider aujourd’hui : la mutuelle peut encore répondre, ou la décision est prise.</p>
  ) : (
    <Fold
      title={proposal === null ? "Proposer une décision" : "Proposer autre chose : les signatures tombent"}
      icon="carnet"
      isOpen={proposal === null || state.errors["motifs"] !== undefined}
    >
      <form method="post" action={`${base}/proposer`} novalidate>
        <input type="hidden" name="revision" value={String(proposal?.revision ?? 0)} />
        <Select
          name="decision"
          label="Décision"
          options={Object.fromEntries(kinds.map((one) => [one, KIND_WORDS[one]]))}
          state={state}
        />
        <TextArea
          name="motifs"
          label="Motifs"
          hint="La mutuelle les lira ; un label publié les montre. Le niveau est calculé, il ne se choisit pas."
          rows={5}
          state={state}
        />
        <button type="submit">Proposer et signer</button>
      </form>
    </Fold>
  );
};
