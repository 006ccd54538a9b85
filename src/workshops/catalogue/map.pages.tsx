import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { TileMap } from "../../ui/map.tsx";
import { Head } from "../../ui/parts.tsx";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { MOST_COUNTED } from "../sessions/session.store.ts";

type MapProps = { counts: readonly { code: string; n: number }[] };
/** Where sessions are open: a tile for each département, and the same as links. */
export const MapPage = ({ counts }: MapProps): Child => {
  const nameOf = (code: string): string => DEPARTEMENTS[code] ?? code;
  const inWords = (n: number): string => (n >= MOST_COUNTED ? `${MOST_COUNTED} séances ou plus` : plural(n, "séance"));
  return (
    <>
      <p class="crumbs">
        <a href="/ateliers">Les ateliers</a>
      </p>
      <Head
        title="La carte des ateliers"
        lead="Les séances sur place qui sont à venir. Celles en ligne sont ouvertes de partout."
      />
      <div class="split">
        <section aria-labelledby="departements">
          <h2 id="departements">Par département</h2>
          {counts.length === 0 ? (
            <p>Aucune séance sur place n’est ouverte en ce moment.</p>
          ) : (
            <ul>
              {counts.map(({ code, n }) => (
                <li>
                  <a href={`/ateliers?departement=${code}`}>
                    {nameOf(code)} ({code})
                  </a>{" "}
                  : {inWords(n)}
                </li>
              ))}
            </ul>
          )}
          <p>
            <a href="/ateliers?lieu=online">Les séances en ligne</a>
          </p>
        </section>
        <TileMap
          title="Séances à venir"
          counted="Séances"
          places={counts.map(({ code, n }) => ({ code, name: nameOf(code), n }))}
          steps={[3, 10]}
        />
      </div>
    </>
  );
};
