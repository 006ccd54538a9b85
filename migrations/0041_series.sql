-- Sessions that were published together are edited, written to and cancelled together: which series a session is of; and what its people should know.
ALTER TABLE sessions ADD COLUMN series_id TEXT; -- null: it stands alone
ALTER TABLE sessions ADD COLUMN notes TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions__series_id ON sessions (series_id, starts_at) WHERE series_id IS NOT NULL;
-- One message to several dates is a row a date: the first of them names all. Each address gets it once.
ALTER TABLE session_messages ADD COLUMN series_of TEXT; -- null: of one date alone
CREATE INDEX session_messages__series_of ON session_messages (series_of) WHERE series_of IS NOT NULL;
