-- Who asked to be told when an association begins to come to the classes of a département: one mail, then nothing is kept.

CREATE TABLE area_watches (
  id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contacts(id),
  departement_code TEXT NOT NULL,
  levels TEXT NOT NULL CHECK (json_valid(levels)),
  confirmed_at INTEGER,
  told_at INTEGER,
  forget_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX area_watches__contact_id ON area_watches (contact_id);
CREATE INDEX area_watches__confirmed_at ON area_watches (confirmed_at) WHERE confirmed_at IS NOT NULL AND told_at IS NULL;
CREATE INDEX area_watches__forget_at ON area_watches (forget_at);
