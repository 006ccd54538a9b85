-- A draw that anybody can check (docs/places.md): asks of the first hour, frozen at `draw_at`, ordered by chance. Null: first come, first served.
ALTER TABLE sessions ADD COLUMN draw_at INTEGER;
ALTER TABLE sessions ADD COLUMN drawn_at INTEGER;
CREATE INDEX sessions__draw_at ON sessions (draw_at) WHERE draw_at IS NOT NULL AND drawn_at IS NULL AND state = 'open';

-- What is published of an entry, and where chance put it: after `queue_at`, which is the same for all that were drawn.
ALTER TABLE registrations ADD COLUMN ticket TEXT;
ALTER TABLE registrations ADD COLUMN lot INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX registrations__ticket ON registrations (ticket) WHERE ticket IS NOT NULL;
DROP INDEX registrations__session_id_queue_at;
CREATE INDEX registrations__session_id_queue_at ON registrations (session_id, queue_at, lot, id) WHERE state = 'waitlisted';

CREATE TABLE draws (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id),
  commitment TEXT NOT NULL,
  seed TEXT NOT NULL,
  round INTEGER NOT NULL,
  frozen_at INTEGER,
  root TEXT,
  -- JSON: the entries in the order of their tickets once frozen.
  entries TEXT NOT NULL DEFAULT '[]',
  -- JSON: the tickets as they were drawn, and the chance that nobody of us chose.
  ordered TEXT NOT NULL DEFAULT '[]',
  beacon TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
