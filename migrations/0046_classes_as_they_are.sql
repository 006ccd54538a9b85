-- A class is more than a pair of levels: its year, its letter, its setting. A visit may be elsewhere than at the school; without a date, months
-- and days that suit are said.

ALTER TABLE workshop_request_groups ADD COLUMN year TEXT; -- null: a class of several years, `level` says which
ALTER TABLE workshop_request_groups ADD COLUMN label TEXT CHECK (length(label) BETWEEN 1 AND 3); -- « B » of « 4e B »
ALTER TABLE workshop_request_groups ADD COLUMN setting TEXT NOT NULL DEFAULT 'ordinary';

ALTER TABLE workshop_requests ADD COLUMN place TEXT NOT NULL DEFAULT 'school' CHECK (place IN ('school', 'association', 'other'));
ALTER TABLE workshop_requests ADD COLUMN wishes TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(wishes)); -- months, days and halves of days, where no date is given

-- Where the classes are seen when it is neither the school nor the association: a public place, nobody's name.
CREATE TABLE visit_places (
  workshop_request_id TEXT PRIMARY KEY REFERENCES workshop_requests (id),
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  commune TEXT NOT NULL,
  is_step_free INTEGER NOT NULL CHECK (is_step_free IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Where an association receives classes, if it does.
CREATE TABLE association_places (
  association_id TEXT PRIMARY KEY REFERENCES associations (id),
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  commune TEXT NOT NULL,
  is_step_free INTEGER NOT NULL CHECK (is_step_free IN (0, 1)),
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
