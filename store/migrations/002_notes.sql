ALTER TABLE runs ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX runs_starred ON runs (asked, id) WHERE starred;

-- Where input, output and cause were cut out of raw, in this order; NULL where they were not.
ALTER TABLE answers ADD COLUMN input_at INTEGER;
ALTER TABLE answers ADD COLUMN output_at INTEGER;
ALTER TABLE answers ADD COLUMN cause_at INTEGER;
