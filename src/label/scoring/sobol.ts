import { drawer } from "./chance.ts";

/* How much of the spread of a number each of its inputs makes: Sobol indices, by samples. Generic: it knows no score. */

/** By input: alone (`first`), and with all that it does together with others (`total`). 0 where nothing spreads. */
export type Indices = { first: number[]; total: number[] };
/** Every value that was computed for the samples: those of A and B, and for each input A with its column of B. */
export type Sampled = { a: Float64Array; b: Float64Array; ab: Float64Array[] };

const WHOLE = 2 ** 32;

/**
 * Computes `of` for `runs` pairs of points with `inputs` coordinates in [0, 1), and for the first with each coordinate of the second:
 * runs × (inputs + 2) times. The same seed gives the same points in any engine. Drawn pair by pair, A first.
 */
export function sample(
  of: (point: readonly number[]) => number,
  { inputs, runs, words }: { inputs: number; runs: number; words: readonly number[] },
): Sampled {
  const draw = drawer(words);
  const point = (): number[] => Array.from({ length: inputs }, () => draw(WHOLE) / WHOLE);
  const [a, b] = [new Float64Array(runs), new Float64Array(runs)];
  const ab = Array.from({ length: inputs }, () => new Float64Array(runs));
  for (let run = 0; run < runs; run += 1) {
    const [one, other] = [point(), point()];
    a[run] = of(one);
    b[run] = of(other);
    for (let i = 0; i < inputs; i += 1) {
      const mixed = one.slice();
      mixed[i] = other[i] ?? 0;
      (ab[i] ?? a)[run] = of(mixed);
    }
  }
  return { a, b, ab };
}

/** The mean of what is computed for each run, summed in order. */
function mean(runs: number, of: (run: number) => number): number {
  let sum = 0;
  for (let run = 0; run < runs; run += 1) {
    sum += of(run);
  }
  return sum / runs;
}

/**
 * First order: the mean of (y_B − m)(y_ABi − y_A) over V (Saltelli 2010). Total: Σ(y_A − y_ABi)² over 2 N V (Jansen). V and m over A and B
 * together. Centred: without m, a score around 6500 drowns what is looked for.
 */
export function indicesOf({ a, b, ab }: Sampled): Indices {
  const runs = a.length;
  const at = (list: Float64Array, run: number): number => list[run] ?? 0;
  const middle = mean(runs, (run) => (at(a, run) + at(b, run)) / 2);
  const spread = mean(runs, (run) => {
    const [x, y] = [at(a, run) - middle, at(b, run) - middle];
    return (x * x + y * y) / 2;
  });
  const share = (value: number): number => (spread === 0 ? 0 : value / spread);
  return {
    first: ab.map((one) => share(mean(runs, (run) => (at(b, run) - middle) * (at(one, run) - at(a, run))))),
    total: ab.map((one) => {
      const apart = mean(runs, (run) => (at(a, run) - at(one, run)) * (at(a, run) - at(one, run)));
      return share(apart / 2);
    }),
  };
}
