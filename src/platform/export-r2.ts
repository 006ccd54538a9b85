import type { BytesShelf } from "./export.ts";

/** The bytes of a bucket. */
export const bytesShelf = (bucket: R2Bucket): BytesShelf => ({
  put: async (key, bytes) => {
    await bucket.put(key, bytes);
  },
  get: async (key) => {
    const found = await bucket.get(key);
    return found === null ? null : new Uint8Array(await found.arrayBuffer());
  },
  drop: (key) => bucket.delete(key),
});
