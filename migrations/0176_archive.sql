-- Trails of registrations that are over and bare leave the database for files, each checked before a row goes (docs/archive.md).
CREATE TABLE archives (
  id TEXT PRIMARY KEY,
  subjects TEXT NOT NULL, -- JSON: chosen once, so that whoever goes on after a kill goes on with the same; '[]' once they are named below
  lines INTEGER,
  sha256 TEXT,
  root TEXT,
  verified_at INTEGER, -- read back as it was written, and under a signed checkpoint
  moved_at INTEGER, -- its rows have left
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX archives__open ON archives (id) WHERE moved_at IS NULL;

CREATE TABLE archived_subjects (
  subject TEXT PRIMARY KEY,
  archive_id TEXT NOT NULL REFERENCES archives (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX archived_subjects__archive_id ON archived_subjects (archive_id);

ALTER TABLE registrations ADD COLUMN archived_at INTEGER;
CREATE INDEX registrations__to_archive ON registrations (erased_at) WHERE erased_at IS NOT NULL AND archived_at IS NULL;

-- An event goes only when a file that was checked holds it, and ninety days after it happened.
DROP TRIGGER events_are_kept;
CREATE TRIGGER events_are_kept BEFORE DELETE ON events
WHEN NOT EXISTS (SELECT 1 FROM archived_subjects s JOIN archives a ON a.id = s.archive_id
  WHERE s.subject = OLD.subject AND OLD.at <= a.verified_at - 7776000)
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
