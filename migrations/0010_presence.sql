-- Who came, and the papers that say so.

-- A class is counted, not named; its adult confirms the numbers.
CREATE TABLE attendance_sheets (
  registration_id TEXT PRIMARY KEY REFERENCES registrations (id),
  pupils_present INTEGER NOT NULL CHECK (pupils_present BETWEEN 0 AND 60),
  adults_present INTEGER NOT NULL CHECK (adults_present BETWEEN 1 AND 10),
  signer_role TEXT, -- a role, not a name
  signed_via TEXT CHECK (signed_via IN ('screen', 'link')),
  signed_at INTEGER,
  updated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK ((signed_at IS NULL) = (signed_via IS NULL))
) STRICT, WITHOUT ROWID;

-- What can be checked on a paper: never a name, only the keyed hash of the one that was typed for it.
CREATE TABLE attestations (
  code TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'class')),
  session_id TEXT NOT NULL REFERENCES sessions (id),
  registration_id TEXT REFERENCES registrations (id), -- a person's
  workshop_request_id TEXT REFERENCES workshop_requests (id), -- a class visit's
  name_hmac TEXT,
  head_count INTEGER,
  revoked_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attestations__registration_id ON attestations (registration_id) WHERE registration_id IS NOT NULL;
CREATE INDEX attestations__workshop_request_id ON attestations (workshop_request_id) WHERE workshop_request_id IS NOT NULL;
CREATE INDEX attestations__created_at ON attestations (created_at);
