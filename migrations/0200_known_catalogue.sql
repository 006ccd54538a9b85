-- What a deploy knew when all its versions stood here, on the row of the last of them: a tick that finds its own there reads no other row.
ALTER TABLE sequences ADD COLUMN catalogue TEXT;
