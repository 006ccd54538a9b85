-- What anybody says of a draft of the referential, and what was answered: read by a person before anybody else sees it.

CREATE TABLE draft_remarks (
  id TEXT PRIMARY KEY,
  draft TEXT NOT NULL, -- the version that is discussed
  criterion_id TEXT NOT NULL, -- empty: the whole
  text TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'published', 'kept', 'declined', 'set_aside')),
  answer TEXT NOT NULL, -- empty until it is answered
  created_at INTEGER NOT NULL,
  done_at INTEGER, -- when it was published, answered or set aside
  CHECK (state NOT IN ('kept', 'declined') OR answer <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_remarks__draft ON draft_remarks (draft, criterion_id, id) WHERE state IN ('published', 'kept', 'declined');
CREATE INDEX draft_remarks__open ON draft_remarks (id) WHERE state IN ('waiting', 'published');
CREATE INDEX draft_remarks__set_aside ON draft_remarks (done_at) WHERE state = 'set_aside';

-- How often whoever answers for a labelled mutuelle is mailed the log's checkpoint.
ALTER TABLE labels ADD COLUMN checkpoint_mails TEXT NOT NULL DEFAULT 'weekly' CHECK (checkpoint_mails IN ('daily', 'weekly', 'never'));
