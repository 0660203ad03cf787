-- Runs that began at a state within their machine: the run that the state is of, and the
-- variables that were set.
ALTER TABLE runs ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN origin_state TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN variables TEXT NOT NULL DEFAULT '';
