-- Until when an association is agreed to by the school authorities, and the day on which an operator saw the paper; the paper is not kept.

ALTER TABLE associations ADD COLUMN agreement_until_on TEXT;
ALTER TABLE associations ADD COLUMN agreement_seen_on TEXT;
-- How often its association was told that it ends: 180 and 90 days before.
ALTER TABLE associations ADD COLUMN agreement_recalls INTEGER NOT NULL DEFAULT 0 CHECK (agreement_recalls BETWEEN 0 AND 2);
CREATE INDEX associations__agreement_until_on ON associations (agreement_until_on) WHERE agreement_until_on IS NOT NULL;
