/** A site of the outside world that is played: what its name leads to, and what it answers. */
export type PlayedSite = {
  host: string;
  /** Addresses of its name; a public one by default, none: the name does not exist. */
  ips?: string[];
  txt?: string[];
  kind?: "page" | "loop" | "away" | "huge" | "slow" | "error";
  /** By path. */
  pages?: Record<string, string>;
};
