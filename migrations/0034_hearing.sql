-- The mutuelle is heard before a label is reserved, suspended or withdrawn; it says when it read a decision.

CREATE TABLE measures (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL,
  label_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('reserve', 'suspend', 'withdraw')), -- what is envisaged
  ground TEXT NOT NULL CHECK (ground IN ('complaint', 'surveillance', 'finding', 'audit', 'report', 'danger', 'fraud')),
  ground_ref TEXT NOT NULL, -- the complaint or the finding, or where it can be read
  held TEXT NOT NULL CHECK (json_valid(held)), -- what is held against the offer: a criterion and words, each
  reasons TEXT NOT NULL,
  is_urgent INTEGER NOT NULL CHECK (is_urgent IN (0, 1)),
  opened_by TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  heard_until_on TEXT, -- the last day on which the mutuelle answers; null: not seconded yet
  provisional_until_on TEXT, -- an urgent suspension holds until then, and lapses by itself
  journal_seq INTEGER, -- the entry that says it is suspended
  closed_at INTEGER,
  outcome TEXT, -- the kind of the decision, « close », or « replaced »
  CONSTRAINT urgent_has_reasons CHECK (is_urgent = 0 OR (kind = 'suspend' AND length(reasons) >= 100))
) STRICT, WITHOUT ROWID;
CREATE INDEX measures__application_id ON measures (application_id, opened_at);
-- One at a time.
CREATE UNIQUE INDEX measures__open ON measures (application_id) WHERE closed_at IS NULL;

CREATE TABLE measure_signatures (
  measure_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  signed_at INTEGER NOT NULL,
  PRIMARY KEY (measure_id, person_id)
) STRICT, WITHOUT ROWID;

-- What the mutuelle says to each point, until the last day.
CREATE TABLE measure_answers (
  measure_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  text TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (measure_id, criterion_id)
) STRICT, WITHOUT ROWID;

-- Until when the label is suspended provisionally; read from its day, never from a job.
ALTER TABLE labels ADD COLUMN provisional_until_on TEXT;

-- The day on which the mutuelle said that it read a decision: its time to appeal runs from there.
CREATE TABLE decision_readings (
  decision_id TEXT PRIMARY KEY,
  read_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
