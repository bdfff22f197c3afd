-- Where a session is counted: what is said of it later counts there, whatever release it names then.
ALTER TABLE release_sessions ADD COLUMN release TEXT NOT NULL DEFAULT '';
ALTER TABLE release_sessions ADD COLUMN environment TEXT NOT NULL DEFAULT '';
