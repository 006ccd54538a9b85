-- What waits to be forgotten is found by a mark, however late it is; a login knows the passkey that opened it.

-- When the night looks whether anything still needs an address. Those that are here are all looked at in the coming night.
ALTER TABLE contacts ADD COLUMN check_at INTEGER NOT NULL DEFAULT 0;
UPDATE contacts SET check_at = unixepoch() WHERE email_sealed IS NOT NULL;
CREATE INDEX contacts__check_at ON contacts (check_at) WHERE email_sealed IS NOT NULL;

-- A sequence that was followed to its end: its topics were closed.
ALTER TABLE enrolments ADD COLUMN is_settled INTEGER NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1));
CREATE INDEX enrolments__to_settle ON enrolments (ended_at) WHERE status = 2 AND is_settled = 0;

-- Mails that were passed over before they had a batch.
CREATE INDEX messages__without_batch ON messages (due_at) WHERE batch_id IS NULL AND status > 1;

-- Which nights were worked, for a year.
CREATE INDEX duty_runs__started_at ON duty_runs (started_at);

-- Which passkey a login showed last: with the key goes what it opened.
ALTER TABLE logins ADD COLUMN passkey_id TEXT;
