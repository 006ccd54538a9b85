-- Fewer bytes of each life: a mail that left is a short row outside any batch, found by its class and moment; events have one index by subject instead of two.

CREATE INDEX messages__settled ON messages (class, due_at) WHERE batch_id IS NULL AND status > 1;
DROP INDEX messages__without_batch;

-- Revisions are unique as before: what has none (NULL) is like nothing else.
DROP INDEX events__subject_subject_rev;
DROP INDEX events__subject_id;
CREATE UNIQUE INDEX events__subject_subject_rev ON events (subject, subject_rev);
