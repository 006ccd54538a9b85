-- What is taught (workshops), by whom (associations), where (venues) and when (sessions).

CREATE TABLE associations (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  agreement_kind TEXT NOT NULL DEFAULT 'none' CHECK (agreement_kind IN ('none', 'academic', 'national')),
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
  is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE venues (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  commune TEXT NOT NULL,
  commune_code TEXT NOT NULL,
  departement_code TEXT NOT NULL,
  is_step_free INTEGER NOT NULL CHECK (is_step_free IN (0, 1)),
  has_hearing_loop INTEGER NOT NULL CHECK (has_hearing_loop IN (0, 1)),
  access_text TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE workshops (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE CHECK (slug NOT IN ('regles', 'seances')),
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'archived')),
  content_version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  workshop_id TEXT NOT NULL REFERENCES workshops (id),
  association_id TEXT NOT NULL REFERENCES associations (id),
  venue_id TEXT REFERENCES venues (id),
  join_url TEXT, -- where an online session is joined; shown to people whose seat is confirmed, nowhere else
  mode TEXT NOT NULL CHECK (mode IN ('onsite', 'online', 'hybrid')),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  tz TEXT NOT NULL,
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  taken INTEGER NOT NULL DEFAULT 0,
  waiting INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'cancelled', 'done')),
  visibility TEXT NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'private')),
  opens_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  queue_closes_at INTEGER NOT NULL,
  ics_sequence INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT seats_within_capacity CHECK (taken BETWEEN 0 AND capacity),
  CONSTRAINT waiting_is_counted CHECK (waiting >= 0),
  CHECK (ends_at > starts_at),
  CHECK ((mode = 'online') = (venue_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions__state_starts_at ON sessions (state, starts_at);
CREATE INDEX sessions__workshop_id_starts_at ON sessions (workshop_id, starts_at);
CREATE INDEX sessions__association_id_starts_at ON sessions (association_id, starts_at);
CREATE INDEX sessions__waiting ON sessions (starts_at) WHERE waiting > 0;
