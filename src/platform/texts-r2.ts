/** Small texts in a bucket, by their keys. */
export type TextShelf = {
  put: (key: string, text: string) => Promise<void>;
  get: (key: string) => Promise<string | null>;
  drop: (key: string) => Promise<void>;
};

/** The texts of a bucket. */
export const textShelf = (bucket: R2Bucket): TextShelf => ({
  put: async (key, text) => {
    await bucket.put(key, text);
  },
  get: async (key) => (await bucket.get(key))?.text() ?? null,
  drop: (key) => bucket.delete(key),
});
