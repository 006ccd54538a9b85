-- Visits leave the reminders of persons (`atelier`) for their own (`visite`), whose steps stand on the same days. Whoever had left the one has
-- left the other.

INSERT INTO subscriptions (recipient_id, topic, status, unsub_ref, requested_at, confirmed_at, ended_at)
  SELECT DISTINCT p.recipient_id, 'visite', p.status, substr(lower(hex(randomblob(8))), 1, 10), p.requested_at, p.confirmed_at, p.ended_at
  FROM subscriptions p JOIN enrolments e ON e.recipient_id = p.recipient_id AND e.sequence = 'atelier'
    JOIN registrations r ON r.id = e.anchor_ref AND r.workshop_request_id IS NOT NULL
  WHERE p.topic = 'atelier'
  ON CONFLICT DO NOTHING;

UPDATE enrolments SET sequence = 'visite', version = 1,
    anchor_ref = (SELECT r.workshop_request_id FROM registrations r WHERE r.id = enrolments.anchor_ref)
  WHERE sequence = 'atelier' AND status < 2
    AND anchor_ref IN (SELECT r.id FROM registrations r WHERE r.workshop_request_id IS NOT NULL);
