-- Whether a session begins in the evening or on a Wednesday on its own clock: lists are narrowed by it. Written with the hour from here on.
ALTER TABLE sessions ADD COLUMN is_evening INTEGER NOT NULL DEFAULT 0 CHECK (is_evening IN (0, 1));
ALTER TABLE sessions ADD COLUMN is_wednesday INTEGER NOT NULL DEFAULT 0 CHECK (is_wednesday IN (0, 1));
-- Those of before: each zone's own difference; Paris and Saint-Pierre have summer hours, from the last Sunday of March or the second, to that of October or the first of November.
UPDATE sessions SET (is_evening, is_wednesday) = (
  SELECT strftime('%H', local, 'unixepoch') >= '17', strftime('%w', local, 'unixepoch') = '3' FROM (
    SELECT starts_at + CASE tz
      WHEN 'Indian/Reunion' THEN 14400 WHEN 'Indian/Mayotte' THEN 10800 WHEN 'America/Cayenne' THEN -10800
      WHEN 'America/Martinique' THEN -14400 WHEN 'America/Guadeloupe' THEN -14400 WHEN 'Pacific/Noumea' THEN 39600
      WHEN 'Pacific/Tahiti' THEN -36000 WHEN 'Pacific/Marquesas' THEN -34200 WHEN 'Pacific/Wallis' THEN 43200
      WHEN 'America/Miquelon' THEN iif(starts_at BETWEEN unixepoch(starts_at, 'unixepoch', 'start of year', '+2 months', 'weekday 0', '+7 days', '+5 hours')
        AND unixepoch(starts_at, 'unixepoch', 'start of year', '+10 months', 'weekday 0', '+4 hours') - 1, -7200, -10800)
      ELSE iif(starts_at BETWEEN unixepoch(starts_at, 'unixepoch', 'start of year', '+3 months', '-1 day', 'weekday 0', iif(strftime('%w', starts_at, 'unixepoch', 'start of year', '+3 months', '-1 day') = '0', '+0 days', '-7 days'), '+1 hour')
        AND unixepoch(starts_at, 'unixepoch', 'start of year', '+10 months', '-1 day', 'weekday 0', iif(strftime('%w', starts_at, 'unixepoch', 'start of year', '+10 months', '-1 day') = '0', '+0 days', '-7 days'), '+1 hour') - 1, 7200, 3600)
      END AS local));
