-- When somebody was marked present or absent, in milliseconds: of two marks the later act stands, not the last to arrive. 0: nobody has
-- marked, or the night did for want of a mark. A mark is written over the one that was read: else its batch fails.
ALTER TABLE registrations ADD COLUMN marked_ms INTEGER NOT NULL DEFAULT 0 CONSTRAINT mark_as_read CHECK (marked_ms >= 0);
