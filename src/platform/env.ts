import * as z from "zod";

const Origin = z.url().refine((url) => new URL(url).origin === url, "an origin, without a path or a final slash");
const MailEnv = z.enum(["production", "development", "test"]);

const SiteVars = z
  .object({
    SITE_ORIGIN: Origin,
    MAIL_ENV: MailEnv,
    ALTCHA_COST: z.coerce.number().int().min(1).max(1_000_000),
    LINK_KEYS: z.string(),
    SEAL_KEYS: z.string(),
    ADDR_HASH_KEY: z.base64(),
    ALTCHA_KEY: z.string().min(16),
    /** Off: operators see people without a passkey. Only where nobody is real. */
    PASSKEYS: z.enum(["required", "off"]),
    /** One secret, or two with a space between while one is replaced. */
    RESEND_WEBHOOK_SECRET: z.string().regex(/^whsec_\S+( whsec_\S+)?$/),
  })
  .refine((vars) => vars.MAIL_ENV !== "production" || vars.PASSKEYS === "required", {
    message: "PASSKEYS=off is for demonstrations; production refuses it",
  });

const ReactorVars = z
  .object({
    SITE_ORIGIN: Origin,
    MAIL_ENV: MailEnv,
    MAIL_FROM: z.string().min(3),
    MAIL_FROM_LISTS: z.string().min(3),
    MAIL_REPLY_TO: z.string().min(3),
    MAIL_ALLOW: z.string(),
    MAIL_BATCH_VALIDATION: z.enum(["strict", "permissive"]),
    RESEND_BASE_URL: z.url(),
    LINK_KEYS: z.string(),
    SEAL_KEYS: z.string(),
    ADDR_HASH_KEY: z.base64(),
    RESEND_API_KEY: z.string().min(1),
    /** What signs badges and the label's log: a ring of Ed25519 seeds, 32 bytes in base64. No other Worker has it. */
    SIGNING_KEYS: z.string(),
    /** Where whoever is on call is told that something stands still: not the provider of our mails. None: nobody is told. */
    ALERT_URL: z.url({ protocol: /^https$/ }).optional(),
  })
  .refine((vars) => vars.MAIL_ENV === "production" || new URL(vars.RESEND_BASE_URL).hostname !== "api.resend.com", {
    message: "talking to the real API needs MAIL_ENV=production",
  });

/** The one setting of `outside`: where the outside world is played, on this very machine; empty: the real one. */
const OutsideVars = z.object({
  OUTSIDE_BASE_URL: z.union([
    z.literal(""),
    z.url({ protocol: /^http$/, hostname: /^(?:localhost|127\.0\.0\.1)$/, error: "is played on this machine alone" }),
  ]),
});

export type SiteVars = z.infer<typeof SiteVars>;
export type OutsideVars = z.infer<typeof OutsideVars>;
export type ReactorVars = z.infer<typeof ReactorVars>;

const parsed = new WeakMap<object, unknown>();
const once = <T>(schema: z.ZodType<T>, env: object): T => {
  const known = parsed.get(env);
  if (known !== undefined) {
    return known as T; // written below under the same schema: each Worker has one
  }
  const result = schema.safeParse(env);
  if (!result.success) {
    throw new Error(`settings: ${result.error.issues.map((i) => `${i.path.join(".")} ${i.message}`).join("; ")}`);
  }
  parsed.set(env, result.data);
  return result.data;
};

/** The site's settings, checked once; throws with the names of what is missing or malformed. */
export const siteVars = (env: object): SiteVars => once(SiteVars, env);
/** The reactor's settings, checked once. */
export const reactorVars = (env: object): ReactorVars => once(ReactorVars, env);
/** The settings of `outside`, checked once. Elsewhere than on this machine nothing can play the world: in production only "" is left. */
export const outsideVars = (env: object): OutsideVars => once(OutsideVars, env);
