import * as z from "zod";

import { DAY } from "../kernel/time.ts";
import { type ContactId, idOf } from "../kernel/ids.ts";
import { REMINDER_TOPICS } from "../guidance/sequence.ts";
import { type Database, type Statement, sqlSet, statement } from "../platform/d1.ts";
import type { Deps, SiteDeps } from "../platform/deps.ts";
import { type Forgetting, after, deleting } from "../platform/forgetting.ts";
import type { Opened, Vault } from "../platform/vault.ts";
import { CAME_BACK } from "../mail/news.ts";
import { RECAP, RECAP_EVERY } from "../mail/recap.ts";
import { TRIAL, TRIAL_EVERY } from "../mail/trial.ts";
import { RETENTION } from "./retention.ts";

/**
 * When the night looks whether anything still needs an address (`contacts.check_at`): a week after a form kept it, a week after a topic
 * ended, and every month as long as something does. What ends otherwise forgets it at once, so nothing stays for having been missed.
 */
const FIRST_LOOK = RETENTION.neverConfirmedAdult;
const NEXT_LOOK = 30 * DAY;

/** A contact about to be written: its id and the statements, and how to find the id that an address ends up with. */
export type AddressToKeep = { addrHash: string; statements: Statement[] };

/**
 * Keeps an address: sealed, once per address (`addr_hash`), with its recipient. An address known by its hash alone
 * (erased lately) is sealed anew.
 */
export async function keepAddress(
  { vault, newId, now }: Deps,
  { email, zone }: { email: string; zone: string },
): Promise<AddressToKeep> {
  const id = newId("ctc");
  const addrHash = await vault.fingerprint(email);
  const { kid, sealed } = await vault.seal(`contacts.email:${addrHash}`, email);
  return {
    addrHash,
    statements: [
      statement(
        `INSERT INTO contacts (id, email_sealed, addr_hash, kid, check_at, created_at)
         VALUES (:id, :sealed, :addrHash, :kid, :now + ${FIRST_LOOK}, :now)
         ON CONFLICT (addr_hash) DO UPDATE SET email_sealed = coalesce(contacts.email_sealed, excluded.email_sealed),
           kid = iif(contacts.email_sealed IS NULL, excluded.kid, contacts.kid), hash_until_at = NULL, check_at = excluded.check_at`,
        { id, sealed, addrHash, kid, now },
      ),
      statement(
        `INSERT INTO recipients (id, contact_id, locale, zone, created_at)
         SELECT :id, id, 'fr', :zone, :now FROM contacts WHERE addr_hash = :addrHash
         ON CONFLICT (contact_id) DO UPDATE SET erased_at = NULL WHERE recipients.erased_at IS NOT NULL`,
        { id: newId("rcp"), addrHash, zone, now },
      ),
    ],
  };
}

/** Where, at which hour (null: the message's own), and until when nothing (null: no pause). */
export const setHabits = (
  recipientId: string,
  { zone, sendHour, pausedUntil }: { zone: string; sendHour: number | null; pausedUntil: number | null },
): Statement =>
  statement(
    "UPDATE recipients SET zone = :zone, send_hour = :sendHour, paused_until_at = :pausedUntil WHERE id = :recipientId",
    { recipientId, zone, sendHour, pausedUntil },
  );

/** The place typed in the form becomes the person's once their address clicked: a stranger's typing changes nobody's hours. */
export const adoptZone = (recipientId: string, topic: string): Statement =>
  statement(
    `UPDATE recipients SET zone = coalesce((SELECT zone FROM subscriptions WHERE recipient_id = :recipientId AND topic = :topic), zone)
     WHERE id = :recipientId`,
    { recipientId, topic },
  );

/** The same habits for the recipient of another address. */
export const copyHabits = (fromId: string, toContact: ContactId): Statement =>
  statement(
    `UPDATE recipients SET (zone, send_hour, paused_until_at) =
       (SELECT o.zone, o.send_hour, o.paused_until_at FROM recipients o WHERE o.id = :fromId) WHERE contact_id = :toContact`,
    { fromId, toContact },
  );

/** Keeps a name, in a contact of its own, so that nobody renames another by typing their address. */
export async function keepName({ vault, now }: Deps, { id, name }: { id: string; name: string }): Promise<Statement> {
  const { kid, sealed } = await vault.seal(`contacts.name:${id}`, name);
  return statement(
    `INSERT INTO contacts (id, name_sealed, kid, created_at) VALUES (:id, :sealed, :kid, :now)
     ON CONFLICT (id) DO UPDATE SET name_sealed = excluded.name_sealed, kid = excluded.kid`,
    { id, sealed, kid, now },
  );
}

/** The contact of an address, by its fingerprint; null when nobody ever used it. */
export async function contactOfAddress({ db, vault }: Deps, email: string): Promise<ContactId | null> {
  const hash = await vault.fingerprint(email);
  const query = statement("SELECT id FROM contacts WHERE addr_hash = :hash AND email_sealed IS NOT NULL", { hash });
  return (await db.one(z.object({ id: idOf("ctc") }), query))?.id ?? null;
}

/** A mail that an unproven address got lately, and when the next one leaves, which gathers what came since; null when none does. */
export type WaitingMail = { sentAt: number; nextAt: number | null; isRecap: boolean };
/** The same, past a limit: the mail that left last is all there is. */
export const onlyMail = (sentAt: number): WaitingMail => ({ sentAt, nextAt: null, isRecap: false });

const IS_ABOUT = `:about <> '' AND m.template <> '${RECAP}' AND instr(m.vars, '"' || :about || '"') > 0`;

/**
 * What waits in the mailbox of an address that did not click yet; null when the next mail leaves at once. `about` is an id that a mail
 * would bear: one that left by itself waits for nothing.
 */
export async function waitingMail(
  { db, now }: Pick<Deps, "db" | "now">,
  { contactId, about = "" }: { contactId: ContactId; about?: string },
): Promise<WaitingMail | null> {
  const row = await db.one(
    z.object({
      sent_at: z.int().nullable(),
      next_at: z.int().nullable(),
      recap_at: z.int().nullable(),
      has_left: z.int().nullable(),
      is_gathered: z.int().nullable(),
    }),
    statement(
      `SELECT max(iif(m.is_unproven = 1 AND m.due_at <= :now AND m.status <> 6, m.due_at, NULL)) AS sent_at,
         max(iif(m.is_unproven = 1 AND m.due_at > :now AND m.status <> 6, m.due_at, NULL)) AS next_at,
         max(iif(m.template = '${RECAP}' AND m.due_at <= :now, m.due_at, NULL)) AS recap_at,
         max(iif(${IS_ABOUT} AND m.status <> 6, 1, NULL)) AS has_left, max(iif(${IS_ABOUT} AND m.reason = 'gathered', 1, NULL)) AS is_gathered
       FROM messages m WHERE m.recipient_id = (SELECT id FROM recipients WHERE contact_id = :contactId) AND m.due_at > :now - ${RECAP_EVERY}`,
      { contactId, about, now },
    ),
  );
  const sentAt = row?.sent_at ?? null;
  return row === null || sentAt === null || (row.has_left === 1 && row.is_gathered === null)
    ? null
    : { sentAt, nextAt: row.next_at ?? sentAt + RECAP_EVERY, isRecap: row.recap_at === sentAt };
}

/** The same for an address that somebody types, known or not. */
export async function waitingMailTo(deps: Deps, email: string): Promise<WaitingMail | null> {
  const contactId = await contactOfAddress(deps, email);
  return contactId === null ? null : waitingMail(deps, { contactId });
}

/** Why nothing of ours arrives at an address; who complained, and whom we leave out, are told alike. */
type Unreached = {
  unreached: "returned" | "refused" | "closed";
  /** What asks for a trial, where one may leave; when the last one left, where it was lately. */
  trial: string | null;
  triedAt: number | null;
};
/** How long the button of a trial is good for. */
const TRIAL_LINK_LIVES = DAY;
const RECIPIENT_OF =
  "(SELECT r.id FROM contacts c JOIN recipients r ON r.contact_id = c.id WHERE c.addr_hash = :addrHash)";
const LAST_IS_REFUSED = `SELECT m.status = 7 AND m.reason LIKE 'recipient:%' FROM messages m WHERE m.recipient_id = ${RECIPIENT_OF} AND m.status NOT IN (0, 1, 6) ORDER BY m.due_at DESC LIMIT 1`;
const TRIED_AT = `SELECT max(m.due_at) FROM messages m WHERE m.recipient_id = ${RECIPIENT_OF} AND m.template = '${TRIAL}'
  AND m.due_at > :now - ${TRIAL_EVERY}`;

/** What a form says of the address that was typed in it, when no mail can arrive there; null when nothing is known against it. */
export async function unreachedAt(
  { db, vault, links, now }: Pick<SiteDeps, "db" | "vault" | "links" | "now">,
  email: string,
): Promise<Unreached | null> {
  const known = await db.one(
    z.object({
      reason: z.string().nullable(),
      is_refused: z.int().nullable(),
      tried_at: z.int().nullable(),
      contact_id: idOf("ctc").nullable(),
    }),
    statement(
      `SELECT (SELECT reason FROM suppressions WHERE addr_hash = :addrHash) AS reason, (${LAST_IS_REFUSED}) AS is_refused,
         (${TRIED_AT}) AS tried_at, (SELECT id FROM contacts WHERE addr_hash = :addrHash AND email_sealed IS NOT NULL) AS contact_id`,
      { addrHash: await vault.fingerprint(email), now },
    ),
  );
  const reason = known?.reason ?? null;
  if (known === null || (reason === null && known.is_refused !== 1)) {
    return null;
  }
  if (!CAME_BACK.some((one) => one === reason)) {
    return { unreached: reason === null ? "refused" : "closed", trial: null, triedAt: null };
  }
  const { contact_id: contactId, tried_at: triedAt } = known;
  const mayTry = contactId !== null && triedAt === null;
  const trial = mayTry ? await links.sign("trial", contactId, now + TRIAL_LINK_LIVES) : null;
  return { unreached: "returned", trial, triedAt };
}

/** What stands where nothing of ours opens a value: the key that sealed it is lost, or the row was damaged. */
const UNREADABLE = { name: "prénom illisible", email: "adresse illisible", words: "message illisible" } as const;
const shown = (opened: Opened, what: keyof typeof UNREADABLE): string =>
  "text" in opened ? opened.text : UNREADABLE[what];

type SealedName = { id: string | null; name_sealed: string | null; kid: string | null };
const openName =
  (what: keyof typeof UNREADABLE) =>
  async ({ vault }: Pick<Deps, "vault">, row: SealedName): Promise<string | null> =>
    row.id === null || row.name_sealed === null || row.kid === null
      ? null
      : shown(await vault.open(`contacts.name:${row.id}`, { kid: row.kid, sealed: row.name_sealed }), what);
/** Reads a name, for a screen or a list; null once erased. */
export const readName = openName("name");
/** The same of words that somebody wrote to somebody: they are kept as a name is, and forgotten as one. */
export const readWords = openName("words");

/** Reads an address for the screen of the person who holds its link; null once erased. */
export async function readAddress(
  { db, vault }: Pick<Deps, "db" | "vault">,
  contactId: ContactId,
): Promise<string | null> {
  const row = await db.one(
    z.object({ email_sealed: z.string(), addr_hash: z.string(), kid: z.string() }),
    statement("SELECT email_sealed, addr_hash, kid FROM contacts WHERE id = :contactId AND email_sealed IS NOT NULL", {
      contactId,
    }),
  );
  return row === null
    ? null
    : shown(await vault.open(`contacts.email:${row.addr_hash}`, { kid: row.kid, sealed: row.email_sealed }), "email");
}

/** Forgets names: their rows go. */
export const forgetNames = (ids: readonly string[]): Statement =>
  statement("DELETE FROM contacts WHERE addr_hash IS NULL AND id IN (SELECT value FROM json_each(:ids))", { ids });

/**
 * The condition, over `contacts`, under which an address is still needed: a registration, a class request, or messages that
 * somebody asked for, or waiting for an association, or acting for an organisation, or being invited to. Reminders alone (`atelier`, `visite`) are no
 * purpose of their own: they live with their registration or request.
 */
export const ADDRESS_IN_USE = `(EXISTS (SELECT 1 FROM registrations r WHERE r.contact_id = contacts.id AND r.erased_at IS NULL)
  OR EXISTS (SELECT 1 FROM recipients x JOIN subscriptions p ON p.recipient_id = x.id
    WHERE x.contact_id = contacts.id AND p.status < 2 AND p.topic NOT IN ${sqlSet(REMINDER_TOPICS)})
  OR EXISTS (SELECT 1 FROM guardian_consents g WHERE g.contact_id = contacts.id AND g.forgotten_at IS NULL)
  OR EXISTS (SELECT 1 FROM workshop_requests w WHERE w.contact_id = contacts.id AND w.erased_at IS NULL)
  OR EXISTS (SELECT 1 FROM workshop_requests d WHERE d.head_contact_id = contacts.id AND d.erased_at IS NULL)
  OR EXISTS (SELECT 1 FROM request_colleagues k WHERE k.contact_id = contacts.id)
  OR EXISTS (SELECT 1 FROM area_watches z WHERE z.contact_id = contacts.id)
  OR EXISTS (SELECT 1 FROM people h WHERE h.contact_id = contacts.id)
  OR EXISTS (SELECT 1 FROM address_corrections f WHERE f.from_contact_id = contacts.id)
  OR EXISTS (SELECT 1 FROM address_corrections t WHERE t.to_contact_id = contacts.id)
  OR EXISTS (SELECT 1 FROM invitations i WHERE i.contact_id = contacts.id AND i.accepted_at IS NULL AND i.revoked_at IS NULL))`;

/**
 * Forgets addresses that no live purpose uses any more: the sealed text goes, the hash stays 30 days against abuse.
 * `keepWhile` is the condition, over `contacts.id`, under which another purpose still needs the address.
 */
export function forgetAddresses(
  ids: readonly ContactId[],
  keepWhile: string,
  now: number,
  hashUntil: number,
): Statement[] {
  return [
    statement(
      `UPDATE contacts SET email_sealed = NULL, hash_until_at = :hashUntil
       WHERE id IN (SELECT value FROM json_each(:ids)) AND email_sealed IS NOT NULL AND NOT (${keepWhile})`,
      { ids, hashUntil },
    ),
    closeRecipients(ids, now),
  ];
}

/** Who has no address any more receives nothing. */
const closeRecipients = (ids: readonly string[], now: number): Statement =>
  statement(
    `UPDATE recipients SET erased_at = :now WHERE erased_at IS NULL AND contact_id IN
       (SELECT id FROM contacts WHERE id IN (SELECT value FROM json_each(:ids)) AND email_sealed IS NULL)`,
    { ids, now },
  );

/** Over `contacts`: the last topic that somebody left less than a week ago; they may come back by the link they have. */
const LEFT_LATELY = `(SELECT max(p.ended_at) FROM recipients x JOIN subscriptions p ON p.recipient_id = x.id
  WHERE x.contact_id = contacts.id AND p.status > 1 AND p.ended_at > :now - ${RETENTION.afterLeaving})`;
const TO_LOOK_AT = "FROM contacts WHERE email_sealed IS NOT NULL AND check_at <= :now";

/** Addresses that nothing needs any more, whatever ended and however long ago. */
export const addressesDue: Forgetting = {
  key: "addresses",
  label: "Adresses dont plus rien n’a besoin",
  due: `SELECT check_at AS due_at ${TO_LOOK_AT} AND NOT ${ADDRESS_IN_USE} AND ${LEFT_LATELY} IS NULL`,
  by: "check_at",
  phase: "addresses",
  most: 500,
  run: async ({ db, now }) => {
    const query = statement(`SELECT id ${TO_LOOK_AT} ORDER BY check_at LIMIT :most`, { now, most: addressesDue.most });
    const ids = (await db.all(z.object({ id: z.string() }), query)).map((row) => row.id);
    const these = `id IN (SELECT value FROM json_each(:ids)) AND email_sealed IS NOT NULL`;
    await db.batch([
      statement(
        `UPDATE contacts SET email_sealed = NULL, hash_until_at = :now + ${RETENTION.hash}
         WHERE ${these} AND NOT ${ADDRESS_IN_USE} AND ${LEFT_LATELY} IS NULL`,
        { ids, now },
      ),
      closeRecipients(ids, now),
      statement(
        `UPDATE contacts SET check_at = coalesce(${LEFT_LATELY} + ${RETENTION.afterLeaving}, :now + ${NEXT_LOOK}) WHERE ${these}`,
        { ids, now },
      ),
    ]);
    return ids.length;
  },
};

/** Somebody left: the night looks at their address in a week. */
export const lookInAWeek = (recipientIds: readonly string[], now: number): Statement =>
  statement(
    `UPDATE contacts SET check_at = min(check_at, :now + ${RETENTION.afterLeaving})
     WHERE id IN (SELECT contact_id FROM recipients WHERE id IN (SELECT value FROM json_each(:recipientIds)))`,
    { recipientIds, now },
  );

/** The night looks at an address at this moment, or before. */
export const lookAgainAt = (contactId: ContactId, at: number): Statement =>
  statement("UPDATE contacts SET check_at = min(check_at, :at) WHERE id = :contactId", { contactId, at });

/** The hashes whose 30 days are over go too. */
export const hashesDue = deleting(
  "hashes",
  "Empreintes d’adresses effacées",
  { table: "contacts", id: "id", phase: "addresses" },
  after("hash_until_at", 0),
);

/** Somebody asked to be erased: not even the hash of their address stays, once nothing needs the address. */
export const forgetHashOf = (contactId: ContactId): Statement =>
  statement("DELETE FROM contacts WHERE id = :contactId AND email_sealed IS NULL AND name_sealed IS NULL", {
    contactId,
  });

const SEALED = "(email_sealed IS NOT NULL OR name_sealed IS NOT NULL)";
const Seals = z.object({ old: z.int(), lost: z.int() });

/**
 * How many contacts an old key of the ring still seals, which rotation waits for, and how many a key seals that is not in the ring: they
 * cannot be read, a disaster to see at once. Both up to 5,000.
 */
export async function countSeals({ db, vault }: Pick<Deps, "db" | "vault">): Promise<z.infer<typeof Seals>> {
  const count = (which: string): string =>
    `(SELECT count(*) FROM (SELECT 1 FROM every CROSS JOIN contacts c ON c.kid = every.kid WHERE every.kid ${which} AND ${SEALED} LIMIT 5000))`;
  const query = statement(
    `WITH RECURSIVE every(kid) AS (SELECT min(kid) FROM contacts UNION ALL
       SELECT (SELECT min(n.kid) FROM contacts n WHERE n.kid > every.kid) FROM every WHERE every.kid IS NOT NULL)
     SELECT ${count("IN (SELECT value FROM json_each(:older))")} AS old, ${count("NOT IN (SELECT value FROM json_each(:kids))")} AS lost`,
    { older: olderKeys(vault), kids: vault.kids },
  );
  return (await db.one(Seals, query)) ?? { old: 0, lost: 0 };
}

const olderKeys = ({ kids, currentKid }: Vault): string[] => kids.filter((kid) => kid !== currentKid);

const Sealed = z.object({
  id: idOf("ctc"),
  kid: z.string(),
  email_sealed: z.string().nullable(),
  name_sealed: z.string().nullable(),
  addr_hash: z.string().nullable(),
});

/** Re-seals up to 500 contacts that an old key of the ring still seals; the number done. What nothing opens stays as it is. */
export async function resealContacts({ db, vault }: Pick<Deps, "db" | "vault">): Promise<number> {
  const statements: Statement[] = [];
  for (const row of await oldSeals(db, olderKeys(vault))) {
    const again = async (place: string, sealed: string | null): Promise<string | null | undefined> => {
      const opened = sealed === null ? null : await vault.open(place, { kid: row.kid, sealed });
      return opened === null ? null : "text" in opened ? (await vault.seal(place, opened.text)).sealed : undefined;
    };
    const email = await again(`contacts.email:${row.addr_hash ?? ""}`, row.email_sealed);
    const name = await again(`contacts.name:${row.id}`, row.name_sealed);
    if (email !== undefined && name !== undefined) {
      statements.push(
        statement(
          "UPDATE contacts SET email_sealed = :email, name_sealed = :name, kid = :currentKid WHERE id = :id AND kid = :kid",
          { id: row.id, kid: row.kid, email, name, currentKid: vault.currentKid },
        ),
      );
    }
  }
  await db.batch(statements);
  return statements.length;
}

const oldSeals = (db: Database, older: readonly string[]): Promise<z.infer<typeof Sealed>[]> =>
  db.all(
    Sealed,
    statement(
      `SELECT id, kid, email_sealed, name_sealed, addr_hash FROM contacts WHERE kid IN (SELECT value FROM json_each(:older)) LIMIT 500`,
      { older },
    ),
  );
