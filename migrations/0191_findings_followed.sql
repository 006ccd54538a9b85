-- A finding may be about several criteria, and what is said of it until it is lifted is kept.

ALTER TABLE findings ADD COLUMN also TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(also)); -- criteria beside criterion_id

CREATE TABLE finding_steps (
  application_id TEXT NOT NULL,
  finding_id TEXT NOT NULL,
  turn INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('mended', 'kept', 'lifted')),
  text TEXT NOT NULL,
  said_on TEXT NOT NULL,
  PRIMARY KEY (application_id, finding_id, turn)
) STRICT, WITHOUT ROWID;
