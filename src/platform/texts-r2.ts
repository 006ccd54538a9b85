import type { TextShelf } from "./texts.ts";

/** The texts of a bucket. */
export const textShelf = (bucket: R2Bucket): TextShelf => ({
  put: async (key, text) => {
    await bucket.put(key, text);
  },
  get: async (key) => (await bucket.get(key))?.text() ?? null,
  drop: (key) => bucket.delete(key),
});
