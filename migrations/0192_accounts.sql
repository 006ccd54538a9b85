-- How the label gives account of itself: audits drawn by lot, who paid whom, who sits on the panel, minutes, what changed.

-- One draw a year. The hash of the seed is published first, the root of the note of a later day is nobody's choice, then the seed.
CREATE TABLE audit_draws (
  year INTEGER PRIMARY KEY,
  commitment TEXT NOT NULL,
  seed TEXT NOT NULL, -- shown to nobody before the draw
  committed_on TEXT NOT NULL,
  draw_on TEXT NOT NULL,
  note_size INTEGER, -- null until it was drawn
  root TEXT,
  among TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(among)), -- labels in force that day
  drawn_on TEXT
) STRICT;

CREATE TABLE audits (
  id TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  label_id TEXT NOT NULL,
  cases INTEGER, -- how many the provider has, of the year
  indexes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(indexes)),
  words TEXT NOT NULL DEFAULT '',
  closed_on TEXT,
  UNIQUE (year, label_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audits__label_id ON audits (label_id) WHERE closed_on IS NULL;
ALTER TABLE findings ADD COLUMN audit_id TEXT; -- the audit that found it
CREATE INDEX findings__audit_id ON findings (audit_id) WHERE audit_id IS NOT NULL;

CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  payer TEXT NOT NULL,
  payee TEXT NOT NULL,
  purpose TEXT NOT NULL,
  euros INTEGER NOT NULL CHECK (euros > 0),
  added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE panel_names (
  person_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  agreed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE committee_minutes (
  id TEXT PRIMARY KEY,
  held_on TEXT NOT NULL,
  text TEXT NOT NULL,
  added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Between the first and the last published decision of each offer; made anew each night.
CREATE TABLE label_changes (
  criterion_id TEXT PRIMARY KEY,
  offers INTEGER NOT NULL,
  rose INTEGER NOT NULL,
  fell INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
