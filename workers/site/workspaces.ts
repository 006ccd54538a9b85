import { ROUTES } from "../../src/access/routes.ts";
import { type Who, judge } from "../../src/access/roles.ts";
import { asId } from "../../src/kernel/ids.ts";
import type { IconName } from "../../src/ui/icon.tsx";
import type { Workspace } from "../../src/ui/layout.tsx";

type Place = readonly [route: string, label: string, icon: IconName];

/** The workspaces of people who are signed in, and the places of each; the first whose start the path has is shown. */
const WORKSPACES: readonly { start: string; label: string; places: readonly Place[] }[] = [
  {
    start: "/console",
    label: "Console",
    places: [
      ["/console", "À faire", "toit"],
      ["/console/structures", "Structures", "groupe"],
      ["/console/seances", "Séances", "date"],
      ["/console/demandes", "Demandes", "boite"],
      ["/console/annuaire", "Annuaire", "ecole"],
      ["/console/agrements", "Agréments", "coeur"],
      ["/console/label", "Label", "abri"],
      ["/console/personnes", "Personnes", "jeune"],
      ["/console/parcours", "Parcours", "duo"],
      ["/console/courrier", "Courrier", "courrier"],
      ["/console/equipe", "Équipe", "parent"],
      ["/console/journal", "Journal", "carnet"],
      ["/console/contenus", "Contenus", "papier"],
      ["/console/conservation", "Conservation", "cadenas"],
      ["/console/mesures", "Mesures", "reglage"],
    ],
  },
  {
    start: "/espace/structures/:structure",
    label: "Espace de la structure",
    places: [
      ["/espace/structures/:structure", "Accueil", "toit"],
      ["/espace/structures/:structure/demandes", "Demandes", "boite"],
      ["/espace/structures/:structure/seances", "Séances", "date"],
      ["/espace/structures/:structure/mes-seances", "Mes séances", "carnet"],
      ["/espace/structures/:structure/intervenants", "Intervenants", "groupe"],
      ["/espace/structures/:structure/territoire", "Territoire", "lieu"],
      ["/espace/structures/:structure/label", "Label", "abri"],
      ["/espace/structures/:structure/bibliotheque", "Pièces", "preuve"],
    ],
  },
  {
    start: "",
    label: "Mon espace",
    places: [
      ["/espace", "Accueil", "toit"],
      ["/espace/securite", "Mes connexions", "cadenas"],
      ["/espace/evaluation", "Dossiers du label", "abri"],
      ["/console", "Console", "reglage"],
    ],
  },
];

/** Whether a path is at a place or below it. */
const isUnder = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);

/** The workspace of a person on a page: the places of its space that they may open, the one where they are marked. */
export function workspaceOf(who: Who, path: string): Workspace {
  const structure = asId("org", /^\/espace\/structures\/([^/]+)/.exec(path)?.[1]);
  const here = (route: string): string => route.replace(":structure", structure);
  const workspace = WORKSPACES.find(({ start }) => start === "" || isUnder(path, here(start)));
  const mayOpen = (route: string): boolean => {
    const permission = ROUTES.get(`GET ${route}`);
    return permission !== undefined && judge(permission, who, structure, true) !== "hidden";
  };
  const open = (workspace?.places ?? []).filter(([route]) => mayOpen(route));
  const current = open
    .map(([route]) => here(route))
    .filter((href) => isUnder(path, href))
    .reduce((longest, href) => (href.length > longest.length ? href : longest), "");
  const name = who.memberships.find(({ organisationId }) => organisationId === structure)?.name;
  return {
    label: name ?? workspace?.label ?? "",
    places: open.map(([route, label, icon]) => ({
      href: here(route),
      label,
      icon,
      isCurrent: here(route) === current,
    })),
    loginId: who.loginId,
  };
}
