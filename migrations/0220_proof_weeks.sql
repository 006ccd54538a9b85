-- How many come from keeping a seat to proving their address: counts of a week, nobody's. What arrived of the mails between is counted with all mails.
CREATE TABLE proof_weeks (
  week_on TEXT PRIMARY KEY, -- its Monday in Paris
  held INTEGER NOT NULL DEFAULT 0,
  opened INTEGER NOT NULL DEFAULT 0,
  confirmed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
