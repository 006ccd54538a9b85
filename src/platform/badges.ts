/** Small public objects that are served without the database. */
export type BadgeStore = {
  get: (key: string) => Promise<string | null>;
  put: (key: string, text: string) => Promise<void>;
};
