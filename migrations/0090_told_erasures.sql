-- Erasures are also told outside the database, so that a restore brings nobody back: the wishes of people, by the day, from this index alone.

CREATE INDEX events__erasures ON events (at) WHERE type = 'person.erasure_asked' OR (type = 'registration.erased' AND actor = 'person');
