-- The address that somebody signs in with is corrected: the new one proves itself by a click, and the old one may undo it for a while.

CREATE TABLE address_corrections (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  from_contact_id TEXT NOT NULL,
  to_contact_id TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'replaced', 'moved', 'undone')),
  may_undo INTEGER NOT NULL CHECK (may_undo IN (0, 1)), -- the old address had proven itself: it is its owner's, not a stranger's
  until_at INTEGER NOT NULL -- last moment of the click, then of undoing; the row goes after it
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX address_corrections__asked ON address_corrections (person_id) WHERE state = 'asked';
CREATE INDEX address_corrections__from_contact_id ON address_corrections (from_contact_id);
CREATE INDEX address_corrections__to_contact_id ON address_corrections (to_contact_id);
CREATE INDEX address_corrections__until_at ON address_corrections (until_at);
