-- The team is called for a session that lacks somebody: whoever answers first takes the part. One call a session, made anew by calling again.
CREATE TABLE session_calls (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id),
  association_id TEXT NOT NULL REFERENCES associations (id),
  wanted INTEGER NOT NULL CHECK (wanted > 0),
  came INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT call_has_room CHECK (came <= wanted)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_calls__association_id ON session_calls (association_id) WHERE came < wanted;
