/**
 * The drawings of our icons: 24 px grid, 2 px stroke, round ends, one dot (the voice). Stroke and fill come from the sheet:
 * `.i` draws in the colour of the text, `.d` fills. Names say the thing, in French, as pages do.
 */
export const ICONS = {
  /** appeler */
  tel: '<path d="M6.5 3.5L10 4l1 4.5-2.3 1.9c1.2 2.4 2.6 3.8 5 5l1.9-2.3 4.5 1 .5 3.5c0 1.8-1.4 3-3.2 3C9.8 20 4 14.2 3.5 6.7c0-1.8 1.2-3.2 3-3.2z"/><circle class="d" cx="17.5" cy="6.5" r="1.6"/>',
  /** écrire, tchat */
  tchat:
    '<path d="M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4.1A2.5 2.5 0 0 1 4 13.5z"/><circle class="d" cx="9" cy="10" r="1.3"/><circle class="d" cx="15" cy="10" r="1.3"/>',
  /** SMS, sans parler */
  sms: '<path d="M7 3h10a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM9 8h6M9 12h3"/><circle class="d" cx="12" cy="17.5" r="1.3"/>',
  /** e-mail */
  courrier: '<path d="M3 18V7l9-4 9 4v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1zM3 8l9 6 9-6"/>',
  /** heure, durée */
  heure: '<path d="M12 3a9 9 0 1 1-9 9M12 7v5l3.5 2"/><circle class="d" cx="5.2" cy="6.2" r="1.3"/>',
  /** la nuit */
  nuit: '<path d="M19.5 14.5A8.5 8.5 0 1 1 10 4a7 7 0 0 0 9.5 10.5z"/><circle class="d" cx="18" cy="6.5" r="1.3"/>',
  /** date */
  date: '<path d="M4 20V6a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1zM4 10h16M8 3v4M16 3v4"/><circle class="d" cx="12" cy="15" r="1.6"/>',
  /** lieu */
  lieu: '<path d="M12 21c-4-4.5-6.5-7.5-6.5-11a6.5 6.5 0 0 1 13 0c0 3.5-2.5 6.5-6.5 11z"/><circle class="d" cx="12" cy="10" r="2"/>',
  /** chez soi, accueil */
  toit: '<path d="M2 20h3l7-14 7 14h3"/><circle class="d" cx="12" cy="18" r="1.6"/>',
  /** en ligne */
  ligne:
    '<path d="M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM8 21h8M12 17v4"/><circle class="d" cx="12" cy="11" r="1.6"/>',
  /** accès sans marche */
  rampe: '<path d="M2 20h20V12zM8 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5"/><circle class="d" cx="17" cy="6" r="1.6"/>',
  /** boucle magnétique */
  boucle:
    '<path d="M7 9.5a5 5 0 0 1 10 0c0 4-3.5 4-3.5 7.5a3 3 0 0 1-5.5 1.7M10 10a2 2 0 0 1 4 0M20 4l-1.5 1.5M4 4l1.5 1.5"/>',
  /** gratuit */
  gratuit:
    '<path d="M3 12l8-8h8a1 1 0 0 1 1 1v8l-8 8a1 1 0 0 1-1.4 0L3 13.4a1 1 0 0 1 0-1.4z"/><circle class="d" cx="15.5" cy="8.5" r="1.6"/>',
  /** groupe, places */
  groupe:
    '<path d="M1.5 20h3a4.5 4.5 0 0 1 7.5-5 4.5 4.5 0 0 1 7.5 5h3"/><circle class="d" cx="8" cy="9" r="2.2"/><circle class="d" cx="16" cy="9" r="2.2"/>',
  /** jeune */
  jeune: '<path d="M2 20h4a6 6 0 0 1 12 0h4"/><circle class="d" cx="12" cy="8.5" r="3"/>',
  /** un parent et son enfant */
  duo: '<path d="M1 20h2.5a5.5 5.5 0 0 1 11 0h1a3.5 3.5 0 0 1 6.5 0h1"/><circle class="d" cx="9" cy="8.5" r="2.8"/><circle class="d" cx="18.5" cy="13" r="2"/>',
  /** parent */
  parent:
    '<path d="M1 20h3a6 6 0 0 1 12 0h7"/><circle class="d" cx="10" cy="9" r="3"/><circle class="d" cx="19.5" cy="15.5" r="1.7"/>',
  /** établissement, classe */
  ecole:
    '<path d="M2 20h2v-9l8-6 8 6v9h2M10 20v-4a2 2 0 0 1 4 0v4M12 5V2h4"/><circle class="d" cx="12" cy="11" r="1.4"/>',
  /** professionnel de santé */
  soin: '<path d="M4 4v5a5 5 0 0 0 10 0V4M9 14v2a5 5 0 0 0 10 0v-3"/><circle class="d" cx="19" cy="11" r="2"/>',
  /** protéger, label */
  abri: '<path d="M12 3l8 3v6c0 4.5-3.2 7.5-8 9-4.8-1.5-8-4.5-8-9V6z"/><circle class="d" cx="12" cy="12" r="1.6"/>',
  /** confidentiel */
  cadenas:
    '<path d="M6 11h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1zM8 11V8a4 4 0 0 1 8 0v3"/><circle class="d" cx="12" cy="16" r="1.6"/>',
  /** rien ne se voit */
  discret:
    '<path d="M2.5 12C5 7.5 8.3 5.5 12 5.5S19 7.5 21.5 12c-.8 1.5-1.8 2.7-2.8 3.7M15 18c-1 .3-2 .5-3 .5-3.7 0-7-2-9.5-6.5M4 3l16 18"/>',
  /** voir, vérifié à l’œil */
  voir: '<path d="M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z"/><circle class="d" cx="12" cy="12" r="2.4"/>',
  /** quitter vite */
  sortir: '<path d="M13 4H5v16h8M10 12h11M17 8l4 4-4 4"/>',
  /** menu */
  menu: '<path d="M3 6h18M3 12h5l3-5 3 5h7M3 18h18"/>',
  /** fermer, non */
  fermer: '<path d="M5 5l14 14M19 5L5 19"/>',
  /** chercher */
  chercher: '<path d="M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L21 21"/>',
  /** filtrer */
  filtrer:
    '<path d="M3 7h10M18 7h3M3 17h3M11 17h10"/><circle class="d" cx="15.5" cy="7" r="2.2"/><circle class="d" cx="8.5" cy="17" r="2.2"/>',
  /** ajouter */
  plus: '<path d="M12 4v16M4 12h16"/>',
  /** oui, fait */
  oui: '<path d="M4 13l5 5L20 6"/>',
  /** attention */
  alerte: '<path d="M12 3.5l9 16.5H3zM12 10v4.5"/><circle class="d" cx="12" cy="17.3" r="1.3"/>',
  /** source, précision */
  info: '<path d="M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v6"/><circle class="d" cx="12" cy="7.5" r="1.3"/>',
  /** aller à */
  suite: '<path d="M3 12h18M14 5l7 7-7 7"/>',
  /** ouvrir */
  bas: '<path d="M5 9l7 7 7-7"/>',
  /** imprimer */
  imprimer: '<path d="M7 9V3h10v6M7 17H4v-7a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v7h-3M7 14h10v7H7z"/>',
  /** télécharger */
  telecharger: '<path d="M12 3v12M7 10l5 5 5-5M4 20h16"/>',
  /** transmettre */
  partager: '<path d="M21 4L3 11l7 3 3 7zM10 14l11-10"/>',
  /** ne capture pas */
  capture:
    '<path d="M4.5 5H4v14h14M8.5 5H20v11.5M4 16.5l4.5-4.5 3 3M2.5 2.5l19 19"/><circle class="d" cx="15" cy="9.5" r="1.5"/>',
  /** noter, document */
  papier: '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h4"/>',
  /** faire retirer */
  retirer: '<path d="M4 4h16v16H4zM9 9l6 6M15 9l-6 6"/>',
  /** porter plainte, la loi */
  loi: '<path d="M12 3v17M7 20h10M4 7h16M4 7l-2.5 6a3 3 0 0 0 5 0zM20 7l-2.5 6a3 3 0 0 0 5 0z"/>',
  /** changer de numéro */
  numero: '<path d="M6 3h8l4 4v14H6zM10 12h4v5h-4z"/>',
  /** porte du label */
  porte: '<path d="M5 21V5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v16M2 21h20"/><circle class="d" cx="15.5" cy="12.5" r="1.6"/>',
  /** pièce, preuve */
  preuve: '<path d="M8 12l5-5a3 3 0 0 1 4.5 4l-7 7a5 5 0 0 1-7-7l6.5-6.5"/>',
  /** comparer */
  balance: '<path d="M4 20V10M9.5 20V4M15 20v-7M20.5 20V8"/>',
  /** liste d’attente, attendre */
  attente: '<path d="M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9"/>',
  /** demandes reçues */
  boite: '<path d="M3 13l3-8h12l3 8v6a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1zM3 13h5a4 4 0 0 0 8 0h5"/>',
  /** journal, historique */
  carnet: '<path d="M5 3h13v18H5zM9 3v18M12.5 8H15M12.5 12H15"/>',
  /** réglages */
  reglage:
    '<path d="M4 5h9M19 5h1M4 12h1M11 12h9M4 19h9M19 19h1"/><circle class="d" cx="16" cy="5" r="2.2"/><circle class="d" cx="8" cy="12" r="2.2"/><circle class="d" cx="16" cy="19" r="2.2"/>',
  /** soutien, écoute */
  coeur: '<path d="M12 20S3.5 15 3.5 9.3A4.3 4.3 0 0 1 12 8a4.3 4.3 0 0 1 8.5 1.3C20.5 15 12 20 12 20z"/>',
  /** sommeil, alertes calmes */
  cloche: '<path d="M5 17V11a7 7 0 0 1 14 0v6l1.5 2h-17z"/><circle class="d" cx="12" cy="21.5" r="1.5"/>',
} as const;
