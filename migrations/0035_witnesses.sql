-- Others vouch for the log: what witnesses sign under a checkpoint, and what each answered last.

CREATE TABLE cosignatures (
  size INTEGER NOT NULL,
  witness TEXT NOT NULL, -- its name
  line TEXT NOT NULL, -- the signature line, as it came
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (size, witness)
) STRICT, WITHOUT ROWID;

CREATE TABLE witness_answers (
  witness TEXT PRIMARY KEY,
  known_size INTEGER NOT NULL, -- the last size that it cosigned, or says that it did
  said TEXT NOT NULL CHECK (said IN ('cosigned', 'unreachable', 'unknown_log', 'unknown_key', 'inconsistent', 'ahead', 'false_signature', 'unexpected')),
  asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
