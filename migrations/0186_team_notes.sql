-- What whoever animates a session should know: their association's words to its own team.
ALTER TABLE sessions ADD COLUMN team_notes TEXT NOT NULL DEFAULT '';
