-- What an association offers to classes, as it says itself, from closed lists.
CREATE TABLE association_offers (
  association_id TEXT PRIMARY KEY REFERENCES associations (id),
  programmes TEXT NOT NULL CHECK (json_valid(programmes)),
  publics TEXT NOT NULL CHECK (json_valid(publics)), -- settings of classes that it adapts for
  months TEXT NOT NULL CHECK (json_valid(months)),
  answer_days INTEGER CHECK (answer_days BETWEEN 1 AND 30), -- working days to an answer, as it says; null: not said
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
