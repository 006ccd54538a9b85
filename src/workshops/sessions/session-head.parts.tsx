import type { Child } from "hono/jsx";

import { Tabs } from "../../ui/work.tsx";
import { Notice } from "../../ui/parts.tsx";
import { Leaf } from "../../ui/session-card.tsx";
import { leafOf } from "./session.parts.tsx";
import { type Session, TAKING_PLACE, halfInWords, isVisit, momentOf, takenInWords } from "./session.ts";

type HeadProps = {
  /** The address of the session in its association's space. */
  base: string;
  session: Session;
  title: string;
  open: "liste" | "message" | "modifier" | "equipe" | "questionnaires";
  /** Who gives a session is for coordinators alone. */
  isCoordinator: boolean;
};
/** Of a session in a room and online: which half this is, and the way to the other. */
const OtherHalf = ({ base, session }: Pick<HeadProps, "base" | "session">): Child => {
  const { other, mode } = session;
  const half = mode === "online" ? "dans la salle" : "à distance";
  return other === null ? null : (
    <p>
      {halfInWords(session)}. <a href={base.replace(/[^/]+$/, other.id)}>La même séance {half}</a>
      {` : ${takenInWords(other)}.`}
    </p>
  );
};

/** What every page of a session starts with, for the team that gives it: which one it is, and its other pages. */
export const SessionHead = ({ base, session, title, open, isCoordinator }: HeadProps): Child => {
  const isCancelled = session.state === "cancelled";
  const mayEdit = TAKING_PLACE.some((state) => state === session.state) && !isVisit(session);
  return (
    <>
      {isCoordinator ? (
        <p class="crumbs">
          <a href={base.replace(/\/[^/]+$/, "")}>Séances</a>
        </p>
      ) : null}
      <div class="dated">
        <Leaf day={leafOf(session.startsAt, session.tz)} />
        <h1>{title}</h1>
        <p>
          <strong>{momentOf(session)}</strong> ·{" "}
          {session.venue === null ? "En ligne" : `${session.venue.name}, ${session.venue.commune}`}
        </p>
      </div>
      <OtherHalf base={base} session={session} />
      <Tabs
        label="Pages de la séance"
        tabs={[
          { href: base, title: "Liste", icon: "groupe", isCurrent: open === "liste" },
          ...(isCoordinator && !isVisit(session)
            ? [{ href: `${base}/message`, title: "Message", icon: "courrier" as const, isCurrent: open === "message" }]
            : []),
          ...(isCoordinator && mayEdit
            ? [
                {
                  href: `${base}/modifier`,
                  title: "Modifier",
                  icon: "reglage" as const,
                  isCurrent: open === "modifier",
                },
              ]
            : []),
          ...(isCoordinator && !isCancelled
            ? [{ href: `${base}/equipe`, title: "Qui anime", icon: "parent" as const, isCurrent: open === "equipe" }]
            : []),
          ...(isCancelled
            ? []
            : [
                {
                  href: `${base}/questionnaires`,
                  title: "Questionnaires",
                  icon: "balance" as const,
                  isCurrent: open === "questionnaires",
                },
              ]),
        ]}
      />
      {isCancelled ? (
        <Notice kind="warn">
          <p>
            <strong>Cette séance est annulée.</strong> Personne ne s’y inscrit plus.
          </p>
        </Notice>
      ) : null}
    </>
  );
};
