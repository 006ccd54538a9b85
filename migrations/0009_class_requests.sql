-- A school, or another place that is not in the directory, asks an association to come to its classes. Never a pupil's name, no free text.

-- Where an association answers requests, and for which levels.
CREATE TABLE association_areas (
  association_id TEXT NOT NULL REFERENCES associations (id),
  departement_code TEXT NOT NULL,
  levels TEXT NOT NULL CHECK (json_valid(levels)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (association_id, departement_code)
) STRICT, WITHOUT ROWID;
CREATE INDEX association_areas__departement_code ON association_areas (departement_code);

-- Places typed in the form: schools that are not in the directory, and youth organisations. An operator looks before anybody else sees.
CREATE TABLE places (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('school', 'cfa', 'mission_locale', 'foyer', 'town', 'mutuelle')),
  name TEXT NOT NULL,
  commune TEXT NOT NULL,
  departement_code TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('unvetted', 'vetted', 'refused')),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE workshop_requests (
  id TEXT PRIMARY KEY,
  uai TEXT REFERENCES schools (uai),
  place_id TEXT REFERENCES places (id),
  departement_code TEXT NOT NULL,
  workshop_id TEXT NOT NULL REFERENCES workshops (id),
  contact_id TEXT, -- who asks, at their professional address
  head_contact_id TEXT, -- the official address of the school, when the head is asked there
  requester_role TEXT NOT NULL,
  adult_role TEXT NOT NULL, -- the adult who stays in the room: a role, not a name
  adults INTEGER NOT NULL CHECK (adults BETWEEN 1 AND 10),
  state TEXT NOT NULL CHECK (state IN ('unproven', 'unvetted', 'awaiting_head', 'open', 'proposed', 'scheduled',
    'refused', 'lapsed', 'declined', 'withdrawn', 'cancelled', 'done')),
  head_via TEXT NOT NULL CHECK (head_via IN ('official_mail', 'handed_over')),
  head_decided_at INTEGER,
  is_slotless INTEGER NOT NULL CHECK (is_slotless IN (0, 1)),
  has_room INTEGER NOT NULL CHECK (has_room IN (0, 1)),
  has_projector INTEGER NOT NULL CHECK (has_projector IN (0, 1)),
  has_step_free INTEGER NOT NULL CHECK (has_step_free IN (0, 1)),
  has_open_situation INTEGER NOT NULL CHECK (has_open_situation IN (0, 1)),
  association_id TEXT REFERENCES associations (id), -- who pencilled, proposed, or comes
  coordinator_id TEXT, -- the person who answered for it
  pencil TEXT CHECK (pencil IN ('accept', 'propose')), -- what becomes of it with the head's yes
  starts_at INTEGER, -- the slot that was accepted
  expires_at INTEGER, -- when silence decides
  reminded_at INTEGER, -- when the associations were told once more that it waits
  idempotency_key TEXT NOT NULL UNIQUE,
  erase_at INTEGER NOT NULL,
  erased_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK ((uai IS NULL) <> (place_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX workshop_requests__departement_code_state ON workshop_requests (departement_code, state);
CREATE INDEX workshop_requests__association_id_state ON workshop_requests (association_id, state);
CREATE INDEX workshop_requests__state_id ON workshop_requests (state, id);
CREATE INDEX workshop_requests__expires_at ON workshop_requests (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX workshop_requests__erase_at ON workshop_requests (erase_at) WHERE erased_at IS NULL;
CREATE INDEX workshop_requests__contact_id ON workshop_requests (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX workshop_requests__head_contact_id ON workshop_requests (head_contact_id) WHERE head_contact_id IS NOT NULL;
CREATE INDEX workshop_requests__uai ON workshop_requests (uai) WHERE uai IS NOT NULL;

-- One line per class: a level and numbers.
CREATE TABLE workshop_request_groups (
  workshop_request_id TEXT NOT NULL REFERENCES workshop_requests (id),
  position INTEGER NOT NULL,
  level TEXT NOT NULL,
  pupils INTEGER NOT NULL CHECK (pupils BETWEEN 1 AND 40),
  session_id TEXT REFERENCES sessions (id), -- once scheduled
  PRIMARY KEY (workshop_request_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE workshop_request_slots (
  workshop_request_id TEXT NOT NULL REFERENCES workshop_requests (id),
  proposed_by TEXT NOT NULL CHECK (proposed_by IN ('school', 'association')),
  rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 3),
  starts_at INTEGER NOT NULL,
  PRIMARY KEY (workshop_request_id, proposed_by, rank)
) STRICT, WITHOUT ROWID;

-- Associations that will not come, and to whom they handed over.
CREATE TABLE workshop_request_answers (
  workshop_request_id TEXT NOT NULL REFERENCES workshop_requests (id),
  association_id TEXT NOT NULL REFERENCES associations (id),
  answer TEXT NOT NULL CHECK (answer IN ('decline', 'hand_over')),
  reason TEXT NOT NULL,
  to_association_id TEXT REFERENCES associations (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workshop_request_id, association_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE registrations ADD COLUMN workshop_request_id TEXT REFERENCES workshop_requests (id);
