-- How somebody of a team lets families call them on the page of what they give: sealed beside names and addresses, there only if they said so.
CREATE TABLE facilitator_names (
  association_id TEXT NOT NULL REFERENCES associations (id),
  person_id TEXT NOT NULL,
  name_id TEXT NOT NULL UNIQUE, -- the contact that holds the sealed first name and line
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (association_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX facilitator_names__person_id ON facilitator_names (person_id);
