-- A request that nobody answers is shown to the neighbouring départements too: since when, and to which.

ALTER TABLE workshop_requests ADD COLUMN widened_at INTEGER;

CREATE TABLE request_reach (
  departement_code TEXT NOT NULL,
  workshop_request_id TEXT NOT NULL REFERENCES workshop_requests (id),
  PRIMARY KEY (departement_code, workshop_request_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_reach__workshop_request_id ON request_reach (workshop_request_id);

-- What an association that closed was still asking for is asked for no more.
UPDATE workshop_requests SET move_by = NULL, move_until = NULL WHERE move_until IS NOT NULL AND state <> 'scheduled';
