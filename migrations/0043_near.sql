-- A search around a town reads the soonest sessions of each département near it, and of each what it is and where, from the index alone.
CREATE INDEX sessions__public_near ON sessions (departement_code, starts_at, id, closes_at, workshop_id, venue_id)
  WHERE state = 'open' AND visibility = 'public';
