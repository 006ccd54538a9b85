-- The label, second half: who assesses what, what they find, what is answered, decided, appealed.

ALTER TABLE applications ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0; -- number of the filing under review; 0: none yet
ALTER TABLE applications ADD COLUMN due_on TEXT; -- the last day of the phase it is in
ALTER TABLE applications ADD COLUMN words TEXT; -- what the phase says to the applicant: why it is inadmissible, what is asked
CREATE INDEX applications__state_due_on ON applications (state, due_on, id);

-- What ties somebody to a mutuelle. It blocks every assignment on its files, for three years after it ended.
CREATE TABLE interests (
  person_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('employment', 'contract', 'membership', 'family', 'insured')),
  ended_on TEXT,
  declared_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, organisation_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX interests__ended_on ON interests (ended_on) WHERE ended_on IS NOT NULL;
CREATE INDEX interests__organisation_id ON interests (organisation_id, person_id);

-- Who does what on one file. One task a person: separation is a key.
CREATE TABLE assignments (
  application_id TEXT NOT NULL,
  task TEXT NOT NULL CHECK (task IN ('operator', 'assessor', 'adjudicator', 'panel', 'appeal')),
  slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 3),
  person_id TEXT NOT NULL,
  assigned_at INTEGER NOT NULL,
  done_at INTEGER, -- an assessor has handed in
  -- Computed in the statement that assigns.
  may INTEGER NOT NULL CONSTRAINT has_the_role CHECK (may = 1),
  is_free INTEGER NOT NULL CONSTRAINT no_interest CHECK (is_free = 1),
  PRIMARY KEY (application_id, task, slot),
  CONSTRAINT slots CHECK (slot = 1 OR task IN ('panel', 'appeal') OR (task = 'assessor' AND slot = 2))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX assignments__one_task ON assignments (application_id, person_id);
CREATE INDEX assignments__person_id ON assignments (person_id, application_id);

-- One blind grade. `seen` is the hash of the answer and the pieces that were graded.
CREATE TABLE reviews (
  application_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  grade INTEGER, -- null: « sans objet » is accepted
  comment TEXT NOT NULL,
  refused TEXT NOT NULL CHECK (json_valid(refused)), -- pieces not taken: their id and why
  seen TEXT NOT NULL,
  revision INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, criterion_id, person_id)
) STRICT, WITHOUT ROWID;

-- After both handed in: the grade somebody now gives, having read the other.
CREATE TABLE exchanges (
  application_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  grade INTEGER,
  reason TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, criterion_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE adjudications (
  application_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  grade INTEGER,
  reason TEXT NOT NULL,
  refused TEXT NOT NULL CHECK (json_valid(refused)),
  cause TEXT NOT NULL CHECK (cause IN ('disagreement', 'answer', 'appeal')),
  person_id TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, criterion_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('minor', 'major')),
  text TEXT NOT NULL,
  found_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  lifted_on TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX findings__application_id ON findings (application_id, criterion_id);

-- What the mutuelle answers to a grade before the decision: a word of a closed list, and why.
CREATE TABLE responses (
  application_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('corrected', 'not_applicable', 'evidence_refused', 'disagreement')),
  text TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, criterion_id)
) STRICT, WITHOUT ROWID;

-- Tests that nobody announced, and interviews.
CREATE TABLE mystery_contacts (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('mystery', 'interview')),
  channel TEXT NOT NULL CHECK (channel IN ('phone', 'form', 'chat', 'meeting')),
  made_on TEXT NOT NULL,
  note TEXT NOT NULL,
  made_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mystery_contacts__application_id ON mystery_contacts (application_id, made_on);

-- What one member of the panel puts before the two others; a change makes signatures void, by its revision.
CREATE TABLE proposals (
  application_id TEXT NOT NULL,
  round INTEGER NOT NULL,
  kind TEXT NOT NULL,
  reasons TEXT NOT NULL,
  presented_by TEXT NOT NULL,
  result_hash TEXT NOT NULL, -- of the result that was presented
  revision INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, round)
) STRICT, WITHOUT ROWID;
CREATE TABLE signatures (
  application_id TEXT NOT NULL,
  round INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  signed_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, round, revision, person_id)
) STRICT, WITHOUT ROWID;

-- Never edited: a later decision supersedes.
CREATE TABLE decisions (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL,
  round INTEGER NOT NULL,
  label_id TEXT, -- null: a refusal
  kind TEXT NOT NULL CHECK (kind IN ('grant', 'refuse', 'maintain', 'reserve', 'suspend', 'withdraw', 'appeal')),
  state TEXT NOT NULL CHECK (state IN ('active', 'reserved', 'suspended', 'withdrawn', 'refused')),
  level TEXT,
  decided_on TEXT NOT NULL,
  valid_from_on TEXT,
  valid_until_on TEXT,
  referential TEXT NOT NULL,
  answers TEXT NOT NULL CHECK (json_valid(answers)), -- the file answers/1 that was scored, as it is published
  result TEXT NOT NULL CHECK (json_valid(result)), -- the unit of result/1
  result_hash TEXT NOT NULL,
  panel TEXT NOT NULL CHECK (json_valid(panel)), -- three ids, never public
  reasons TEXT NOT NULL,
  journal_seq INTEGER NOT NULL UNIQUE,
  UNIQUE (application_id, round)
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions__label_id ON decisions (label_id, journal_seq);
CREATE INDEX decisions__decided_on ON decisions (decided_on, id);
CREATE TRIGGER decisions__frozen BEFORE UPDATE ON decisions BEGIN
  SELECT RAISE(ABORT, 'a decision never changes');
END;
CREATE TRIGGER decisions__kept BEFORE DELETE ON decisions BEGIN
  SELECT RAISE(ABORT, 'a decision is never deleted');
END;

CREATE TABLE appeals (
  application_id TEXT NOT NULL,
  round INTEGER NOT NULL, -- of the decision that is appealed
  text TEXT NOT NULL,
  filed_by TEXT NOT NULL,
  filed_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, round)
) STRICT, WITHOUT ROWID;
