import type { BatchId } from "../kernel/ids.ts";
import type { Vault } from "./vault.ts";

/** Where the sealed bytes of an open send batch stand between its freeze and its settle. */
export type BodyStore = {
  put(batchId: BatchId, sha: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The bytes as they were frozen; null when the object is missing. Throws when R2 cannot be reached. */
  get(batchId: BatchId, sha: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Best effort: a lifecycle rule of the bucket removes leftovers after 2 days. */
  drop(batchId: BatchId, sha: string): Promise<void>;
};

/** Bodies in R2, sealed under the ring; the batch id is bound into the seal. */
export function bodyStore(bucket: R2Bucket, vault: Vault): BodyStore {
  const keyOf = (batchId: BatchId, sha: string): string => `${batchId}/${sha}`;
  return {
    put: async (batchId, sha, bytes) => {
      const sealed = await vault.sealBytes(batchId, bytes);
      await bucket.put(keyOf(batchId, sha), sealed.bytes, { customMetadata: { kid: sealed.kid } });
    },
    get: async (batchId, sha) => {
      const object = await bucket.get(keyOf(batchId, sha));
      if (object === null) {
        return null;
      }
      const sealed = new Uint8Array(await object.arrayBuffer());
      try {
        return await vault.openBytes(batchId, object.customMetadata?.["kid"] ?? "", sealed);
      } catch {
        return null; // another key or altered bytes: as good as missing, and never sent
      }
    },
    drop: async (batchId, sha) => {
      await bucket.delete(keyOf(batchId, sha)).catch(() => undefined);
    },
  };
}
