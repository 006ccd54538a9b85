-- Each label's place in the lists that say which credentials no longer hold: at random, never given twice.

ALTER TABLE labels ADD COLUMN status_index INTEGER;
CREATE UNIQUE INDEX labels__status_index ON labels (status_index);
-- Credentials from before say no such place: they are written once more.
UPDATE labels SET published_seq = 0;
