-- A mutuelle's pieces, each once: a criterion of a file that rests on one is a use of it (evidence_files).

CREATE TABLE library_pieces (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('url', 'document', 'dataset', 'interview', 'mystery', 'automatic')),
  url TEXT, -- of a page; a file has an object instead
  r2_key TEXT,
  sha256 TEXT,
  bytes INTEGER CHECK (bytes IS NULL OR bytes BETWEEN 1 AND 20971520),
  mime TEXT,
  issued_on TEXT NOT NULL,
  expires_on TEXT,
  carried_by TEXT, -- SIREN of the provider who holds it
  added_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  superseded_by TEXT, -- a newer version: uses follow when somebody says so
  removed_at INTEGER,
  CONSTRAINT file_or_page CHECK ((url IS NULL) <> (r2_key IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX library_pieces__organisation_id ON library_pieces (organisation_id, id);
CREATE INDEX library_pieces__r2_key ON library_pieces (r2_key);
CREATE INDEX library_pieces__created_at ON library_pieces (created_at);

ALTER TABLE evidence_files ADD COLUMN library_id TEXT;
ALTER TABLE evidence_files ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence_files ADD COLUMN pages TEXT NOT NULL DEFAULT ''; -- where in it: « art. 12, p. 8 »
CREATE INDEX evidence_files__library_id ON evidence_files (library_id);
CREATE INDEX evidence_files__r2_key ON evidence_files (r2_key);
