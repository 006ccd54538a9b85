import aPropos from "../../content/pages/a-propos.md";
import accessibilite from "../../content/pages/accessibilite.md";
import confidentialite from "../../content/pages/confidentialite.md";
import contact from "../../content/pages/contact.md";
import mentionsLegales from "../../content/pages/mentions-legales.md";
import moinsDe15Ans from "../../content/pages/moins-de-15-ans.md";

/** The pages made of words alone, from `content/pages`: path and content file. */
export const wordPages: readonly { path: string; content: string }[] = [
  { path: "/a-propos", content: aPropos },
  { path: "/contact", content: contact },
  { path: "/mentions-legales", content: mentionsLegales },
  { path: "/confidentialite", content: confidentialite },
  { path: "/accessibilite", content: accessibilite },
  { path: "/jeunes/moins-de-15-ans", content: moinsDe15Ans },
];
