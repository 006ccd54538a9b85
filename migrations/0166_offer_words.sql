-- Since which year an association adapts for each public; and its own words, which an operator reads before schools do.

ALTER TABLE association_offers ADD COLUMN since TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(since));
ALTER TABLE association_offers ADD COLUMN words TEXT; -- shown
ALTER TABLE association_offers ADD COLUMN words_asked TEXT; -- not read yet
ALTER TABLE association_offers ADD COLUMN words_refused TEXT; -- read, and not shown
CREATE INDEX association_offers__updated_at ON association_offers (updated_at) WHERE words_asked IS NOT NULL;
