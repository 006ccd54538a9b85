-- Somebody who phoned, or stands at the door, is written down by the team: who came that way, and on which word a child of the session's age is.
ALTER TABLE registrations ADD COLUMN source TEXT NOT NULL DEFAULT 'site' CHECK (source IN ('site', 'phone', 'door'));
ALTER TABLE registrations ADD COLUMN parent_word TEXT CHECK (parent_word IN ('present', 'paper')); -- null: none was needed, or one was asked by mail
-- What an association answers to a need: planned, not possible, to be seen together. Kept and erased with the need.
ALTER TABLE participants ADD COLUMN answers TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(answers));
