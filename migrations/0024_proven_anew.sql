-- What engages people asks anew who stands there; a structure that nobody answers for finds somebody.

ALTER TABLE sign_ins ADD COLUMN login_id TEXT; -- the open login that a code proves anew; null: it opens one
ALTER TABLE logins ADD COLUMN proven_at INTEGER; -- a mailed code was typed in this login; null: its opening is the proof

-- A structure that lost its only responsible: one operator names an address, another agrees, and the invitation leaves.
ALTER TABLE invitations ADD COLUMN is_for_owner INTEGER NOT NULL DEFAULT 0 CHECK (is_for_owner IN (0, 1));
ALTER TABLE invitations ADD COLUMN agreed_by TEXT CONSTRAINT two_operators CHECK (agreed_by IS NULL OR agreed_by <> invited_by);
