-- People who act for an organisation or for the platform: who they are, how they sign in, from where they are signed in.

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL UNIQUE, -- the address they sign in with
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
  person_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL, -- empty for the platform itself
  role TEXT NOT NULL CHECK (role IN ('educator', 'coordinator', 'facilitator', 'applicant', 'assessor', 'panel_member', 'operator')),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (person_id, organisation_id, role)
) STRICT, WITHOUT ROWID;

-- A request to sign in. Its link and its code are derived from its id under LINK_KEYS: nothing here opens a door.
CREATE TABLE sign_ins (
  id TEXT PRIMARY KEY,
  person_id TEXT, -- null: the address is nobody's; the answer was the same
  tries INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  CONSTRAINT five_tries CHECK (tries <= 5)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_ins__expires_at ON sign_ins (expires_at);

CREATE TABLE logins (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE, -- SHA-256 of what the cookie holds
  person_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX logins__person_id ON logins (person_id);
CREATE INDEX logins__expires_at ON logins (expires_at);

-- What waits for a person: batches whose outcome nobody knows, and messages that were parked.
CREATE INDEX send_batches__unknown ON send_batches (done_at) WHERE status = 4;
CREATE INDEX parked_messages__parked_at ON parked_messages (parked_at) WHERE replayed_at IS NULL;
