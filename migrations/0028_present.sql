-- Who came is said of each person, not of each registration: when that mark was made. What was said of a registration was said of all of it.
ALTER TABLE participants ADD COLUMN marked_ms INTEGER NOT NULL DEFAULT 0 CONSTRAINT person_mark_as_read CHECK (marked_ms >= 0);
UPDATE participants SET
  is_present = (SELECT r.state = 'attended' FROM registrations r WHERE r.id = participants.registration_id),
  marked_ms = (SELECT r.marked_ms FROM registrations r WHERE r.id = participants.registration_id)
WHERE registration_id IN (SELECT id FROM registrations WHERE state IN ('attended', 'absent'));
