import { communeNear, departementsNear } from "../workshops/catalogue/around-me.ts";
import type { Point } from "../kernel/distance.ts";
import type { TownLine } from "../workshops/sessions/gazetteer.ts";
import { byId, speaker } from "./page.ts";

/* « Autour de moi »: the position becomes a commune here, from our own files; its code alone goes into an address. */

const button = byId("autour", HTMLButtonElement);
const say = speaker(byId("autour-dit", HTMLElement));
const WRITE = "écrivez votre ville ou votre code postal.";

async function read<T>(path: string): Promise<T | null> {
  // oxlint-disable-next-line no-restricted-globals -- the page asks its own site
  const answer = await fetch(path).catch(() => null);
  return answer?.ok === true ? ((await answer.json()) as T) : null;
}

function giveUp(why: string): void {
  button.disabled = false;
  say(`${why} : ${WRITE}`);
  byId("ou", HTMLInputElement).focus();
}

async function open(point: Point): Promise<void> {
  const middles = await read<Record<string, Point>>("/geo/middles.json");
  const codes = departementsNear(point, middles ?? {});
  const shelves = await Promise.all(codes.map((code) => read<TownLine[]>(`/geo/d/${code}.json`)));
  const commune = communeNear(
    point,
    shelves.flatMap((lines) => lines ?? []),
  );
  if (commune === null) {
    giveUp(middles === null ? "Le réseau ne répond pas" : "Aucune commune française près de vous");
    return;
  }
  const address = new URL(location.href);
  ["ou", "quoi", "apres", "departement"].forEach((name) => address.searchParams.delete(name));
  address.searchParams.set("commune", commune);
  address.hash = "seances";
  location.assign(address);
}

button.addEventListener("click", () => {
  button.disabled = true;
  say("Votre appareil cherche où vous êtes…");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => void open({ lat: coords.latitude, lon: coords.longitude }),
    () => giveUp("Votre position n’est pas donnée"),
    { timeout: 10_000, maximumAge: 600_000 },
  );
});
byId("autour-ici", HTMLElement).hidden = !("geolocation" in navigator);
