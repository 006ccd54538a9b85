-- The walls: events (audit log and outbox), sealed contacts, counters, parked messages, the one switch of sending.

CREATE TABLE events (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_rev INTEGER,
  cause TEXT,
  data TEXT NOT NULL CHECK (json_valid(data)),
  reacted_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX events__at ON events (at) WHERE reacted_at IS NULL;
CREATE UNIQUE INDEX events__subject_subject_rev ON events (subject, subject_rev) WHERE subject_rev IS NOT NULL;
CREATE TRIGGER events_are_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER events_are_frozen BEFORE UPDATE OF id, type, version, at, actor, subject, subject_rev, cause, data ON events
BEGIN SELECT RAISE(ABORT, 'events are never rewritten'); END;

-- Every name and every address of the platform, sealed. Other tables point here by id, so erasing a person is one row.
CREATE TABLE contacts (
  id TEXT PRIMARY KEY,
  email_sealed TEXT,
  name_sealed TEXT,
  addr_hash TEXT UNIQUE,
  kid TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  hash_until_at INTEGER -- set once the address is erased: the hash alone stays this long, against abuse
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts__kid ON contacts (kid);
CREATE INDEX contacts__hash_until_at ON contacts (hash_until_at) WHERE hash_until_at IS NOT NULL;

CREATE TABLE rate_counters (
  key TEXT PRIMARY KEY, -- keyed hash of what is counted and of its window: no address, no IP
  n INTEGER NOT NULL,
  most INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CONSTRAINT rate_within_limit CHECK (n <= most)
) STRICT, WITHOUT ROWID;
CREATE INDEX rate_counters__expires_at ON rate_counters (expires_at);

CREATE TABLE parked_messages (
  id TEXT PRIMARY KEY,
  queue TEXT NOT NULL,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  parked_at INTEGER NOT NULL,
  replayed_at INTEGER,
  replayed_by TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_control (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sending_enabled INTEGER NOT NULL DEFAULT 0 CHECK (sending_enabled IN (0, 1)),
  paused_classes INTEGER NOT NULL DEFAULT 0,
  breaker_until_at INTEGER NOT NULL DEFAULT 0,
  breaker_reason TEXT,
  breaker_strikes INTEGER NOT NULL DEFAULT 0,
  rps REAL NOT NULL DEFAULT 10,
  delivered_on INTEGER NOT NULL DEFAULT 1,
  last_tick_at INTEGER,
  clock_offset INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO mail_control (id) VALUES (1);

-- One row per nightly duty and day: whoever inserts it runs the duty.
CREATE TABLE duty_runs (
  duty TEXT NOT NULL,
  day_on TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  PRIMARY KEY (duty, day_on)
) STRICT, WITHOUT ROWID;
