import type { Child } from "hono/jsx";

import type { IconName } from "../../ui/icon.tsx";
import { Tabs } from "../../ui/work.tsx";
import { Notice } from "../../ui/parts.tsx";
import { Leaf } from "../../ui/session-card.tsx";
import { leafOf } from "./session.parts.tsx";
import { type Session, TAKING_PLACE, halfInWords, isVisit, momentOf, takenInWords } from "./session.ts";

type Page = {
  id: "liste" | "fiche" | "message" | "modifier" | "equipe" | "questionnaires";
  path: string;
  title: string;
  icon: IconName;
};
/** The pages of a session: those of its team, and those of whoever coordinates it. */
function pagesOf(session: Session, isCoordinator: boolean): Page[] {
  const isOn = session.state !== "cancelled";
  const isOpen = !isVisit(session);
  const mayEdit = TAKING_PLACE.some((state) => state === session.state) && isOpen;
  const pages: [boolean, Page][] = [
    [true, { id: "liste", path: "", title: "Liste", icon: "groupe" }],
    [isOn, { id: "fiche", path: "/fiche", title: "Ce jour-là", icon: "date" }],
    [isCoordinator && isOpen, { id: "message", path: "/message", title: "Message", icon: "courrier" }],
    [isCoordinator && mayEdit, { id: "modifier", path: "/modifier", title: "Modifier", icon: "reglage" }],
    [isCoordinator && isOn, { id: "equipe", path: "/equipe", title: "Qui anime", icon: "parent" }],
    [isOn, { id: "questionnaires", path: "/questionnaires", title: "Questionnaires", icon: "balance" }],
  ];
  return pages.flatMap(([isThere, page]) => (isThere ? [page] : []));
}

type HeadProps = {
  /** The address of the session in its association's space. */
  base: string;
  session: Session;
  title: string;
  open: Page["id"];
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
        tabs={pagesOf(session, isCoordinator).map(({ path, ...tab }) =>
          Object.assign(tab, { href: `${base}${path}`, isCurrent: tab.id === open }),
        )}
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
