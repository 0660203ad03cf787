-- Which data the answer was to hold, and whether it left the output of a run that succeeded out.
ALTER TABLE runs ADD COLUMN included TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
