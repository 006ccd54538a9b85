-- The mutuelle and the third person write to each other about a grade, in turns, while the phase lasts.

CREATE TABLE replies (
  application_id TEXT NOT NULL,
  criterion_id TEXT NOT NULL,
  turn INTEGER NOT NULL CHECK (turn BETWEEN 1 AND 5), -- after the answer of the mutuelle: odd turns are the third person's, even ones its own
  text TEXT NOT NULL,
  said_at INTEGER NOT NULL,
  PRIMARY KEY (application_id, criterion_id, turn)
) STRICT, WITHOUT ROWID;
