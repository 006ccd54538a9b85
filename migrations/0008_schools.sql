-- The official school directory, as imported, and the words that find a school by its name.

CREATE TABLE schools (
  uai TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('ecole', 'college', 'lycee', 'erea', 'medico_social', 'other')),
  sector TEXT NOT NULL CHECK (sector IN ('public', 'private')),
  address TEXT NOT NULL,
  postcode TEXT NOT NULL,
  commune TEXT NOT NULL,
  commune_code TEXT NOT NULL,
  departement_code TEXT NOT NULL,
  academie_code TEXT NOT NULL,
  priority TEXT NOT NULL CHECK (priority IN ('none', 'REP', 'REP+')),
  has_nursery INTEGER NOT NULL CHECK (has_nursery IN (0, 1)),
  has_primary INTEGER NOT NULL CHECK (has_primary IN (0, 1)),
  has_general INTEGER NOT NULL CHECK (has_general IN (0, 1)),
  has_technical INTEGER NOT NULL CHECK (has_technical IN (0, 1)),
  has_vocational INTEGER NOT NULL CHECK (has_vocational IN (0, 1)),
  official_email TEXT, -- published by the ministry; the only address that is ever asked for the head's agreement
  -- unvetted: typed in a form, seen by operators alone; absent: no longer in the directory, never deleted
  status TEXT NOT NULL CHECK (status IN ('unvetted', 'open', 'closing', 'absent')),
  source TEXT NOT NULL CHECK (source IN ('directory', 'form', 'demo')),
  source_updated_on TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX schools__departement_code_kind ON schools (departement_code, kind);

-- One row per word and per ordered pair of words (`+jaures creteil`) of a school's name and town: a search is one range of this key.
CREATE TABLE school_tokens (
  token TEXT NOT NULL,
  uai TEXT NOT NULL,
  PRIMARY KEY (token, uai)
) STRICT, WITHOUT ROWID;

-- One line per import that wrote, never edited.
CREATE TABLE school_imports (
  id TEXT PRIMARY KEY,
  file_sha256 TEXT NOT NULL,
  rows INTEGER NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  absent INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX school_imports__created_at ON school_imports (created_at);
