-- A group that the room became too small for leaves the list after some time, with a reason of its own.
INSERT INTO registration_cancel_reasons (word) VALUES ('too_large');
CREATE INDEX registrations__outgrown ON registrations (expires_at) WHERE state = 'waitlisted' AND expires_at IS NOT NULL;
