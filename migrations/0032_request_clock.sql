-- The clock of a class request: the head is reminded, what ended opens again, what is fixed moves by two yeses or is called off with a reason.

ALTER TABLE workshop_requests ADD COLUMN head_reminders INTEGER NOT NULL DEFAULT 0; -- how often the head's silence was reminded of
ALTER TABLE workshop_requests ADD COLUMN head_remind_at INTEGER; -- when it is next
ALTER TABLE workshop_requests ADD COLUMN reopened INTEGER NOT NULL DEFAULT 0; -- how often it was opened again
ALTER TABLE workshop_requests ADD COLUMN reopen_until INTEGER; -- until when it may be
ALTER TABLE workshop_requests ADD COLUMN move_by TEXT CHECK (move_by IN ('school', 'association')); -- who asks for another date
ALTER TABLE workshop_requests ADD COLUMN move_until INTEGER; -- until when the other side answers
ALTER TABLE workshop_requests ADD COLUMN cancelled_by TEXT CHECK (cancelled_by IN ('school', 'association', 'head', 'erasure'));
ALTER TABLE workshop_requests ADD COLUMN cancel_reason TEXT CHECK (cancel_reason IN ('date', 'no_one', 'closure', 'other'));
ALTER TABLE workshop_requests ADD COLUMN is_late INTEGER NOT NULL DEFAULT 0 CHECK (is_late IN (0, 1)); -- called off under fifteen days before
ALTER TABLE workshop_requests ADD COLUMN acknowledged_at INTEGER; -- the other side has seen that it was called off late
ALTER TABLE workshop_requests ADD COLUMN not_held TEXT CHECK (not_held IN ('nobody_came', 'class_absent', 'no_room')); -- a visit that did not happen
CREATE INDEX workshop_requests__head_remind_at ON workshop_requests (head_remind_at) WHERE head_remind_at IS NOT NULL;
CREATE INDEX workshop_requests__move_until ON workshop_requests (move_until) WHERE move_until IS NOT NULL;

-- Whoever waits for a head already is reminded once more, two days before the end.
UPDATE workshop_requests SET head_reminders = 2, head_remind_at = expires_at - 172800 WHERE state = 'awaiting_head';
