-- Organisations, who acts for them, how they are invited; passkeys; what the console reads.

CREATE TABLE organisations (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('association', 'school', 'mutuelle', 'youth_organisation')),
  name TEXT NOT NULL,
  number TEXT, -- UAI of a school, SIREN of the others
  -- unproven: asked for in a form; pending: the address clicked, an operator decides
  state TEXT NOT NULL CHECK (state IN ('unproven', 'pending', 'active', 'refused', 'closed')),
  owner_id TEXT, -- the one person who invites, removes and hands over; null: an operator has to find one
  is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- A form alone takes nobody's number: only those whose address clicked count.
CREATE UNIQUE INDEX organisations__kind_number ON organisations (kind, number)
  WHERE number IS NOT NULL AND state IN ('pending', 'active');
CREATE INDEX organisations__state_id ON organisations (state, id);

-- An association's name and state live with every other organisation's; `associations` keeps what is its own.
INSERT INTO organisations (id, kind, name, state, is_demo, created_at)
  SELECT id, 'association', name, CASE state WHEN 'active' THEN 'active' ELSE 'closed' END, is_demo, created_at FROM associations;
ALTER TABLE associations DROP COLUMN name;
ALTER TABLE associations DROP COLUMN state;
ALTER TABLE associations DROP COLUMN is_demo;

CREATE INDEX memberships__organisation_id ON memberships (organisation_id) WHERE ended_at IS NULL;
CREATE INDEX memberships__ended_at ON memberships (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL, -- empty for the platform itself
  contact_id TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('educator', 'coordinator', 'facilitator', 'applicant', 'assessor', 'panel_member', 'operator')),
  invited_by TEXT, -- null: they asked for the organisation themselves
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX invitations__open ON invitations (organisation_id, contact_id, role)
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations__contact_id ON invitations (contact_id);
CREATE INDEX invitations__expires_at ON invitations (expires_at);

CREATE TABLE passkeys (
  id TEXT PRIMARY KEY, -- the credential's own id
  person_id TEXT NOT NULL,
  public_key TEXT NOT NULL CHECK (json_valid(public_key)), -- JWK
  counter INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys__person_id ON passkeys (person_id);
ALTER TABLE sign_ins ADD COLUMN next_path TEXT NOT NULL DEFAULT '/espace'; -- where to go once signed in
ALTER TABLE people ADD COLUMN passkey_until_at INTEGER; -- until then a first passkey may be added, with a link alone
ALTER TABLE logins ADD COLUMN challenge TEXT; -- what the device is asked to sign, once
ALTER TABLE logins ADD COLUMN challenge_until_at INTEGER;
ALTER TABLE logins ADD COLUMN passkey_at INTEGER; -- a passkey was shown in this login

-- What the console reads: the trail of staff, the history of one thing, what each night did.
CREATE INDEX events__staff ON events (actor, id) WHERE actor >= 'per_' AND actor < 'per`';
CREATE INDEX events__subject_id ON events (subject, id);
ALTER TABLE duty_runs ADD COLUMN report TEXT CHECK (report IS NULL OR json_valid(report));
