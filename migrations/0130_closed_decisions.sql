-- Every decision is one type of entry under a random subject, and each day holds three that stay closed: an entry without a public
-- payload says neither that somebody was refused nor when. Old entries and their hashes stay as they are.
PRAGMA defer_foreign_keys = on;
CREATE TABLE rebuild__journal_entries AS SELECT * FROM journal_entries;
DROP TABLE journal_entries;
CREATE TABLE journal_entries (
  seq INTEGER PRIMARY KEY,
  type TEXT NOT NULL CHECK (type IN ('referential_published', 'application_decided', 'state_changed', 'appeal_decided',
    'decision', 'key_rotated', 'checkpoint_issued')), -- before 0130 decisions had three types
  subject TEXT NOT NULL, -- a version, a key; of a decision a random id (before 0130: its label)
  payload_hash TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT;
INSERT INTO journal_entries (seq, type, subject, payload_hash, prev_hash, hash, recorded_at)
  SELECT seq, type, subject, payload_hash, prev_hash, hash, recorded_at FROM rebuild__journal_entries;
CREATE TABLE rebuild__check (lost INTEGER CONSTRAINT no_row_is_lost CHECK (lost = 0));
INSERT INTO rebuild__check SELECT (SELECT count(*) FROM rebuild__journal_entries) - (SELECT count(*) FROM journal_entries);
DROP TABLE rebuild__check;
DROP TABLE rebuild__journal_entries;
CREATE TRIGGER journal_entries__frozen BEFORE UPDATE ON journal_entries BEGIN
  SELECT RAISE(ABORT, 'the log never changes');
END;
CREATE TRIGGER journal_entries__kept BEFORE DELETE ON journal_entries BEGIN
  SELECT RAISE(ABORT, 'the log is never cut');
END;
CREATE INDEX journal_entries__subject ON journal_entries (subject, seq);
PRAGMA foreign_key_check;

-- The minutes of a day at which an entry that stays closed is written: by the clock, or before it by a decision that is not public.
CREATE TABLE journal_slots (
  day_on TEXT NOT NULL,
  slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 3),
  due_at INTEGER NOT NULL,
  seq INTEGER CONSTRAINT slot_is_free CHECK (seq > 0), -- the entry that stands there; 0 is refused: it was taken
  PRIMARY KEY (day_on, slot)
) STRICT, WITHOUT ROWID;
