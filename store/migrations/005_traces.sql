-- What happened in an execution, packed; see trace.go.
CREATE TABLE traces (
	run    INTEGER PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
	events BLOB NOT NULL
);
