-- What the team of a mutuelle says among itself of a criterion. Nobody who assesses ever reads it; it goes with the file.

CREATE TABLE team_comments (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX team_comments__application_id ON team_comments (application_id, id);
CREATE INDEX team_comments__person_id ON team_comments (person_id);
