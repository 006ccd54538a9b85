/** A refusal as people and machines meet it (RFC 9457). `detail` says what to do next; `next` is the best next step. */
export type Problem = {
  status: 400 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 500 | 503;
  title: string;
  detail: string;
  next?: { label: string; href: string };
};

/** The French words of each status, for refusals that have no better sentence of their own. */
export const PROBLEMS: Record<Problem["status"], Problem> = {
  400: {
    status: 400,
    title: "Nous n’avons pas pu lire ce formulaire",
    detail: "Certains caractères sont abîmés. Revenez à la page précédente, rechargez-la et recommencez.",
  },
  403: {
    status: 403,
    title: "Ce formulaire vient d’une autre page",
    detail: "Par sécurité, nous ne l’avons pas pris en compte. Ouvrez la page sur notre site et recommencez.",
  },
  404: {
    status: 404,
    title: "Cette page n’existe pas",
    detail: "L’adresse est peut-être incomplète, ou la page a été retirée.",
    next: { label: "Voir les ateliers", href: "/ateliers" },
  },
  409: {
    status: 409,
    title: "La situation a changé entre-temps",
    detail: "Quelqu’un d’autre a agi au même moment. Rechargez la page pour voir où vous en êtes.",
  },
  410: {
    status: 410,
    title: "Ce lien ne fonctionne pas ou plus",
    detail: "Il est peut-être incomplet, trop ancien, ou remplacé par un lien plus récent. Demandez-en un nouveau.",
    next: { label: "Retrouver mon inscription", href: "/inscription/retrouver" },
  },
  413: {
    status: 413,
    title: "L’envoi est trop lourd",
    detail: "Ce formulaire n’attend que quelques lignes. Raccourcissez votre texte et recommencez.",
  },
  422: {
    status: 422,
    title: "Il manque quelque chose",
    detail: "Corrigez les champs signalés, puis envoyez de nouveau.",
  },
  429: {
    status: 429,
    title: "Trop de demandes à la suite",
    detail: "Attendez une dizaine de minutes, puis recommencez. Rien n’a été perdu de ce qui était déjà enregistré.",
  },
  500: {
    status: 500,
    title: "Une erreur s’est produite chez nous",
    detail: "Ce n’est pas de votre faute. Recommencez dans quelques minutes.",
  },
  503: {
    status: 503,
    title: "Le site reprend son souffle",
    detail: "Rechargez cette page dans une minute. Les pages d’aide et les numéros ci-dessous répondent toujours.",
    next: { label: "Que faire maintenant", href: "/aide" },
  },
};

/** Where who came by a wrong address goes on, by the part of the site that it names; anywhere else, first of all help. */
const NEXT: readonly (readonly [start: string, next: NonNullable<Problem["next"]>])[] = [
  ["/ateliers", { label: "Voir les ateliers", href: "/ateliers" }],
  ["/label", { label: "Voir le registre du label", href: "/label/registre" }],
  ["/console", { label: "Revenir à la console", href: "/console" }],
  ["/espace", { label: "Revenir à mon espace", href: "/espace" }],
  ["/parents", { label: "Voir les parcours", href: "/parents" }],
];

/** No page at an address. */
export function lostAt(path: string): Problem {
  const found = NEXT.find(([start]) => path === start || path.startsWith(`${start}/`));
  return { ...PROBLEMS[404], next: found?.[1] ?? { label: "Que faire maintenant", href: "/aide" } };
}
