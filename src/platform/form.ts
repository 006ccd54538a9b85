import type { Context } from "hono";

/** What a person typed, by field. A field sent twice has two values. */
export type FormFields = { get(name: string): string; all(name: string): string[]; shown: Record<string, string[]> };

/** Reads a form. Null when the body is not a form or holds broken characters: nothing of it may be trusted then. */
export async function readForm(c: Context): Promise<FormFields | null> {
  const type = c.req.header("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded") && !type.startsWith("multipart/form-data")) {
    return null;
  }
  const data = await c.req.formData().catch(() => null);
  if (data === null) {
    return null;
  }
  // Without a prototype: a field may be called `constructor` or `__proto__`.
  const shown: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of data.entries()) {
    // Invalid UTF-8 becomes U+FFFD without a word: refuse it rather than store it.
    if (typeof value !== "string" || value.includes("\ufffd") || name.includes("\ufffd")) {
      return null;
    }
    (shown[name] ??= []).push(value.replaceAll("\r\n", "\n").replaceAll("\u0000", ""));
  }
  const all = (name: string): string[] => shown[name] ?? [];
  return { all, get: (name) => all(name)[0] ?? "", shown };
}
