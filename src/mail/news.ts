import * as z from "zod";

const Tags = z.union([z.record(z.string(), z.string()), z.array(z.object({ name: z.string(), value: z.string() }))]);
/** What the provider tells about a mail, as it comes; unknown fields are not read, and nothing personal is kept. */
const Body = z.object({
  type: z.string().max(60),
  data: z
    .object({
      email_id: z.string().max(100).optional(),
      email: z.string().max(254).optional(),
      tags: Tags.optional(),
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

/** What each type of news means. A bounce that may pass is the exception: it suppresses nothing. */
const MEANINGS = new Map<string, Pick<News, "rank" | "suppress">>([
  ["email.sent", { rank: 2, suppress: null }],
  ["email.delivered", { rank: 3, suppress: null }],
  ["email.bounced", { rank: 4, suppress: "hard_bounce" }],
  ["email.failed", { rank: 4, suppress: null }],
  ["email.suppressed", { rank: 4, suppress: "provider" }],
  ["email.complained", { rank: 5, suppress: "complaint" }],
  ["suppression.added", { rank: null, suppress: "provider" }],
]);

/** Reads the body of a webhook; null when it is not one. A type that we do not know is news without consequence. */
export function readNews(json: unknown): News | null {
  const parsed = Body.safeParse(json);
  if (!parsed.success) {
    return null;
  }
  const { type, data } = parsed.data;
  const { rank, suppress } = MEANINGS.get(type) ?? { rank: null, suppress: null };
  const isSoft = type === "email.bounced" && data.bounce?.type?.toLowerCase() === "transient";
  return {
    type,
    messageId: messageIdIn(data.tags ?? {}),
    providerId: data.email_id ?? null,
    rank,
    metric: type.replace(/^email\./, "") + (isSoft ? "_soft" : ""),
    suppress: isSoft ? null : suppress,
    address: type === "suppression.added" ? (data.email ?? null) : null,
  };
}

function messageIdIn(tags: z.infer<typeof Tags>): string | null {
  const byName = Array.isArray(tags) ? Object.fromEntries(tags.map(({ name, value }) => [name, value])) : tags;
  const mid = byName["mid"];
  return mid !== undefined && /^msg_[a-z2-7]{26}$/.test(mid) ? mid : null;
}
