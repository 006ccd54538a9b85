-- How assessors grade fictitious answers whose grade is known, and that they did so before they grade a real file.

CREATE TABLE calibrations (
  person_id TEXT NOT NULL,
  case_id TEXT NOT NULL, -- of content/label/calibrage.json
  grade INTEGER NOT NULL,
  why TEXT NOT NULL, -- empty once the person is erased
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, case_id, saved_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX calibrations__case_id ON calibrations (case_id, grade);

-- Computed in the statement that assigns, as the others are.
ALTER TABLE assignments ADD COLUMN is_calibrated INTEGER NOT NULL DEFAULT 1 CONSTRAINT is_calibrated CHECK (is_calibrated = 1);
