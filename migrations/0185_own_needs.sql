-- What somebody of a team needs in order to give a session: sealed beside names and addresses, seen by whoever coordinates.
CREATE TABLE facilitator_needs (
  association_id TEXT NOT NULL REFERENCES associations (id),
  person_id TEXT NOT NULL,
  needs_id TEXT NOT NULL UNIQUE, -- the contact that holds the sealed list
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (association_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX facilitator_needs__person_id ON facilitator_needs (person_id);
