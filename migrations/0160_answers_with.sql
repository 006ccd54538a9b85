-- Questionnaires of a session in a room and online are counted together for good: a half that is cancelled does not part what was answered.
ALTER TABLE sessions ADD COLUMN answers_with TEXT; -- the session under which its answers are published, that in the room; null: itself
UPDATE sessions SET answers_with = pair_id;
CREATE INDEX sessions__answers_with ON sessions (answers_with) WHERE answers_with IS NOT NULL;
