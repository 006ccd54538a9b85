-- What an association writes to the people of a session; and which proven address of its team the answers go to.
ALTER TABLE associations ADD COLUMN reply_contact_id TEXT;
CREATE INDEX associations__reply_contact_id ON associations (reply_contact_id) WHERE reply_contact_id IS NOT NULL;
CREATE TABLE session_messages (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  association_id TEXT NOT NULL REFERENCES associations (id),
  kind TEXT NOT NULL CHECK (kind IN ('place', 'access', 'bring', 'late', 'other')),
  audience TEXT NOT NULL CHECK (audience IN ('seat', 'list', 'all')),
  body TEXT, -- read when a mail is written; null 30 days after the session
  body_sha256 TEXT NOT NULL,
  author_id TEXT NOT NULL,
  planned INTEGER NOT NULL,
  erase_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_messages__session_id_created_at ON session_messages (session_id, created_at);
CREATE INDEX session_messages__erase_at ON session_messages (erase_at) WHERE body IS NOT NULL;
