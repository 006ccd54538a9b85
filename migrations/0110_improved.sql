-- When a reader said that what they follow a sequence for has stopped: what is left of it is its last mail.

ALTER TABLE enrolments ADD COLUMN improved_at INTEGER;
