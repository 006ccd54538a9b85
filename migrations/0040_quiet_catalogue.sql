-- The catalogue reads what it shows, however many sessions are open: a session knows the département of its place.

ALTER TABLE sessions ADD COLUMN departement_code TEXT; -- that of `venue_id`, written with it; null: online
UPDATE sessions SET departement_code = (SELECT v.departement_code FROM venues v WHERE v.id = sessions.venue_id);

-- What anybody may see, soonest first: all of it, at a place, or online.
CREATE INDEX sessions__public_starts_at ON sessions (starts_at, id) WHERE state = 'open' AND visibility = 'public';
CREATE INDEX sessions__public_departement ON sessions (departement_code, starts_at, id) WHERE visibility = 'public'; -- calendars show those that are over, too
CREATE INDEX sessions__public_mode ON sessions (mode, starts_at, id) WHERE state = 'open' AND visibility = 'public';
