-- Machines of the same name in two accounts or regions are two: machine is the ARN of the state
-- machine without version, alias and test case from now on, or arn as it is where that is of
-- something else.
UPDATE runs SET machine = CASE WHEN instr(arn, ':stateMachine:') > 0 THEN
	substr(arn, 1, instr(arn, ':stateMachine:') + 13) ||
	substr(substr(arn, instr(arn, ':stateMachine:') + 14), 1, min(
		instr(substr(arn, instr(arn, ':stateMachine:') + 14) || ':', ':'),
		instr(substr(arn, instr(arn, ':stateMachine:') + 14) || '#', '#')) - 1)
	ELSE arn END;
DELETE FROM tallies;
INSERT INTO tallies SELECT machine, status, region, count(*), sum(charged), sum(usage) FROM runs GROUP BY machine, status, region;
UPDATE runs SET machine_head = 1 WHERE grp <> '' AND NOT machine_head AND seq =
	(SELECT seq FROM runs AS other WHERE other.grp = runs.grp AND other.grp <> '' AND other.machine = runs.machine ORDER BY asked, id LIMIT 1);
