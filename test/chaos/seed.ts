import { type Keys, sealAddress } from "../../scripts/local/seal.ts";

/** People who wait for their first step, written straight into the tables: `mails` of them, one address in a hundred malformed. */
export function peopleSql(keys: Keys, mails: number, now: number, { chunk = 500, areGood = false } = {}): string {
  const rows = Array.from({ length: mails }, (_, i) => {
    const { kid, sealed, hash } = sealAddress(keys, addressOf(i, areGood));
    return [`${i}`, sealed, hash, `ref${String(i).padStart(7, "0")}`, kid];
  });
  const inserts: string[] = [];
  for (let at = 0; at < rows.length; at += chunk) {
    const json = JSON.stringify(rows.slice(at, at + chunk));
    const from = `FROM json_each('${json}')`;
    inserts.push(
      `INSERT INTO contacts (id, email_sealed, addr_hash, kid, created_at) SELECT 'ctc_' || (value->>0), value->>1, value->>2, value->>4, ${now} ${from};`,
      `INSERT INTO recipients (id, contact_id, locale, zone, created_at) SELECT 'rcp_' || (value->>0), 'ctc_' || (value->>0), 'fr', 'Europe/Paris', ${now} ${from};`,
      `INSERT INTO subscriptions (recipient_id, topic, status, unsub_ref, requested_at, confirmed_at) SELECT 'rcp_' || (value->>0), 'premier-telephone', 1, value->>3, ${now}, ${now} ${from};`,
      `INSERT INTO enrolments (id, sequence, version, recipient_id, anchor_ref, anchor_at, step, next_at, status, created_at) SELECT 'enr_' || (value->>0), 'premier-telephone', 1, 'rcp_' || (value->>0), 'cns_' || (value->>0), ${now}, 0, ${now}, 0, ${now} ${from};`,
    );
  }
  return inserts.join("\n");
}

/** One in a hundred cannot be delivered: the provider refuses the whole call that holds it. */
export const isBad = (i: number): boolean => i % 100 === 50;
const addressOf = (i: number, isGood: boolean): string =>
  isBad(i) && !isGood ? `mal formee ${i}@resend.dev` : `delivered+${i}@resend.dev`;

/** Events whose reaction writes a transactional mail, for some of the people. */
export function eventsSql(count: number, mails: number, now: number): string {
  return Array.from({ length: count }, (_, i) => {
    const person = (i * 7) % mails;
    const subject = isBad(person) ? person + 1 : person;
    return `INSERT INTO events (id, type, version, at, actor, subject, data) VALUES ('evt_chaos${String(i).padStart(6, "0")}', 'settings.link_requested', 1, ${now}, 'chaos', 'ctc_${subject}', '{}');`;
  }).join("\n");
}
