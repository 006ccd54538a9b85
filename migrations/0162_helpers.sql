-- Who comes along to learn is a helper: checked, trained or not, two at most, and no adult of those a session needs. A call may ask first:
-- whoever answers it then offers to come, and the coordinator says yes.
ALTER TABLE session_facilitators ADD COLUMN part TEXT NOT NULL DEFAULT 'lead' CHECK (part IN ('lead', 'helper'));
ALTER TABLE session_facilitators ADD COLUMN has_room INTEGER NOT NULL DEFAULT 1 CONSTRAINT helpers_have_room CHECK (has_room = 1);
ALTER TABLE session_facilitators ADD COLUMN offered_at INTEGER; -- they offered to come, and nobody has answered yet
CREATE INDEX session_facilitators__offered_at ON session_facilitators (facilitator_id) WHERE offered_at IS NOT NULL;
ALTER TABLE session_calls ADD COLUMN asks_first INTEGER NOT NULL DEFAULT 0 CHECK (asks_first IN (0, 1));
