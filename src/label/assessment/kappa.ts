/** How far two assessors agree over the same items. */
export type Agreement = {
  items: number;
  /** Share of equal grades, 0 to 1. */
  raw: number;
  /** 1 full agreement, 0 what chance gives; `null` where chance alone already agrees (both always give the same grade). */
  kappa: number | null;
};

/**
 * Quadratic-weighted kappa, `1 − Σ w·O / Σ w·E` with `w = (i−j)²/(k−1)²` (Cohen, "Weighted kappa", 1968), of a square matrix:
 * row i, column j counts the items that the first graded i and the second j. Throws for a matrix that is not square.
 */
export function agreement(matrix: readonly (readonly number[])[]): Agreement {
  const k = matrix.length;
  if (matrix.some((row) => row.length !== k)) {
    throw new Error("a matrix of agreement is square");
  }
  const rows = matrix.map((row) => row.reduce((sum, n) => sum + n, 0));
  const columns = matrix.map((_, j) => matrix.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const items = rows.reduce((sum, n) => sum + n, 0);
  let [seen, chance, equal] = [0, 0, 0];
  for (const [i, row] of matrix.entries()) {
    for (const [j, count] of row.entries()) {
      const weight = (i - j) ** 2 / (k - 1) ** 2;
      seen += weight * count;
      chance += (weight * (rows[i] ?? 0) * (columns[j] ?? 0)) / items;
      equal += i === j ? count : 0;
    }
  }
  return { items, raw: items === 0 ? 0 : equal / items, kappa: chance > 0 ? 1 - seen / chance : null };
}

/** The matrix of pairs of grades, each from 0 to `grades` − 1. */
export function matrixOf(pairs: readonly (readonly [number, number])[], grades: number): number[][] {
  const matrix = Array.from({ length: grades }, () => Array.from({ length: grades }, () => 0));
  for (const [a, b] of pairs) {
    const row = matrix[a];
    if (row?.[b] === undefined) {
      throw new Error(`a grade outside 0 to ${grades - 1}`);
    }
    row[b] = (row[b] ?? 0) + 1;
  }
  return matrix;
}
