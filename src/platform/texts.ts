/** Small texts in a bucket, by their keys. */
export type TextShelf = {
  put: (key: string, text: string) => Promise<void>;
  get: (key: string) => Promise<string | null>;
  drop: (key: string) => Promise<void>;
};
