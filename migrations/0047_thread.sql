-- People of a request: up to two more addresses beside who asked, and words between the school and the association that holds it.

CREATE TABLE request_colleagues (
  id TEXT PRIMARY KEY,
  workshop_request_id TEXT NOT NULL REFERENCES workshop_requests (id),
  contact_id TEXT NOT NULL,
  role TEXT NOT NULL, -- a role, not a name
  position INTEGER NOT NULL CHECK (position BETWEEN 2 AND 3), -- three addresses at most, with who asked
  invited_at INTEGER NOT NULL,
  joined_at INTEGER, -- the click from their own mailbox
  UNIQUE (workshop_request_id, position),
  UNIQUE (workshop_request_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_colleagues__contact_id ON request_colleagues (contact_id);
CREATE INDEX request_colleagues__invited_at ON request_colleagues (invited_at) WHERE joined_at IS NULL;

CREATE TABLE request_messages (
  id TEXT PRIMARY KEY,
  workshop_request_id TEXT NOT NULL REFERENCES workshop_requests (id),
  association_id TEXT NOT NULL REFERENCES associations (id), -- with whom: another that holds the request later does not read it
  written_by TEXT NOT NULL CHECK (written_by IN ('school', 'association')),
  body_id TEXT, -- where the sealed words are; null once an operator has taken them away
  reported_at INTEGER, -- the other side asked an operator to look
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX request_messages__workshop_request_id ON request_messages (workshop_request_id, created_at);
CREATE INDEX request_messages__reported_at ON request_messages (reported_at) WHERE reported_at IS NOT NULL;
