-- When a reader asked for the next step at once; null again once that step was decided.

ALTER TABLE enrolments ADD COLUMN wanted_at INTEGER;
