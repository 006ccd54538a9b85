-- Which mails carry what an association wrote: it reads on its page how many have arrived. Nothing is written twice: it stands in `vars`.
ALTER TABLE messages ADD COLUMN told_by TEXT GENERATED ALWAYS AS (json_extract(vars, '$.message')) VIRTUAL;
CREATE INDEX messages__told_by ON messages (told_by) WHERE told_by IS NOT NULL;
