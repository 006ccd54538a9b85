-- A session that is held in a room and online is two: each its seats, list and link. `pair_id` is the one in the room, for both of them.
ALTER TABLE sessions ADD COLUMN pair_id TEXT; -- null: it is held in one way only
CREATE UNIQUE INDEX sessions__pair_id__mode ON sessions (pair_id, mode) WHERE pair_id IS NOT NULL;
