-- What was said of a run when it was compared with what was expected, or with another.
ALTER TABLE runs ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
