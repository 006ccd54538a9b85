-- A refusal about us is charged to no mail: what the breaker waits for, and what a person has to see.
ALTER TABLE mail_control ADD COLUMN breaker_since_at INTEGER; -- refused since; closed by an accepted call alone
ALTER TABLE mail_control ADD COLUMN probe_id TEXT; -- the one batch that may leave while it is not closed
ALTER TABLE mail_control ADD COLUMN refused_name TEXT; -- why the last mail that went alone was refused; null once one was accepted
UPDATE mail_control SET breaker_until_at = 0 WHERE breaker_until_at >= 32503680000; -- nothing waits for a person any more

ALTER TABLE send_batches ADD COLUMN miscounts INTEGER NOT NULL DEFAULT 0; -- answers whose count did not match

-- A refused or dead mail waits for a person until it was sent again or put away.
ALTER TABLE messages ADD COLUMN handled_at INTEGER;
CREATE INDEX messages__status_due_at ON messages (status, due_at) WHERE status IN (7, 9) AND handled_at IS NULL;
CREATE INDEX messages__solo_due_at ON messages (due_at) WHERE status = 0 AND solo = 1; -- set aside: each leaves alone

-- An address that sent mails back for a while rests; how often it had to.
CREATE TABLE address_holds (
  addr_hash TEXT PRIMARY KEY,
  held_until_at INTEGER NOT NULL,
  holds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX address_holds__held_until_at ON address_holds (held_until_at);
