-- Who gives the sessions: the honourability check is a date and who saw the paper, never the paper.

CREATE TABLE facilitators (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  association_id TEXT NOT NULL REFERENCES associations (id),
  honour_seen_on TEXT,
  honour_seen_by TEXT, -- the coordinator who saw it
  honour_until_on TEXT,
  trained_on TEXT,
  feed_ref TEXT NOT NULL UNIQUE, -- the secret part of their calendar's address; a new one revokes the old
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (association_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX facilitators__honour_until_on ON facilitators (honour_until_on) WHERE honour_until_on IS NOT NULL;
CREATE INDEX facilitators__person_id ON facilitators (person_id);

-- The two named checks are the decision: a row cannot stand for somebody whose check does not cover the day, or who is elsewhere then.
CREATE TABLE session_facilitators (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  facilitator_id TEXT NOT NULL REFERENCES facilitators (id),
  state TEXT NOT NULL CHECK (state IN ('assigned', 'withdrawn')),
  is_covered INTEGER NOT NULL,
  is_free INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (session_id, facilitator_id),
  CONSTRAINT honour_covers_the_day CHECK (is_covered = 1),
  CONSTRAINT facilitator_is_free CHECK (is_free = 1)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_facilitators__facilitator_id ON session_facilitators (facilitator_id) WHERE state = 'assigned';
