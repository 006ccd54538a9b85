-- In which language a session is given: what families read before they come.
ALTER TABLE sessions ADD COLUMN language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'fr_lsf', 'lsf', 'en', 'ar', 'es', 'pt', 'tr'));
