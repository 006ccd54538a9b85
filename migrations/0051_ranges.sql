-- The contracts that an offer comes with, one row a range: what is declared of each, and the grade that each is given.

CREATE TABLE ranges (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL,
  name TEXT NOT NULL,
  who TEXT NOT NULL CHECK (json_valid(who)), -- who may join: words of a closed list
  who_words TEXT NOT NULL,
  territory TEXT NOT NULL, -- empty: everywhere in France
  members INTEGER NOT NULL CHECK (members > 0),
  price TEXT NOT NULL, -- a band, a month
  price_age INTEGER NOT NULL CHECK (price_age BETWEEN 0 AND 120),
  price_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ranges__name ON ranges (application_id, name);

ALTER TABLE answers ADD COLUMN by_range TEXT CHECK (by_range IS NULL OR json_valid(by_range)); -- a grade by id of a range
ALTER TABLE labels ADD COLUMN ranges TEXT NOT NULL DEFAULT '[]'; -- as filed: declared, never scored
