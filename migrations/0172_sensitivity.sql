-- What the level of a label hangs on: computed with each decision from published data, as `npm run score -- --sensitivity` does it again.

ALTER TABLE labels ADD COLUMN sensitivity TEXT CHECK (sensitivity IS NULL OR json_valid(sensitivity));
