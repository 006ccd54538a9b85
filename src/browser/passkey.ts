/* Runs in the page that asks for a passkey: opens the browser's own dialogue, puts its answer in the form, sends it. */
import { startAuthentication, startRegistration } from "@simplewebauthn/browser";

type Asked = { challenge: string; name: string } & (
  | { kind: "create"; exclude: string[]; userId: string }
  | { kind: "show"; allow: string[] }
);

/** Seconds that the browser's dialogue may stay open. */
const PATIENCE_MS = 120_000;

async function answer(asked: Asked): Promise<unknown> {
  const { challenge } = asked;
  const rpId = location.hostname;
  const keys = (ids: string[]) => ids.map((id) => ({ id, type: "public-key" as const }));
  if (asked.kind === "show") {
    const optionsJSON = { challenge, rpId, allowCredentials: keys(asked.allow), timeout: PATIENCE_MS };
    return startAuthentication({ optionsJSON: { ...optionsJSON, userVerification: "required" } });
  }
  const user = { id: btoa(asked.userId).replaceAll("=", ""), name: asked.name, displayName: asked.name };
  return startRegistration({
    optionsJSON: {
      challenge,
      rp: { id: rpId, name: asked.name },
      user,
      timeout: PATIENCE_MS,
      attestation: "none",
      pubKeyCredParams: [-7, -257].map((alg) => ({ alg, type: "public-key" as const })),
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      excludeCredentials: keys(asked.exclude),
    },
  });
}

const form = document.querySelector<HTMLFormElement>("form[data-passkey]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const error = form.querySelector<HTMLElement>("[data-passkey-error]");
  error?.setAttribute("hidden", "");
  answer(JSON.parse(form.dataset["passkey"] ?? "{}") as Asked).then(
    (json) => {
      form.querySelector<HTMLInputElement>("[data-passkey-answer]")?.setAttribute("value", JSON.stringify(json));
      form.submit();
    },
    () => error?.removeAttribute("hidden"),
  );
});
