-- Which three letters occur in which run, to search by, and the runs that are not in it
-- yet or as they were. With detail=none it takes a third of the room of the texts.
CREATE VIRTUAL TABLE trigrams USING fts5 (error, note, input, output, cause,
	content='', contentless_delete=1, detail=none, tokenize='trigram');
CREATE TABLE unindexed (run INTEGER PRIMARY KEY);
INSERT INTO unindexed SELECT seq FROM runs;
CREATE TRIGGER requests_added AFTER INSERT ON requests BEGIN
	INSERT OR IGNORE INTO unindexed VALUES (NEW.run);
END;
CREATE TRIGGER answers_added AFTER INSERT ON answers BEGIN
	INSERT OR IGNORE INTO unindexed VALUES (NEW.run);
END;
CREATE TRIGGER runs_noted AFTER UPDATE OF error, note ON runs BEGIN
	INSERT OR IGNORE INTO unindexed VALUES (NEW.seq);
END;
CREATE TRIGGER runs_forgotten AFTER DELETE ON runs BEGIN
	DELETE FROM unindexed WHERE run = OLD.seq;
	DELETE FROM trigrams WHERE rowid = OLD.seq;
END;
