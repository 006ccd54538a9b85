import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import * as z from "zod";

import { Head } from "../ui/parts.tsx";
import { type Sources, siteHtml, toHtml } from "./words.ts";

const Answer = z.string().min(1).nullable();
const Platform = z
  .object({
    id: z.string(),
    name: z.string(),
    facts: z.array(z.string()).min(1),
    /** Its official help; null where only others were read. */
    help: z.url().nullable(),
    /** Private messages too? Is the author told? Can one follow it? May a parent report? Null: not read. */
    private: Answer,
    told: Answer,
    follow: Answer,
    parent: Answer,
  })
  .strict();
type Platform = z.infer<typeof Platform>;

/** Reads `content/platforms.json`: where one reports, and what happens then. */
export const parsePlatforms = (data: unknown): Platform[] => z.array(Platform).parse(data);

const ASKED = [
  { key: "private", ask: "Aussi en message privé" },
  { key: "told", ask: "L’auteur est prévenu" },
  { key: "follow", ask: "Suivre sa demande" },
  { key: "parent", ask: "Un parent peut signaler" },
] as const;

/** `/aide/plateformes`: reporting, platform by platform. No delay is promised: none was read with certainty. */
export const PlatformsPage = ({ platforms, sources }: { platforms: readonly Platform[]; sources: Sources }): Child => {
  const told = (words: string): Child => raw(toHtml("content/platforms.json", words, sources, { inline: true }));
  return (
    <>
      <Head
        title="Signaler, plateforme par plateforme"
        lead="Gardez vos preuves avant : ce qui est retiré ne se retrouve pas. Aucun délai n’est promis ici, nous n’en avons lu aucun de sûr."
      />
      <ul class="grid two">
        {platforms.map((platform) => (
          <li class="card" id={platform.id}>
            <h2>{platform.name}</h2>
            {platform.facts.map((id) => (
              <p>{told(`{fact:${id}}`)}</p>
            ))}
            <ul>
              {ASKED.filter(({ key }) => platform[key] !== null).map(({ key, ask }) => (
                <li>
                  {ask} : <strong>{platform[key]}</strong>
                </li>
              ))}
            </ul>
            <p class="meta">
              {platform.help === null ? (
                "Ouvrez l’aide de l’application et cherchez « Signaler »."
              ) : (
                <>L’aide officielle :{raw(siteHtml(platform.help))}</>
              )}
            </p>
          </li>
        ))}
      </ul>
      <section class="prose" aria-labelledby="rien">
        <h2 id="rien">Si rien ne bouge</h2>
        <p>{told("D’abord le {line:3018} pour un mineur : {fact:dsa_signaleur} {fact:signaleurs_utiles}")}</p>
        <p>{told("{fact:dsa_plainte}")}</p>
        <p>{told("Un signalement ne remplace pas une [plainte](/recours#plainte).")}</p>
      </section>
    </>
  );
};
