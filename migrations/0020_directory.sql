-- The directory as it is now read: what it says of each school beside its name, an index of words that finds a school by any of them, and
-- the files that operators give.

ALTER TABLE schools ADD COLUMN has_ulis INTEGER NOT NULL DEFAULT 0 CHECK (has_ulis IN (0, 1));
ALTER TABLE schools ADD COLUMN has_segpa INTEGER NOT NULL DEFAULT 0 CHECK (has_segpa IN (0, 1));
ALTER TABLE schools ADD COLUMN has_arts INTEGER NOT NULL DEFAULT 0 CHECK (has_arts IN (0, 1));
ALTER TABLE schools ADD COLUMN has_cinema INTEGER NOT NULL DEFAULT 0 CHECK (has_cinema IN (0, 1));
ALTER TABLE schools ADD COLUMN has_theatre INTEGER NOT NULL DEFAULT 0 CHECK (has_theatre IN (0, 1));
ALTER TABLE schools ADD COLUMN has_sport INTEGER NOT NULL DEFAULT 0 CHECK (has_sport IN (0, 1));
ALTER TABLE schools ADD COLUMN has_international INTEGER NOT NULL DEFAULT 0 CHECK (has_international IN (0, 1));
ALTER TABLE schools ADD COLUMN has_european INTEGER NOT NULL DEFAULT 0 CHECK (has_european IN (0, 1));
ALTER TABLE schools ADD COLUMN latitude REAL; -- of the school, published with the directory; both or neither
ALTER TABLE schools ADD COLUMN longitude REAL;

-- One row per word and département: the schools that have it in their name, town or postcode. It is made from `schools` alone, département by
-- département, and takes the place of school_tokens, which goes in a later release.
CREATE TABLE school_words (
  word TEXT NOT NULL,
  departement_code TEXT NOT NULL,
  schools INTEGER NOT NULL, -- how many
  uais TEXT NOT NULL, -- JSON, in order
  PRIMARY KEY (word, departement_code)
) STRICT, WITHOUT ROWID;
CREATE INDEX school_words__departement_code ON school_words (departement_code);

-- Until the next import: the words that school_tokens has, and postcodes.
INSERT INTO school_words (word, departement_code, schools, uais)
SELECT token, departement_code, count(*), json_group_array(uai)
  FROM (SELECT t.token, s.departement_code, s.uai FROM school_tokens t JOIN schools s ON s.uai = t.uai WHERE t.token NOT LIKE '+%' ORDER BY s.uai)
 GROUP BY token, departement_code;
INSERT INTO school_words (word, departement_code, schools, uais)
SELECT postcode, departement_code, count(*), json_group_array(uai)
  FROM (SELECT postcode, departement_code, uai FROM schools WHERE kind <> 'other' AND status IN ('open', 'closing') AND postcode <> '' ORDER BY uai)
 GROUP BY postcode, departement_code
    ON CONFLICT DO NOTHING;

ALTER TABLE school_imports ADD COLUMN services INTEGER NOT NULL DEFAULT 0;

-- Files of the directory that operators gave: judged by the reactor, written when somebody says so. The bytes of the last twelve stay in R2.
CREATE TABLE directory_files (
  id TEXT PRIMARY KEY,
  r2_key TEXT, -- NULL once the bytes are gone
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('given', 'judged', 'refused', 'writing', 'written')),
  verdict TEXT, -- JSON: what the file would do
  problem TEXT, -- why it is refused, in French
  asks INTEGER NOT NULL, -- how often somebody said to write it
  accepted TEXT NOT NULL, -- JSON: what would have stopped it, and why somebody went on
  probes TEXT, -- JSON: how the search does since it is written
  lines_done INTEGER NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  absent INTEGER NOT NULL,
  tries INTEGER NOT NULL, -- since it last moved on
  busy_until INTEGER NOT NULL, -- one reactor at a time
  created_at INTEGER NOT NULL,
  written_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_files__created_at ON directory_files (created_at);
CREATE INDEX directory_files__busy_until ON directory_files (busy_until) WHERE state IN ('given', 'writing');
