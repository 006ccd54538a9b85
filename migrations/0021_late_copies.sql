-- When somebody was marked present or absent, in milliseconds: of two marks the later act stands, not the last to arrive. 0: nobody has
-- marked, or the night did for want of a mark. A mark is written over the one that was read: else its batch fails.
ALTER TABLE registrations ADD COLUMN marked_ms INTEGER NOT NULL DEFAULT 0 CONSTRAINT mark_as_read CHECK (marked_ms >= 0);

-- A task that was taken back: what its holder had graded, kept for whoever gives it back to them, unseen by who follows.
CREATE TABLE released_work (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL,
  task TEXT NOT NULL,
  person_id TEXT NOT NULL,
  work TEXT NOT NULL CHECK (json_valid(work)), -- their rows of reviews, exchanges and findings
  -- Computed in the statement that releases: nobody has handed in meanwhile.
  is_open INTEGER NOT NULL CONSTRAINT not_handed_in CHECK (is_open = 1),
  released_by TEXT NOT NULL,
  released_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX released_work__application_id ON released_work (application_id, released_at);
CREATE INDEX released_work__released_at ON released_work (released_at);

-- The grade given before the one that the mutuelle gave itself was shown, and over which filing: agreement is computed from it alone.
ALTER TABLE reviews ADD COLUMN first_grade INTEGER;
ALTER TABLE reviews ADD COLUMN first_seen TEXT NOT NULL DEFAULT '';
ALTER TABLE reviews ADD COLUMN changed_because TEXT NOT NULL DEFAULT ''; -- why the grade is no longer the first one
UPDATE reviews SET first_grade = grade, first_seen = seen;
