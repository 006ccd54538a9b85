-- Reminders count on the clock of what they remind of; a mail that may wait for the day says so.

ALTER TABLE enrolments ADD COLUMN anchor_tz TEXT; -- the clock of the event; null: the reader's own
ALTER TABLE enrolments ADD COLUMN asked_at INTEGER; -- when the person asked for it; null: when it was enrolled
ALTER TABLE messages ADD COLUMN waits_for_day INTEGER NOT NULL DEFAULT 0 CHECK (waits_for_day IN (0, 1)); -- never at night

-- Whoever has a seat already goes on with the steps that end in time: they bear the same names.
UPDATE enrolments SET version = 2, next_at = created_at,
  anchor_tz = (SELECT s.tz FROM registrations g JOIN sessions s ON s.id = g.session_id WHERE g.id = enrolments.anchor_ref),
  asked_at = (SELECT g.created_at FROM registrations g WHERE g.id = enrolments.anchor_ref)
WHERE sequence = 'atelier' AND version = 1 AND status = 0;

-- A place that nobody has looked at does not wait for ever.
UPDATE workshop_requests SET expires_at = updated_at + 21 * 86400 WHERE state = 'unvetted' AND expires_at IS NULL;

-- Lists that close, found without reading those that do not.
CREATE INDEX sessions__queue_closes_at ON sessions (queue_closes_at) WHERE waiting > 0;
