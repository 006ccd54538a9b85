import type { Authenticator } from "../authenticator.ts";
import { ORIGIN } from "./web.ts";

/** The question that a page asks a device, as the script in it reads it. */
export function questionIn(html: string): { kind: string; challenge: string } {
  const json = / data-passkey="([^"]*)"/.exec(html)?.[1]?.replaceAll("&quot;", '"') ?? '{"kind":"none"}';
  return JSON.parse(json) as { kind: string; challenge: string };
}

/** What a ceremony of this site is about. */
export const ceremony = (challenge: string) => ({ challenge, origin: ORIGIN, rpId: new URL(ORIGIN).hostname });

/** What a device answers to the page, for the field that the script fills. */
export async function answerOf(device: Authenticator, html: string): Promise<string> {
  const { kind, challenge } = questionIn(html);
  const asked = ceremony(challenge);
  return JSON.stringify(await (kind === "create" ? device.register(asked) : device.sign(asked)));
}

/** The hidden fields of the first form of a page that posts to `action`, as a browser would send them again. */
export function hiddenIn(html: string, action: string): Record<string, string> {
  const form = html.split(`action="${action}"`)[1]?.split("</form>")[0] ?? "";
  const inputs = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return Object.fromEntries(inputs.map(([, name = "", value = ""]) => [name, value.replaceAll("&quot;", '"')]));
}
