import * as z from "zod";

import { type MessageId, idOf, isId } from "../kernel/ids.ts";

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
  messageId: MessageId | null;
  providerId: string | null;
  /** The status it proves: 2 sent, 3 delivered, 4 bounced, 5 complained; null when it changes none. */
  rank: number | null;
  metric: string;
  /** What the message keeps of why it came back. */
  reason: string;
  /** It came back, and may not the next time. */
  isSoft: boolean;
  /** The provider writes to this address again. */
  isLifted: boolean;
  /** Why the address goes to the suppression list; null when it stays. */
  suppress: "hard_bounce" | "complaint" | "provider" | "soft_repeated" | null;
  /** For a suppression that names an address and no mail; hashed at once, never stored. */
  address: string | null;
};

/** What the queue `news` carries of it: ids, codes and, instead of an address, its keyed hash. */
export const Told = z
  .object({
    k: z.literal("news"),
    /** Of the delivery, the same each time it comes. */
    id: z.string().min(1).max(200),
    type: z.string().max(60),
    messageId: idOf("msg").nullable(),
    providerId: z.string().max(100).nullable(),
    rank: z.int().nullable(),
    metric: z.string().max(80),
    reason: z.string().max(80),
    isSoft: z.boolean(),
    isLifted: z.boolean(),
    suppress: z.enum(["hard_bounce", "complaint", "provider", "soft_repeated"]).nullable(),
    hash: z.string().nullable(),
    /** When it came. */
    at: z.int(),
  })
  .strict();
export type Told = z.infer<typeof Told>;

/** What news of one mail prove together: the highest status, and why; the same in whatever order they came. */
export type Proof = { rank: number; reason: string; providerId: string | null; at: number };
export function proofsOf(told: readonly Told[]): Record<string, Proof> {
  const proofs = new Map<string, Proof>();
  for (const { messageId, rank, reason, providerId, at } of told) {
    if (messageId !== null && rank !== null) {
      const known = proofs.get(messageId) ?? { rank, reason, providerId, at };
      const isHigher = rank > known.rank || (rank === known.rank && reason < known.reason);
      const best = isHigher ? { rank, reason } : { rank: known.rank, reason: known.reason };
      proofs.set(messageId, { ...best, providerId: known.providerId ?? providerId, at: Math.min(known.at, at) });
    }
  }
  return Object.fromEntries(proofs);
}

/** Suppressions that only say that mail came back: they may be wrong now, and a mail that arrives proves it. */
export const CAME_BACK = ["hard_bounce", "soft_repeated", "provider"] as const;

/** What each type of news means. */
const MEANINGS = new Map<string, Pick<News, "rank" | "suppress">>([
  ["email.sent", { rank: 2, suppress: null }],
  ["email.delivered", { rank: 3, suppress: null }],
  ["email.bounced", { rank: 4, suppress: null }],
  ["email.failed", { rank: 4, suppress: null }],
  ["email.suppressed", { rank: 4, suppress: "provider" }],
  ["email.complained", { rank: 5, suppress: "complaint" }],
  ["suppression.added", { rank: null, suppress: "provider" }],
]);
/** News that name an address and no mail. */
const OF_ADDRESSES = new Set(["suppression.added", "suppression.removed"]);

/** Of all bounces, only one that says it is for good is hard: one without a type, or of a type not known yet, may pass. */
function readBounce(type: string | undefined): Pick<News, "metric" | "reason" | "isSoft" | "suppress"> {
  const word = (type ?? "untyped").toLowerCase().replaceAll(/[^a-z]/g, "");
  return word === "permanent"
    ? { metric: "bounced", reason: "bounced", isSoft: false, suppress: "hard_bounce" }
    : { metric: "bounced_soft", reason: `bounced_soft:${word}`, isSoft: true, suppress: null };
}

/** Reads the body of a webhook; null when it is not one. A type that we do not know is news without consequence. */
export function readNews(json: unknown): News | null {
  const parsed = Body.safeParse(json);
  if (!parsed.success) {
    return null;
  }
  const { type, data } = parsed.data;
  const { rank, suppress } = MEANINGS.get(type) ?? { rank: null, suppress: null };
  const metric = type.replace(/^email\./, "");
  return {
    type,
    messageId: messageIdIn(data.tags ?? {}),
    providerId: data.email_id ?? null,
    rank,
    metric,
    reason: metric,
    suppress,
    isSoft: false,
    isLifted: type === "suppression.removed",
    address: OF_ADDRESSES.has(type) ? (data.email ?? null) : null,
    ...(type === "email.bounced" ? readBounce(data.bounce?.type) : {}),
  };
}

/** What is known of an address that just sent a mail back: soft bounces in 30 days, since its last delivery and its last rest. */
export type Softness = { soft: number; holds: number; heldUntilAt: number | null; isDeliveredSince: boolean };
/** So many soft bounces, and the address rests. */
const MOST_SOFT = 5;

/** Whether the address rests now, or is not written to any more: after a rest one try is enough, and a second rest is the last. */
export function afterSoft(
  { soft, holds, heldUntilAt, isDeliveredSince }: Softness,
  now: number,
): "hold" | "suppress" | null {
  if (heldUntilAt !== null && heldUntilAt > now) {
    return null;
  }
  const most = holds > 0 && !isDeliveredSince ? 1 : MOST_SOFT;
  return soft < most ? null : holds > 0 ? "suppress" : "hold";
}

function messageIdIn(tags: z.infer<typeof Tags>): MessageId | null {
  const byName = Array.isArray(tags) ? Object.fromEntries(tags.map(({ name, value }) => [name, value])) : tags;
  const mid = byName["mid"];
  return isId("msg", mid) && /^msg_[a-z2-7]{26}$/.test(mid) ? mid : null;
}
