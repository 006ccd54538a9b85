import { type ErrorResponse, Resend } from "resend";
import * as z from "zod";

/** Where a batch goes: one mail alone, or up to 100 together. Fixed at the freeze. */
export type Endpoint = "/emails" | "/emails/batch";

/** The names that the SDK gives to refusals; the provider knows more of them. */
export type ProviderError = ErrorResponse["name"];

/** What became of one call. `ambiguous` means unknown, never "not sent". */
export type MailerAnswer =
  | {
      kind: "accepted";
      ids: (string | null)[];
      refusedIndexes: Map<number, string>;
      /** Seconds to rest before the next call: the provider has had almost enough. */
      rest?: number;
    }
  | { kind: "refused"; status: number; name: string; message: string; retryAfter: number | null }
  /** `isMiscount`: an answer came, and does not say of each mail posted what became of it. */
  | { kind: "ambiguous"; cause: string; isMiscount?: true };

/** The provider, seen from the mail engine. */
export type Mailer = {
  /** `size`: how many mails the body holds. */
  post(endpoint: Endpoint, body: Uint8Array<ArrayBuffer>, idempotencyKey: string, size: number): Promise<MailerAnswer>;
};

/** The provider's own list of what it accepted. */
export type MailList = {
  /** The provider's ids of mails accepted between two moments (unix seconds), by our message id. Throws when it cannot tell. */
  list(from: number, until: number): Promise<Map<string, string>>;
};

const Id = z.object({ id: z.string().min(1) });
const One = z.strictObject(Id.shape);
const Many = z.object({
  data: z.array(Id),
  errors: z.array(z.object({ index: z.int(), message: z.string() })).optional(),
});

type Options = { apiKey: string; baseUrl: string; validation: "strict" | "permissive"; timeoutMs?: number };

/** Resend behind the port. The stored bytes leave as they are; a timeout of 10 s is ambiguous, and so is any 5xx. */
export function resendMailer({ apiKey, baseUrl, validation, timeoutMs = 10_000 }: Options): Mailer & MailList {
  const resend = new Resend(apiKey, { baseUrl });
  return {
    list: (from, until) => listAccepted(resend, from, until),
    post: async (endpoint, body, idempotencyKey, size) => {
      const signal = AbortSignal.timeout(timeoutMs);
      // The SDK spreads its options over the request, so `body` replaces what it would serialise; its types omit it.
      const options = { body, idempotencyKey, signal, headers: { "x-batch-validation": validation } } as object;
      try {
        const answer = await resend.post<unknown>(endpoint, undefined, options);
        return answer.error === null
          ? { ...accepted(answer.data, { endpoint, size, validation }), ...restOf(answer.headers) }
          : refused(answer.error, answer.headers);
      } catch (error) {
        return { kind: "ambiguous", cause: error instanceof Error ? error.name : "unknown" };
      }
    },
  };
}

const Tags = z.union([z.array(z.object({ name: z.string(), value: z.string() })), z.record(z.string(), z.string())]);
const Listed = z.object({ id: z.string(), created_at: z.string(), tags: Tags.optional() });
const Page = z.object({ data: z.array(Listed), has_more: z.boolean().optional() });

const sentAt = (mail: z.infer<typeof Listed>): number => Date.parse(mail.created_at) / 1000;

/** Which message of ours a mail is, by its tag; asks for the tags when the list does not give them. */
async function messageOf(resend: Resend, mail: z.infer<typeof Listed>): Promise<string | undefined> {
  const tags = mail.tags ?? Listed.parse((await resend.get<unknown>(`/emails/${mail.id}`)).data).tags;
  return Array.isArray(tags) ? tags.find((tag) => tag.name === "mid")?.value : tags?.["mid"];
}

/** Pages through the provider's list, newest first: the provider's ids of what it took in between, by our own. */
async function listAccepted(resend: Resend, from: number, until: number): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let after = "";
  for (let page = 0; page < 200; page++) {
    const answer = await resend.get<unknown>(`/emails?limit=100${after}`);
    const { data, has_more: hasMore } = Page.parse(answer.data);
    for (const mail of data.filter((each) => sentAt(each) >= from && sentAt(each) <= until)) {
      const mid = await messageOf(resend, mail);
      if (mid !== undefined) {
        found.set(mid, mail.id);
      }
    }
    const last = data.at(-1);
    if (hasMore !== true || last === undefined || sentAt(last) < from) {
      return found;
    }
    after = `&after=${last.id}`;
  }
  throw new Error("the provider's list is too long to be read whole");
}

/** What was posted: where, how many, and whether a bad mail refuses them all. */
type Posted = { endpoint: Endpoint; size: number; validation: Options["validation"] };

const MISCOUNT: MailerAnswer = { kind: "ambiguous", cause: "counts differ", isMiscount: true };

/** Believes a 200 only when it says of each mail that was posted what became of it, once. */
function accepted(data: unknown, posted: Posted): MailerAnswer {
  if (posted.endpoint === "/emails") {
    const one = One.safeParse(data);
    return one.success ? { kind: "accepted", ids: [one.data.id], refusedIndexes: new Map() } : MISCOUNT;
  }
  const many = Many.safeParse(data);
  return many.success ? acceptedMany(many.data, posted) : MISCOUNT;
}

function acceptedMany({ data, errors = [] }: z.infer<typeof Many>, { size, validation }: Posted): MailerAnswer {
  const refusedIndexes = new Map(errors.map((e) => [e.index, e.message]));
  const isWhole =
    data.length + errors.length === size &&
    new Set(data.map(({ id }) => id)).size === data.length &&
    refusedIndexes.size === errors.length &&
    errors.every(({ index }) => index >= 0 && index < size) &&
    (validation === "permissive" || errors.length === 0);
  // With partial acceptance the order of `data` is not documented: ids are then learnt from webhooks only.
  const ids = validation === "strict" ? data.map(({ id }) => id) : [];
  return isWhole ? { kind: "accepted", ids, refusedIndexes } : MISCOUNT;
}

/** `ratelimit-remaining` at 1 or less means: wait `ratelimit-reset` seconds. */
function restOf(headers: Record<string, string> | null): { rest?: number } {
  const remaining = Number(headers?.["ratelimit-remaining"] ?? Number.NaN);
  const reset = Number(headers?.["ratelimit-reset"] ?? Number.NaN);
  return remaining <= 1 && Number.isFinite(reset) ? { rest: Math.min(60, Math.max(0, reset)) } : {};
}

const SdkError = z.object({ statusCode: z.int(), name: z.string(), message: z.string() });

function refused(error: unknown, headers: Record<string, string> | null): MailerAnswer {
  const parsed = SdkError.safeParse(error);
  if (!parsed.success) {
    return { kind: "ambiguous", cause: "no readable answer" };
  }
  const { statusCode: status, name, message } = parsed.data;
  if (status === 403 && name === "application_error") {
    // No JSON: the SDK's own word for it. The provider's door answers so to a caller that does not say which program calls.
    return { kind: "refused", status, name: "no_json", message, retryAfter: null };
  }
  if (status >= 500 || name === "application_error") {
    return { kind: "ambiguous", cause: `${status} ${name}` };
  }
  const header = Number(headers?.["retry-after"] ?? Number.NaN);
  const retryAfter = Number.isFinite(header) ? Math.max(1, header) : null;
  return { kind: "refused", status, name, message: message.slice(0, 300), retryAfter };
}
