/** A point on the earth, in degrees. */
export type Point = { lat: number; lon: number };
/** Kilometres between two points, in a straight line. */
export function kilometres(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const x = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2;
  const y = Math.sin(((b.lon - a.lon) * rad) / 2) ** 2 * Math.cos(a.lat * rad) * Math.cos(b.lat * rad);
  return 12_742 * Math.asin(Math.sqrt(x + y));
}
