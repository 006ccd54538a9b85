import type { Child } from "hono/jsx";

import { TileMap } from "../../ui/map.tsx";
import { Head } from "../../ui/parts.tsx";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { MOST_COUNTED } from "../sessions/session.store.ts";

type MapProps = { counts: readonly { code: string; n: number }[] };
/** Where sessions are open: a tile for each département, and the same as a list of links. */
export const MapPage = ({ counts }: MapProps): Child => {
  const nameOf = (code: string): string => DEPARTEMENTS[code] ?? code;
  return (
    <>
      <p class="crumbs">
        <a href="/ateliers">Les ateliers</a>
      </p>
      <Head
        title="La carte des ateliers"
        lead="Les séances sur place qui sont à venir. Celles en ligne sont ouvertes de partout."
      />
      {counts.length === 0 ? <p>Aucune séance sur place n’est ouverte en ce moment.</p> : null}
      <p>
        <a href="/ateliers?lieu=online">Les séances en ligne</a>
      </p>
      <h2>Par département</h2>
      <TileMap
        title="Séances à venir"
        counted="Séances"
        places={counts.map(({ code, n }) => ({
          code,
          name: nameOf(code),
          n,
          href: `/ateliers?departement=${code}`,
          words: n >= MOST_COUNTED ? `${MOST_COUNTED} ou plus` : String(n),
        }))}
        steps={[3, 10]}
      />
    </>
  );
};
