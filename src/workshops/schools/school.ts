/** What a school is, in the directory's terms; only the first five can ask for a class workshop. */
export const SCHOOL_KINDS = {
  ecole: "École",
  college: "Collège",
  lycee: "Lycée",
  erea: "EREA",
  medico_social: "Établissement médico-social",
  other: "Autre service",
} as const;
export type SchoolKind = keyof typeof SCHOOL_KINDS;

export const SECTORS = ["public", "private"] as const;
const OF_SECTOR = {
  public: { masculine: "public", feminine: "publique" },
  private: { masculine: "privé", feminine: "privée" },
} as const;
/** « École publique », « Collège privé ». */
export const kindInWords = ({ kind, sector }: Pick<School, "kind" | "sector">): string =>
  `${SCHOOL_KINDS[kind]} ${OF_SECTOR[sector][kind === "ecole" ? "feminine" : "masculine"]}`;
/** Priority education, as the ministry names it. */
export const PRIORITIES = ["none", "REP", "REP+"] as const;
/** Unvetted: somebody typed it. Absent: the newest directory no longer has it. */
export const SCHOOL_STATUSES = ["unvetted", "open", "closing", "absent"] as const;
/** Where its line came from. */
export const SCHOOL_SOURCES = ["directory", "form", "demo"] as const;
/** A school that still teaches. */
export const TEACHING = ["open", "closing"] as const satisfies readonly School["status"][];

/** A school of the official directory (`fr-en-annuaire-education`). */
export type School = {
  uai: string;
  name: string;
  kind: SchoolKind;
  sector: (typeof SECTORS)[number];
  address: string;
  postcode: string;
  commune: string;
  communeCode: string;
  /** `94`, `2A`, `974`. */
  departement: string;
  academie: string;
  priority: (typeof PRIORITIES)[number];
  hasNursery: boolean;
  hasPrimary: boolean;
  hasGeneral: boolean;
  hasTechnical: boolean;
  hasVocational: boolean;
  hasUlis: boolean;
  hasSegpa: boolean;
  /** Sections: arts, cinema, theatre, sport, international, European. */
  hasArts: boolean;
  hasCinema: boolean;
  hasTheatre: boolean;
  hasSport: boolean;
  hasInternational: boolean;
  hasEuropean: boolean;
  /** Degrees, both or neither. */
  latitude: number | null;
  longitude: number | null;
  officialEmail: string | null;
  status: (typeof SCHOOL_STATUSES)[number];
  source: (typeof SCHOOL_SOURCES)[number];
  /** Calendar day of the directory's own last change, or null. */
  sourceUpdatedOn: string | null;
};

/** True when a class of this school can be booked: it is open (or closing), and it teaches. */
export const isBookable = (school: Pick<School, "kind" | "status">): boolean =>
  school.kind !== "other" && TEACHING.some((status) => status === school.status);
