-- How somebody reaches the help of an offer this very evening: declared, shown with its day, never scored. Not part of what is filed: hours change.

ALTER TABLE applications ADD COLUMN tonight TEXT CHECK (tonight IS NULL OR json_valid(tonight));
