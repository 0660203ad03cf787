-- A group may have runs of several machines; machine_head marks those that the folded list
-- of one machine shows.
ALTER TABLE runs ADD COLUMN machine_head INTEGER NOT NULL DEFAULT 1;
CREATE INDEX runs_group_machine ON runs (grp, machine) WHERE machine_head AND grp <> '';
UPDATE runs SET machine_head = 0 WHERE grp <> '' AND seq <>
	(SELECT seq FROM runs AS other WHERE other.grp = runs.grp AND other.grp <> '' AND other.machine = runs.machine ORDER BY asked, id LIMIT 1);
DROP INDEX runs_machine_head;
CREATE INDEX runs_machine_head ON runs (machine, asked, id) WHERE machine_head;
CREATE TRIGGER runs_machine_beheaded AFTER DELETE ON runs WHEN OLD.machine_head AND OLD.grp <> '' BEGIN
	UPDATE runs SET machine_head = 1 WHERE seq =
		(SELECT seq FROM runs WHERE grp = OLD.grp AND grp <> '' AND machine = OLD.machine ORDER BY asked, id LIMIT 1);
END;
