/** South, north, west and east of a territory in degrees, with a margin of some kilometres. */
type Bounds = readonly [south: number, north: number, west: number, east: number];

const METROPOLE: Bounds = [41.2, 51.2, -5.3, 9.7];
/** Where each territory overseas is, by its code: a point elsewhere is a mistake of the file, not a place. */
const OVERSEAS: Readonly<Record<string, Bounds>> = {
  "971": [15.7, 16.6, -61.9, -60.9],
  "972": [14.3, 15, -61.3, -60.7],
  "973": [2, 6, -54.7, -51.5],
  "974": [-21.5, -20.7, 55.1, 55.9],
  "975": [46.7, 47.2, -56.5, -56],
  "976": [-13.1, -12.5, 44.9, 45.4],
  "977": [17.8, 18, -63, -62.7],
  "978": [18, 18.2, -63.2, -62.9],
  "986": [-14.5, -13, -178.3, -176],
  "987": [-28, -7.5, -155, -134],
  "988": [-23, -19, 158, 168.5],
};

/** True when a point lies in the territory of a département; false for what is not a number. */
export function isWithin(departement: string, latitude: number, longitude: number): boolean {
  const [south, north, west, east] = OVERSEAS[departement] ?? METROPOLE;
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east;
}
