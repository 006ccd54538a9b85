import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";

import type { LedgerEntry } from "../test/support/resend-sim/types.ts";

/**
 * What SpamAssassin's local rules (Debian: `apt-get install spamassassin`) say of mails in the mailbox of a running demo: one line each, the
 * score first, 5 is spam; what needs a network (DKIM, block lists) is not asked. `--mailbox` is its address, `--to` whose mails, `--most` how many.
 */
const { values } = parseArgs({
  options: {
    mailbox: { type: "string", default: "http://localhost:8788" },
    to: { type: "string", default: "" },
    most: { type: "string", default: "10" },
  },
});

const encoded = (text: string): string =>
  (
    Buffer.from(text)
      .toString("base64")
      .match(/.{1,76}/g) ?? []
  ).join("\r\n");
const word = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
const part = (type: string, body: string): string[] => [
  `Content-Type: ${type}; charset=utf-8`,
  "Content-Transfer-Encoding: base64",
  "",
  encoded(body),
];

/** The mail as a provider would put it on the wire. */
function wireOf(mail: LedgerEntry): string {
  const edge = "=_ligne-sure";
  const [, name = "", address = mail.from] = /^(.*) <(.*)>$/.exec(mail.from) ?? [];
  const own = Object.entries(mail.headers).map(([header, value]) => `${header}: ${value}`);
  const head = [
    `From: ${word(name.replaceAll('"', ""))} <${address}>`,
    `To: <${mail.to[0] ?? ""}>`,
    `Subject: ${word(mail.subject)}`,
    `Date: ${new Date(mail.at).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${randomUUID()}@${address.split("@")[1] ?? "localhost"}>`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/alternative; boundary="${edge}"`,
  ];
  const plain = part("text/plain", mail.text);
  const html = part("text/html", mail.html);
  const lines = [own, head, ["", `--${edge}`], plain, [`--${edge}`], html, [`--${edge}--`, ""]];
  return lines.flat().join("\r\n");
}

const answer = await fetch(`${values.mailbox}/__sim/ledger?to=${encodeURIComponent(values.to)}`);
const mails = ((await answer.json()) as LedgerEntry[]).filter((mail) => mail.to.join().includes(values.to));
const scores = mails.slice(-Number(values.most)).map((mail) => {
  const told = execFileSync("spamassassin", ["-L", "-t"], { input: wireOf(mail), stdio: ["pipe", "pipe", "ignore"] });
  const [, score = "?", rules = ""] =
    /X-Spam-Status: \w+, score=(\S+) .*?tests=([\s\S]*?) autolearn/.exec(told.toString()) ?? [];
  console.log(`${score}  ${mail.subject}  ${rules.replace(/\s+/g, "")}`);
  return Number(score);
});
const worst = Math.max(...scores);
console.log(`${scores.length} mails, the worst ${worst} (5 is spam)`);
process.exitCode = worst < 5 && scores.length > 0 ? 0 : 1;
