-- Families and minors: from which age a session asks a parent, and what was answered.

ALTER TABLE sessions ADD COLUMN consent_under_age INTEGER NOT NULL DEFAULT 15 CHECK (consent_under_age IN (15, 18));

-- The agreement of a child and of a parent, one line each: which words, when, what was answered. No IP, no birth date, no name.
CREATE TABLE guardian_consents (
  id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL REFERENCES registrations (id),
  side TEXT NOT NULL CHECK (side IN ('child', 'guardian')),
  contact_id TEXT, -- the parent's address, when one was written
  text_version INTEGER NOT NULL,
  text_sha256 TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('asked', 'given', 'refused', 'lapsed', 'withdrawn')),
  asked_at INTEGER, -- null until the child's own address is proven
  nudge_at INTEGER, -- when to tell the child once that no answer came
  reminded_at INTEGER, -- on the child's line only
  decided_at INTEGER,
  forget_at INTEGER, -- when the parent's address goes
  forgotten_at INTEGER,
  erase_at INTEGER NOT NULL, -- when the proof itself goes
  created_at INTEGER NOT NULL,
  UNIQUE (registration_id, side)
) STRICT, WITHOUT ROWID;
CREATE INDEX guardian_consents__contact_id ON guardian_consents (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX guardian_consents__nudge_at ON guardian_consents (nudge_at) WHERE nudge_at IS NOT NULL;
CREATE INDEX guardian_consents__forget_at ON guardian_consents (forget_at) WHERE forgotten_at IS NULL AND forget_at IS NOT NULL;
CREATE INDEX guardian_consents__erase_at ON guardian_consents (erase_at);

-- « Ce n'est pas moi »: an address that is never asked again. Keyed hash only.
CREATE TABLE guardian_blocks (
  addr_hash TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
