-- Prices go by region, which is the fourth part of an ARN: so the tallies do.
ALTER TABLE runs ADD COLUMN region TEXT NOT NULL AS (CASE WHEN instr(arn, ':states:') > 0
	THEN substr(substr(arn, instr(arn, ':states:') + 8), 1, instr(substr(arn, instr(arn, ':states:') + 8) || ':', ':') - 1)
	ELSE '' END);
DROP TRIGGER runs_added;
DROP TRIGGER runs_changed;
DROP TRIGGER runs_removed;
DROP TABLE tallies;
CREATE TABLE tallies (
	machine TEXT NOT NULL,
	status  TEXT NOT NULL,
	region  TEXT NOT NULL,
	runs    INTEGER NOT NULL,
	charged INTEGER NOT NULL,
	usage   INTEGER NOT NULL,
	PRIMARY KEY (machine, status, region)
) WITHOUT ROWID;
INSERT INTO tallies SELECT machine, status, region, count(*), sum(charged), sum(usage) FROM runs GROUP BY machine, status, region;
CREATE TRIGGER runs_added AFTER INSERT ON runs BEGIN
	INSERT INTO tallies VALUES (NEW.machine, NEW.status, NEW.region, 1, NEW.charged, NEW.usage) ON CONFLICT DO
		UPDATE SET runs = runs + 1, charged = charged + excluded.charged, usage = usage + excluded.usage;
END;
CREATE TRIGGER runs_changed AFTER UPDATE OF status, billed, memory ON runs BEGIN
	UPDATE tallies SET runs = runs - 1, charged = charged - OLD.charged, usage = usage - OLD.usage
		WHERE machine = OLD.machine AND status = OLD.status AND region = OLD.region;
	INSERT INTO tallies VALUES (NEW.machine, NEW.status, NEW.region, 1, NEW.charged, NEW.usage) ON CONFLICT DO
		UPDATE SET runs = runs + 1, charged = charged + excluded.charged, usage = usage + excluded.usage;
END;
CREATE TRIGGER runs_removed AFTER DELETE ON runs BEGIN
	UPDATE tallies SET runs = runs - 1, charged = charged - OLD.charged, usage = usage - OLD.usage
		WHERE machine = OLD.machine AND status = OLD.status AND region = OLD.region;
END;
