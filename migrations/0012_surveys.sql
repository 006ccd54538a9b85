-- What workshops change: answers that nobody can be joined to, and what is published of them.

-- No registration, no contact, no key, no exact time, no event. The id is random, so that the order of rows says nothing;
-- the code is drawn by the page or from a bag of cards, and written nowhere else.
CREATE TABLE survey_answers (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  wave TEXT NOT NULL CHECK (wave IN ('pre', 'post', 'm3')),
  code TEXT,
  question_set TEXT NOT NULL,
  answers TEXT NOT NULL CHECK (json_valid(answers)),
  answered_on TEXT NOT NULL,
  UNIQUE (session_id, wave, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_answers__answered_on ON survey_answers (answered_on);

-- Frozen once a week and never edited: pages, CSV and API read only this.
CREATE TABLE survey_snapshots (
  scope TEXT NOT NULL,
  week_on TEXT NOT NULL,
  figures TEXT NOT NULL CHECK (json_valid(figures)),
  PRIMARY KEY (scope, week_on)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER survey_snapshots_are_frozen BEFORE UPDATE ON survey_snapshots
BEGIN SELECT RAISE(ABORT, 'snapshots are never rewritten'); END;
