import * as z from "zod";

/** What the provider tells about a mail, as it comes; unknown fields are not read, and nothing personal is kept. */
const Body = z.object({
  type: z.string().max(60),
  data: z
    .object({
      email_id: z.string().max(100).optional(),
      email: z.string().max(254).optional(),
      tags: z
        .union([z.record(z.string(), z.string()), z.array(z.object({ name: z.string(), value: z.string() }))])
        .optional(),
      bounce: z.object({ type: z.string().max(60).optional() }).optional(),
    })
    .loose(),
});

/** News of one mail: its rank (a status may only rise), and whether its address must not be written to again. */
export type News = {
  type: string;
  messageId: string | null;
  providerId: string | null;
  /** The status it proves: 2 sent, 3 delivered, 4 bounced, 5 complained; null when it changes none. */
  rank: number | null;
  metric: string;
  /** Why the address goes to the suppression list; null when it stays. */
  suppress: "hard_bounce" | "complaint" | "provider" | null;
  /** For a suppression that names an address and no mail; hashed at once, never stored. */
  address: string | null;
};

const RANKS: Readonly<Record<string, number>> = {
  "email.sent": 2,
  "email.delivered": 3,
  "email.bounced": 4,
  "email.failed": 4,
  "email.suppressed": 4,
  "email.complained": 5,
};

/** Reads the body of a webhook; null when it is not one. A type that we do not know is news without consequence. */
export function readNews(json: unknown): News | null {
  const parsed = Body.safeParse(json);
  if (!parsed.success) {
    return null;
  }
  const { type, data } = parsed.data;
  const tags = Array.isArray(data.tags)
    ? Object.fromEntries(data.tags.map(({ name, value }) => [name, value]))
    : (data.tags ?? {});
  const mid = tags["mid"];
  const isHard = type === "email.bounced" && data.bounce?.type?.toLowerCase() !== "transient";
  const suppress = isHard
    ? "hard_bounce"
    : type === "email.complained"
      ? "complaint"
      : type === "email.suppressed" || type === "suppression.added"
        ? "provider"
        : null;
  return {
    type,
    messageId: mid !== undefined && /^msg_[a-z2-7]{26}$/.test(mid) ? mid : null,
    providerId: data.email_id ?? null,
    rank: RANKS[type] ?? null,
    metric: type.replace(/^email\./, "") + (type === "email.bounced" && !isHard ? "_soft" : ""),
    suppress,
    address: type === "suppression.added" ? (data.email ?? null) : null,
  };
}
