-- The log that nobody rewrites, the registry of labels, the addresses that may show a badge.

CREATE TABLE journal_entries (
  seq INTEGER PRIMARY KEY,
  type TEXT NOT NULL CHECK (type IN ('referential_published', 'application_decided', 'state_changed', 'appeal_decided',
    'key_rotated', 'checkpoint_issued')),
  subject TEXT NOT NULL, -- a label, a version, a key; a random id for a file without a label
  payload_hash TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER journal_entries__frozen BEFORE UPDATE ON journal_entries BEGIN
  SELECT RAISE(ABORT, 'the log never changes');
END;
CREATE TRIGGER journal_entries__kept BEFORE DELETE ON journal_entries BEGIN
  SELECT RAISE(ABORT, 'the log is never cut');
END;
CREATE INDEX journal_entries__subject ON journal_entries (subject, seq);

-- What an entry is the hash of. Apart, so that one can be forgotten and the chain still holds.
CREATE TABLE journal_payloads (
  seq INTEGER PRIMARY KEY,
  salt TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  is_public INTEGER NOT NULL CHECK (is_public IN (0, 1))
) STRICT;

CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY, -- how many entries it covers
  root TEXT NOT NULL, -- base64
  note TEXT NOT NULL, -- the signed note, as published
  issued_at INTEGER NOT NULL
) STRICT;

CREATE TABLE signing_keys (
  kid TEXT PRIMARY KEY,
  public_key TEXT NOT NULL, -- base64, 32 bytes
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the registry shows of a label: made by its last decision.
CREATE TABLE labels (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  organisation TEXT NOT NULL,
  siren TEXT NOT NULL,
  offer_name TEXT NOT NULL,
  sort_name TEXT NOT NULL, -- lower case, without accents: mutuelle, then offer
  is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
  contracts TEXT NOT NULL CHECK (json_valid(contracts)),
  state TEXT NOT NULL CHECK (state IN ('active', 'reserved', 'suspended', 'withdrawn')),
  level TEXT NOT NULL,
  level_name TEXT NOT NULL,
  verified_bp INTEGER NOT NULL,
  declared_bp INTEGER NOT NULL,
  referential TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  valid_until_on TEXT NOT NULL,
  surveyed_on TEXT,
  result_hash TEXT NOT NULL,
  robustness TEXT NOT NULL CHECK (json_valid(robustness)), -- computed once, when it was decided
  journal_seq INTEGER NOT NULL,
  published_seq INTEGER NOT NULL, -- the decision that the badge in R2 says
  -- Verified grades of the criteria that people filter by.
  sessions INTEGER NOT NULL,
  delay INTEGER NOT NULL,
  contracts_open INTEGER NOT NULL,
  costs INTEGER NOT NULL,
  no_complaint INTEGER NOT NULL,
  minors INTEGER NOT NULL,
  number_costs INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX labels__sort_name ON labels (sort_name, id);
CREATE INDEX labels__organisation_id ON labels (organisation_id, id);
CREATE INDEX labels__to_publish ON labels (id) WHERE published_seq < journal_seq;
CREATE UNIQUE INDEX labels__application_id ON labels (application_id);

-- Where a mutuelle may show its badge, once it proved that the address is its own.
CREATE TABLE domain_bindings (
  domain TEXT NOT NULL,
  label_id TEXT NOT NULL,
  nonce TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'bound', 'warned', 'unbound')),
  failures INTEGER NOT NULL,
  checked_at INTEGER,
  next_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (domain, label_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX domain_bindings__label_id ON domain_bindings (label_id, state);
CREATE INDEX domain_bindings__next_at ON domain_bindings (next_at) WHERE state IN ('bound', 'warned');

-- « Signaler une inexactitude », and what somebody says of an offer. No address, no name.
CREATE TABLE complaints (
  id TEXT PRIMARY KEY,
  label_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('inaccuracy', 'experience')),
  text TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'review', 'closed')),
  outcome TEXT,
  created_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX complaints__state ON complaints (state, created_at);
CREATE INDEX complaints__label_id ON complaints (label_id, created_at);
