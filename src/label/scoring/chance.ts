/**
 * xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021): the same four 32-bit words give
 * the same numbers in any engine. Returns a function that draws an integer in [0, below).
 */
export function drawer(seed: readonly number[]): (below: number) => number {
  let [a = 1, b = 0, c = 0, d = 0] = seed.map((word) => word >>> 0);
  const turn = (x: number, by: number): number => ((x << by) | (x >>> (32 - by))) >>> 0;
  const next = (): number => {
    const result = Math.imul(turn(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = (b << 9) >>> 0;
    c = (c ^ a) >>> 0;
    d = (d ^ b) >>> 0;
    b = (b ^ c) >>> 0;
    a = (a ^ d) >>> 0;
    c = (c ^ shifted) >>> 0;
    d = turn(d, 11);
    return result;
  };
  return (below) => Math.floor((next() / 2 ** 32) * below);
}
