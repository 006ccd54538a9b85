import type { BadgeStore } from "./badges.ts";

/** The bucket of public objects: badges, credentials, `did.json`. */
export const badgeStore = (bucket: R2Bucket): BadgeStore => ({
  get: async (key) => {
    const found = await bucket.get(key);
    return found === null ? null : found.text();
  },
  put: async (key, text) => {
    await bucket.put(key, text);
  },
});
