-- A run without what is large. Times are microseconds since the epoch, NULL for none.
CREATE TABLE runs (
	seq       INTEGER PRIMARY KEY,
	id        TEXT NOT NULL UNIQUE,
	target    TEXT NOT NULL,
	arn       TEXT NOT NULL,
	machine   TEXT NOT NULL, -- the name inside arn, to search by
	name      TEXT NOT NULL,
	trace     TEXT NOT NULL,
	asked     INTEGER NOT NULL,
	took      INTEGER NOT NULL, -- nanoseconds
	status    TEXT NOT NULL,    -- RUNNING until the outcome is written, whatever became of owner
	owner     TEXT NOT NULL,    -- process that began the run
	execution TEXT NOT NULL,
	started   INTEGER,
	stopped   INTEGER,
	error     TEXT NOT NULL,
	billed    INTEGER NOT NULL, -- nanoseconds
	memory    INTEGER NOT NULL, -- MB
	-- MB x ms, bounded so that no answer, however absurd, can overflow a sum.
	usage     INTEGER NOT NULL AS (max(0, min(1000000000000, billed / 1000000 * memory))),
	charged   INTEGER NOT NULL AS (billed <> 0 OR memory <> 0),
	problem   TEXT NOT NULL,
	hint      TEXT NOT NULL
);
CREATE INDEX runs_asked ON runs (asked, id);
CREATE INDEX runs_machine ON runs (machine, asked, id);
CREATE INDEX runs_status ON runs (status, asked, id);
CREATE INDEX runs_owner ON runs (owner) WHERE status = 'RUNNING';

-- What runs come to, kept up to date so that nobody has to read them all for it.
CREATE TABLE tallies (
	machine TEXT NOT NULL,
	status  TEXT NOT NULL,
	runs    INTEGER NOT NULL,
	charged INTEGER NOT NULL,
	usage   INTEGER NOT NULL,
	PRIMARY KEY (machine, status)
) WITHOUT ROWID;
CREATE TRIGGER runs_added AFTER INSERT ON runs BEGIN
	INSERT INTO tallies VALUES (NEW.machine, NEW.status, 1, NEW.charged, NEW.usage) ON CONFLICT DO
		UPDATE SET runs = runs + 1, charged = charged + excluded.charged, usage = usage + excluded.usage;
END;
CREATE TRIGGER runs_changed AFTER UPDATE ON runs BEGIN
	UPDATE tallies SET runs = runs - 1, charged = charged - OLD.charged, usage = usage - OLD.usage
		WHERE machine = OLD.machine AND status = OLD.status;
	INSERT INTO tallies VALUES (NEW.machine, NEW.status, 1, NEW.charged, NEW.usage) ON CONFLICT DO
		UPDATE SET runs = runs + 1, charged = charged + excluded.charged, usage = usage + excluded.usage;
END;
CREATE TRIGGER runs_removed AFTER DELETE ON runs BEGIN
	UPDATE tallies SET runs = runs - 1, charged = charged - OLD.charged, usage = usage - OLD.usage
		WHERE machine = OLD.machine AND status = OLD.status;
END;

-- What is large lies apart, so that lists do not read past it. BLOBs keep every byte.
CREATE TABLE requests (
	run   INTEGER PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
	input BLOB NOT NULL
);
CREATE TABLE answers (
	run    INTEGER PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
	output BLOB NOT NULL,
	cause  BLOB NOT NULL,
	raw    BLOB NOT NULL
);

CREATE TABLE session (
	scope TEXT NOT NULL,
	key   TEXT NOT NULL,
	value BLOB NOT NULL,
	PRIMARY KEY (scope, key)
) WITHOUT ROWID;
