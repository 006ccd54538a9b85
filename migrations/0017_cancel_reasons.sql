-- registrations, made anew (docs/migrations.md): a parent's « non » was written as the child's own act, for want of a word. Kinds, states
-- and reasons now stand in small tables: the next word is an INSERT, and these rows are never copied for it again.
PRAGMA defer_foreign_keys = on;
CREATE TABLE registration_kinds (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO registration_kinds (word) VALUES ('person'), ('family'), ('class');
CREATE TABLE registration_states (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO registration_states (word) VALUES ('held'), ('awaiting_consent'), ('confirmed'), ('joining'), ('waitlisted'), ('offered'), ('declined'), ('refused'), ('expired'), ('cancelled'), ('attended'), ('absent');
CREATE TABLE registration_cancel_reasons (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO registration_cancel_reasons (word) VALUES ('person'), ('duplicate'), ('erased'), ('session_cancelled'), ('session_over'), ('guardian');
CREATE INDEX rebuild__participants__registration_id ON participants (registration_id);
CREATE INDEX rebuild__offers__registration_id ON offers (registration_id);
CREATE INDEX rebuild__queue_skips__skipped_id ON queue_skips (skipped_id);
CREATE INDEX rebuild__queue_skips__passed_by_id ON queue_skips (passed_by_id);
CREATE INDEX rebuild__attendance_sheets__registration_id ON attendance_sheets (registration_id);
CREATE INDEX rebuild__attestations__registration_id ON attestations (registration_id);
CREATE INDEX rebuild__guardian_consents__registration_id ON guardian_consents (registration_id);
CREATE TABLE rebuild__registrations AS SELECT * FROM registrations;
DROP TABLE registrations;
CREATE TABLE registrations (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  contact_id TEXT,
  kind TEXT NOT NULL REFERENCES registration_kinds (word),
  seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 60),
  state TEXT NOT NULL REFERENCES registration_states (word),
  expires_at INTEGER,
  verified_at INTEGER,
  is_calendar_wanted INTEGER NOT NULL DEFAULT 0 CHECK (is_calendar_wanted IN (0, 1)),
  queue_at INTEGER,
  skips INTEGER NOT NULL DEFAULT 0,
  idempotency_key TEXT NOT NULL UNIQUE,
  ics_sequence INTEGER NOT NULL DEFAULT 0,
  cancel_reason TEXT REFERENCES registration_cancel_reasons (word),
  erase_at INTEGER NOT NULL,
  erased_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
, workshop_request_id TEXT REFERENCES workshop_requests (id)) STRICT, WITHOUT ROWID;
INSERT INTO registrations (id, session_id, contact_id, kind, seats, state, expires_at, verified_at, is_calendar_wanted, queue_at, skips, idempotency_key, ics_sequence, cancel_reason, erase_at, erased_at, revision, updated_at, created_at, workshop_request_id)
  SELECT id, session_id, contact_id, kind, seats, state, expires_at, verified_at, is_calendar_wanted, queue_at, skips, idempotency_key, ics_sequence, cancel_reason, erase_at, erased_at, revision, updated_at, created_at, workshop_request_id FROM rebuild__registrations;
CREATE TABLE rebuild__check (lost INTEGER CONSTRAINT no_row_is_lost CHECK (lost = 0));
INSERT INTO rebuild__check SELECT (SELECT count(*) FROM rebuild__registrations) - (SELECT count(*) FROM registrations);
DROP TABLE rebuild__check;
DROP TABLE rebuild__registrations;
DROP INDEX rebuild__participants__registration_id;
DROP INDEX rebuild__offers__registration_id;
DROP INDEX rebuild__queue_skips__skipped_id;
DROP INDEX rebuild__queue_skips__passed_by_id;
DROP INDEX rebuild__attendance_sheets__registration_id;
DROP INDEX rebuild__attestations__registration_id;
DROP INDEX rebuild__guardian_consents__registration_id;
CREATE INDEX registrations__session_id_state ON registrations (session_id, state);
CREATE INDEX registrations__expires_at ON registrations (expires_at)
  WHERE state IN ('held', 'awaiting_consent', 'joining', 'offered');
CREATE INDEX registrations__session_id_queue_at ON registrations (session_id, queue_at) WHERE state = 'waitlisted';
CREATE INDEX registrations__erase_at ON registrations (erase_at) WHERE erased_at IS NULL;
CREATE INDEX registrations__contact_id ON registrations (contact_id) WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX registrations__session_id_contact_id ON registrations (session_id, contact_id)
  WHERE state IN ('awaiting_consent', 'confirmed', 'waitlisted', 'offered', 'attended', 'absent');
-- The event always told the truth.
UPDATE registrations SET cancel_reason = 'guardian' WHERE cancel_reason = 'person' AND EXISTS (
  SELECT 1 FROM events e WHERE e.subject = registrations.id AND e.type = 'registration.cancelled'
    AND json_extract(e.data, '$.reason') = 'guardian');
PRAGMA foreign_key_check;
