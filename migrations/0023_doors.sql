-- Limits of the doors that take an address, and what is told at them.

ALTER TABLE rate_counters ADD COLUMN last_at INTEGER; -- when the last one that passed was counted
