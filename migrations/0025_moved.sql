-- A session that moved says to search engines and programs from when.

ALTER TABLE sessions ADD COLUMN moved_from_at INTEGER; -- when it began before its last move; null: it never moved
