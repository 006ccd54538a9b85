import * as z from "zod";

type Camel<S extends string> = S extends `${infer First}_${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : S;
/** The fields of a row under the names that code uses: `starts_at` is `startsAt`. */
type CamelKeys<T> = { [K in keyof T as K extends string ? Camel<K> : K]: T[K] };

const camel = (column: string): string => column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

type Shape = Readonly<Record<string, z.ZodType>>;
type Fields<S extends Shape> = CamelKeys<{ [K in keyof S]: z.output<S[K]> }>;

/** A kind of row: parses what the database gives, and names the columns to ask it for. */
export type Row<S extends Shape, Out> = z.ZodType<Out> & {
  /** `r.id, r.starts_at, p.needs AS needs`: the columns of the row, those of `elsewhere` by their own expression. */
  columns: (alias?: string, elsewhere?: Partial<Record<keyof S, string>>) => string;
  /** The same row with fields that are worked out from it. */
  derive: <More extends object>(more: (row: Out) => More) => Row<S, Omit<Out, keyof More> & More>;
};
/** What a row is to code. */
export type RowOf<R extends z.ZodType> = z.output<R>;

/**
 * Declares a row once, by its columns: `row({ id: idOf("ses"), starts_at: instant.nullable(), is_demo: flag })`. Codes see
 * `{ id, startsAt, isDemo }`. A row that does not fit throws with the column and what was expected, never with a value.
 */
export function row<S extends Shape>(shape: S): Row<S, Fields<S>> {
  const names = Object.keys(shape).map((column) => [column, camel(column)] as const);
  const parser = z
    .object(shape)
    .transform((found: Readonly<Record<string, unknown>>) => renamed(found, names) as Fields<S>);
  return withColumns(parser, Object.keys(shape));
}

const renamed = (found: Readonly<Record<string, unknown>>, names: readonly (readonly [string, string])[]): object =>
  Object.fromEntries(names.map(([column, name]) => [name, found[column]]));

function withColumns<S extends Shape, Out>(parser: z.ZodType<Out>, names: readonly string[]): Row<S, Out> {
  return Object.assign(parser, {
    columns: (alias = "", elsewhere: Partial<Record<keyof S, string>> = {}) =>
      names
        .map((name) => {
          const expression = elsewhere[name];
          return expression === undefined ? `${alias === "" ? "" : `${alias}.`}${name}` : `${expression} AS ${name}`;
        })
        .join(", "),
    derive: <More extends object>(more: (found: Out) => More) =>
      withColumns<S, Omit<Out, keyof More> & More>(
        parser.transform((found) => ({ ...found, ...more(found) })),
        names,
      ),
  });
}

/** 0 or 1 as a truth; anything else does not fit. */
export const flag = z.union([z.literal(0), z.literal(1)]).transform((bit) => bit === 1);

/** Unix seconds. */
export const instant = z.int();

/** A column of JSON, parsed once. */
export const json = <T>(schema: z.ZodType<T>): z.ZodType<T> =>
  z.string().transform((text, context): T => {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) {
      return parsed.data;
    }
    context.issues.push({ code: "custom", message: "JSON of another shape", input: null });
    return z.NEVER;
  });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One of the words that a table of words holds. */
export const wordOf = <T extends string>(words: Readonly<Record<T, unknown>>) =>
  z.enum(Object.keys(words) as [T, ...T[]]);
