-- One pipeline for every mail: recipients, messages, frozen send batches, suppressions.

CREATE TABLE recipients (
  id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL UNIQUE,
  locale TEXT NOT NULL,
  zone TEXT NOT NULL,
  send_hour INTEGER,
  paused_until_at INTEGER,
  created_at INTEGER NOT NULL,
  erased_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE subscriptions (
  recipient_id TEXT NOT NULL,
  topic TEXT NOT NULL,
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3), -- 0 pending 1 active 2 unsubscribed 3 expired
  unsub_ref TEXT NOT NULL UNIQUE,
  requested_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  ended_at INTEGER,
  end_reason TEXT,
  freq INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (recipient_id, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE suppressions (
  addr_hash TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  message_id TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  class INTEGER NOT NULL CHECK (class BETWEEN 0 AND 2), -- 0 transactional 1 reminder 2 guidance
  recipient_id TEXT NOT NULL,
  name_id TEXT,
  topic TEXT,
  sequence TEXT,
  step TEXT,
  template TEXT NOT NULL,
  vars TEXT NOT NULL CHECK (json_valid(vars)),
  solo INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  -- 0 pending 1 batched 2 sent 3 delivered 4 bounced 5 complained 6 skipped 7 failed 8 unknown 9 dead
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 9),
  reason TEXT,
  batch_id TEXT,
  provider_id TEXT,
  sent_at INTEGER,
  is_unproven INTEGER NOT NULL DEFAULT 0 CHECK (is_unproven IN (0, 1)), -- to an address that never clicked
  test INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX messages__class_solo_due_at ON messages (class, solo, due_at) WHERE status = 0;
CREATE INDEX messages__recipient_id_due_at ON messages (recipient_id, due_at);
CREATE INDEX messages__batch_id ON messages (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE send_batches (
  id TEXT PRIMARY KEY, -- is the idempotency key at the provider and the key of the sealed body
  class INTEGER NOT NULL,
  parent_id TEXT,
  -- 0 formed 1 rung 2 sending 3 done 4 unknown 5 split or dissolved 6 dead. This CHECK is the guard of freeze and settle.
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 6),
  next_at INTEGER NOT NULL,
  not_before_at INTEGER NOT NULL DEFAULT 0,
  lease_id TEXT,
  lease_until_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  frozen_at INTEGER,
  endpoint TEXT,
  n INTEGER,
  body_sha TEXT,
  doubt INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  done_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX send_batches__next_at ON send_batches (next_at) WHERE status < 3;

CREATE TABLE stats_daily (
  day TEXT NOT NULL,
  sequence TEXT NOT NULL,
  step TEXT NOT NULL,
  metric TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (day, sequence, step, metric)
) STRICT, WITHOUT ROWID;
