-- Runs that were asked for together; head marks those that a folded list shows.
ALTER TABLE runs ADD COLUMN grp TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN head INTEGER NOT NULL DEFAULT 1;
ALTER TABLE runs ADD COLUMN saved TEXT NOT NULL DEFAULT '';
CREATE INDEX runs_group ON runs (grp, asked, id) WHERE grp <> '';
CREATE INDEX runs_head ON runs (asked, id) WHERE head;
CREATE INDEX runs_machine_head ON runs (machine, asked, id) WHERE head;
-- When the run that stands for its group goes, the next does.
CREATE TRIGGER runs_beheaded AFTER DELETE ON runs WHEN OLD.head AND OLD.grp <> '' BEGIN
	UPDATE runs SET head = 1 WHERE seq = (SELECT seq FROM runs WHERE grp = OLD.grp AND grp <> '' ORDER BY asked, id LIMIT 1);
END;
