-- Figures of an association hold when the trails that told them have left for a file: when a seat was given back, and when a place was first offered.
ALTER TABLE registrations ADD COLUMN cancelled_at INTEGER;
UPDATE registrations SET cancelled_at = (SELECT max(e.at) FROM events e WHERE e.subject = registrations.id AND e.type = 'registration.cancelled')
WHERE state = 'cancelled' AND cancel_reason = 'person';
CREATE INDEX offers__registration_id__offered_at ON offers (registration_id, offered_at);
