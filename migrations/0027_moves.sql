-- Somebody may move to another date of the same workshop by themselves, three times: how often a registration has.
ALTER TABLE registrations ADD COLUMN moves INTEGER NOT NULL DEFAULT 0;
