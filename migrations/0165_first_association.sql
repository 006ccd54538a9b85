-- A school may ask one association first: which, and until when it alone sees the request.

ALTER TABLE workshop_requests ADD COLUMN first_association_id TEXT REFERENCES associations (id);
ALTER TABLE workshop_requests ADD COLUMN first_until INTEGER;
CREATE INDEX workshop_requests__first_until ON workshop_requests (first_until) WHERE first_until IS NOT NULL;
CREATE INDEX workshop_requests__first_association_id ON workshop_requests (first_association_id) WHERE first_association_id IS NOT NULL;
