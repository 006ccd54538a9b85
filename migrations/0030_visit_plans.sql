-- A slot of a class request becomes a plan: each class has its own start and its own end. `workshop_request_slots` is read no more; a later
-- release takes it away.

CREATE TABLE visit_plans (
  workshop_request_id TEXT NOT NULL REFERENCES workshop_requests (id),
  proposed_by TEXT NOT NULL CHECK (proposed_by IN ('school', 'association')),
  rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 3),
  position INTEGER NOT NULL, -- the class, as in workshop_request_groups
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  PRIMARY KEY (workshop_request_id, proposed_by, rank, position),
  CHECK (ends_at > starts_at)
) STRICT, WITHOUT ROWID;

-- The pause of midday that a school keeps free, as it starts on its clock; 'none': no pause.
ALTER TABLE workshop_requests ADD COLUMN lunch TEXT NOT NULL DEFAULT '12:00' CHECK (lunch IN ('11:30', '12:00', '12:30', 'none'));

-- What was asked before keeps its hours, as they were told: one class after the other, ten minutes apart.
INSERT INTO visit_plans (workshop_request_id, proposed_by, rank, position, starts_at, ends_at)
  SELECT s.workshop_request_id, s.proposed_by, s.rank, g.position, s.starts_at + (g.position - 1) * (m.minutes + 10) * 60,
    s.starts_at + ((g.position - 1) * (m.minutes + 10) + m.minutes) * 60
  FROM workshop_request_slots s
    JOIN workshop_request_groups g ON g.workshop_request_id = s.workshop_request_id
    JOIN (
      SELECT r.id, CASE w.slug
          WHEN 'accueillir-la-parole' THEN 180 WHEN 'agir-en-temoin' THEN 110 WHEN 'vivre-en-groupe-de-messages' THEN 110
          WHEN 'garder-la-main-sur-sa-ligne' THEN 120 WHEN 'mon-telephone-mes-limites' THEN 90 WHEN 'photos-partages-et-respect' THEN 90
          ELSE 60 END AS minutes
      FROM workshop_requests r JOIN workshops w ON w.id = r.workshop_id
    ) m ON m.id = s.workshop_request_id;
