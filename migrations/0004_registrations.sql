-- One person asking for a seat in one session, the waiting list, and its evidence.

CREATE TABLE registrations (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  contact_id TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'family', 'class')),
  seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 60),
  state TEXT NOT NULL CHECK (state IN ('held', 'awaiting_consent', 'confirmed', 'joining', 'waitlisted', 'offered',
    'declined', 'refused', 'expired', 'cancelled', 'attended', 'absent')),
  expires_at INTEGER,
  verified_at INTEGER,
  is_calendar_wanted INTEGER NOT NULL DEFAULT 0 CHECK (is_calendar_wanted IN (0, 1)),
  queue_at INTEGER,
  skips INTEGER NOT NULL DEFAULT 0,
  idempotency_key TEXT NOT NULL UNIQUE,
  ics_sequence INTEGER NOT NULL DEFAULT 0,
  cancel_reason TEXT CHECK (cancel_reason IN ('person', 'duplicate', 'erased', 'session_cancelled', 'session_over')),
  erase_at INTEGER NOT NULL,
  erased_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX registrations__session_id_state ON registrations (session_id, state);
CREATE INDEX registrations__expires_at ON registrations (expires_at)
  WHERE state IN ('held', 'awaiting_consent', 'joining', 'offered');
CREATE INDEX registrations__session_id_queue_at ON registrations (session_id, queue_at) WHERE state = 'waitlisted';
CREATE INDEX registrations__erase_at ON registrations (erase_at) WHERE erased_at IS NULL;
CREATE INDEX registrations__contact_id ON registrations (contact_id) WHERE contact_id IS NOT NULL;
-- One live registration per person and session, among those whose address is proven: a form alone must not
-- reveal that somebody is registered (docs/places.md, "Same address twice").
CREATE UNIQUE INDEX registrations__session_id_contact_id ON registrations (session_id, contact_id)
  WHERE state IN ('awaiting_consent', 'confirmed', 'waitlisted', 'offered', 'attended', 'absent');

CREATE TABLE participants (
  id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL REFERENCES registrations (id),
  position INTEGER NOT NULL,
  contact_id TEXT,
  age_band TEXT CHECK (age_band IN ('under_11', '11_14', '15_17', '18_plus')),
  needs TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(needs)),
  is_present INTEGER CHECK (is_present IN (0, 1)),
  created_at INTEGER NOT NULL,
  UNIQUE (registration_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE offers (
  id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL REFERENCES registrations (id),
  session_id TEXT NOT NULL REFERENCES sessions (id),
  seats INTEGER NOT NULL,
  offered_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('open', 'accepted', 'declined', 'expired', 'cancelled')),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX offers__registration_id ON offers (registration_id) WHERE outcome = 'open';
CREATE INDEX offers__session_id ON offers (session_id) WHERE outcome = 'open';

CREATE TABLE queue_skips (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  skipped_id TEXT NOT NULL REFERENCES registrations (id),
  passed_by_id TEXT NOT NULL REFERENCES registrations (id),
  free_seats INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
