-- Who wants no more mails is told outside the database, as who wants to be forgotten is: a restore undoes neither.
CREATE INDEX events__leaves ON events (at) WHERE type = 'subscription.ended';
