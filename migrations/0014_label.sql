-- The label: an offer that a mutuelle describes, what it answers to each criterion, the pieces that prove it, what was filed.

CREATE TABLE applications (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  offer_name TEXT NOT NULL,
  contracts TEXT NOT NULL CHECK (json_valid(contracts)), -- names of the contracts that give a right to the offer
  members INTEGER NOT NULL CHECK (members > 0),
  covered INTEGER NOT NULL CHECK (covered >= 0 AND covered <= members),
  referential TEXT NOT NULL, -- label@0.9.0
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'admissible', 'inadmissible', 'in_review', 'clarification',
    'contradictory', 'decided', 'withdrawn', 'appealed', 'appeal_decided')),
  submission INTEGER NOT NULL DEFAULT 0, -- number of the last filing; 0: none yet
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX applications__organisation_id ON applications (organisation_id, id);
CREATE INDEX applications__state_updated_at ON applications (state, updated_at);

-- The working copy: always the applicant's, never what assessors read.
CREATE TABLE answers (
  application_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  declared INTEGER, -- null: not answered, or « sans objet »
  is_na INTEGER NOT NULL CHECK (is_na IN (0, 1)),
  justification TEXT NOT NULL,
  is_publishable INTEGER NOT NULL CHECK (is_publishable IN (0, 1)),
  revision INTEGER NOT NULL,
  saved_by TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, criterion_id),
  CONSTRAINT na_is_justified CHECK (is_na = 0 OR (declared IS NULL AND justification <> ''))
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence_files (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('url', 'document', 'dataset', 'interview', 'mystery', 'automatic')),
  url TEXT, -- of a page; a file has an object instead
  r2_key TEXT,
  sha256 TEXT,
  bytes INTEGER CHECK (bytes IS NULL OR bytes BETWEEN 1 AND 20971520),
  mime TEXT,
  issued_on TEXT NOT NULL,
  expires_on TEXT,
  visibility TEXT NOT NULL CHECK (visibility IN ('private', 'public')), -- private: the mutuelle, assessors, panel
  carried_by TEXT, -- SIREN of the provider who holds it
  state TEXT NOT NULL CHECK (state IN ('received', 'accepted', 'refused')),
  added_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  removed_at INTEGER, -- from the working copy; the object stays while a filing names it
  CONSTRAINT file_or_page CHECK ((url IS NULL) <> (r2_key IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_files__application_id ON evidence_files (application_id, criterion_id);

-- What was filed, frozen: an edit is another filing.
CREATE TABLE submissions (
  application_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  referential TEXT NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  hash TEXT NOT NULL, -- SHA-256 of the canonical form of the document
  -- Computed in the statement that files: nothing was saved between reading and filing.
  is_current INTEGER NOT NULL CONSTRAINT filed_as_read CHECK (is_current = 1),
  filed_by TEXT NOT NULL,
  filed_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER submissions__frozen BEFORE UPDATE ON submissions BEGIN
  SELECT RAISE(ABORT, 'a filing never changes');
END;
