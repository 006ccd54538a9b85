-- Guidance: sequences, who follows which, consents, and what the mail provider tells us afterwards.

CREATE TABLE webhook_receipts (
  id TEXT PRIMARY KEY, -- svix-id: the same news twice is one row
  type TEXT NOT NULL,
  message_id TEXT,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_receipts__received_at ON webhook_receipts (received_at);

-- Proof of consent: what was shown (hash of the exact wording), where, how, when. Kept three years at least.
CREATE TABLE consents (
  id TEXT PRIMARY KEY,
  recipient_id TEXT NOT NULL,
  topic TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('requested', 'confirmed', 'changed', 'paused', 'resumed', 'withdrawn')),
  wording_sha TEXT NOT NULL,
  page TEXT NOT NULL,
  method TEXT NOT NULL,
  occurred_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX consents__recipient_id ON consents (recipient_id);
CREATE INDEX consents__occurred_at ON consents (occurred_at);
CREATE TRIGGER consents_are_kept BEFORE DELETE ON consents WHEN OLD.occurred_at > unixepoch() - 94608000
BEGIN SELECT RAISE(ABORT, 'consents are kept three years'); END;
CREATE TRIGGER consents_are_frozen BEFORE UPDATE ON consents BEGIN SELECT RAISE(ABORT, 'consents are never rewritten'); END;

CREATE TABLE sequences (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  sha TEXT NOT NULL, -- of content/sequences/<id>.v<n>.json: a version that runs never changes
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3), -- 0 draft 1 active 2 paused 3 closed to new enrolments
  activated_at INTEGER,
  activated_by TEXT,
  moved_to INTEGER, -- somebody decided that those who follow this version go on with another; null: they finish theirs
  PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolments (
  id TEXT PRIMARY KEY, -- hash of sequence and anchor: the same reason twice is one row
  sequence TEXT NOT NULL,
  version INTEGER NOT NULL,
  recipient_id TEXT NOT NULL,
  name_id TEXT,
  anchor_ref TEXT NOT NULL,
  anchor_at INTEGER NOT NULL,
  anchor_rev INTEGER NOT NULL DEFAULT 0,
  step INTEGER NOT NULL,
  next_at INTEGER, -- when to look again; the due time itself is computed then
  last_at INTEGER, -- when its last mail was written: never two on one local day
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3), -- 0 active 1 held 2 completed 3 exited
  reason TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolments__next_at ON enrolments (next_at) WHERE status = 0;
CREATE INDEX enrolments__sequence ON enrolments (sequence) WHERE status = 1;
CREATE INDEX enrolments__anchor_ref ON enrolments (anchor_ref) WHERE status < 2;
CREATE INDEX enrolments__recipient_id ON enrolments (recipient_id);
CREATE INDEX enrolments__ended_at ON enrolments (ended_at) WHERE status > 1;

ALTER TABLE messages ADD COLUMN enrolment_id TEXT;
ALTER TABLE subscriptions ADD COLUMN age_group TEXT CHECK (age_group IN ('primaire', 'college', 'lycee'));
ALTER TABLE subscriptions ADD COLUMN zone TEXT; -- typed in the form; the recipient's once the address clicked
CREATE INDEX subscriptions__requested_at ON subscriptions (requested_at) WHERE status = 0;
CREATE INDEX subscriptions__ended_at ON subscriptions (ended_at) WHERE status > 1;
CREATE INDEX send_batches__done_at ON send_batches (done_at) WHERE status > 2;
