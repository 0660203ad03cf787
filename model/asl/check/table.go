package check

import (
	"math"
	"sync"
)

// table holds what every kind of object may have.
type table struct {
	machine, branch, processor                          *object
	states                                              map[string]*object
	rule, nested                                        *object // of a Choice
	retrier, catcher                                    *object
	config                                              map[string]*object // ProcessorConfig, by mode
	reader, readerConfig, writer, writerConfig, batcher *object
}

// stateTypes are the types in the order in which AWS lists them.
var stateTypes = []string{"Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"}

var (
	made     *table
	makeOnce sync.Once
)

// tables makes the table when it is first needed: groups are sorted, which takes a moment.
func tables() *table {
	makeOnce.Do(func() { made = newTable() })
	return made
}

func newTable() *table {
	t := &table{}
	graph := fields{"Comment": both(text), "StartAt": both(text), "States": both(states)}
	t.machine = &object{
		fields: graph.and(fields{
			"Version": both(enum("1.0")), "TimeoutSeconds": both(integer(0, maxSeconds)), "QueryLanguage": both(nil),
		}),
		required: []string{"StartAt", "States"},
	}
	t.branch = &object{fields: graph, required: []string{"StartAt", "States"}}
	t.processor = &object{
		fields:   graph.and(fields{"ProcessorConfig": both(processorConfig)}),
		required: []string{"StartAt", "States"},
	}
	t.states = stateTable()
	t.rule, t.nested = ruleTable()
	t.retrier = &object{
		fields: fields{
			"Comment": both(text), "ErrorEquals": both(filled(list(text))), "IntervalSeconds": both(integer(0, maxSeconds)),
			"MaxAttempts": both(integer(0, maxSeconds)), "BackoffRate": both(number(1, math.Inf(1))),
			"MaxDelaySeconds": both(integer(1, 31_622_400)), "JitterStrategy": both(enum("NONE", "FULL")),
		},
		required: []string{"ErrorEquals"},
	}
	t.catcher = &object{
		fields: fields{
			"Comment": both(text), "ErrorEquals": both(filled(list(text))), "Next": both(text), "Assign": both(assign),
			"ResultPath": onlyPath(resultPath), "Output": onlyJSONata(output),
		},
		required: []string{"ErrorEquals", "Next"},
	}
	t.distributed()
	return t
}

// stateTable has the fields of states by their type.
func stateTable() map[string]*object {
	every := fields{"Type": both(nil), "Comment": both(text), "QueryLanguage": both(nil)}
	paths := fields{"InputPath": onlyPath(pathOrNull), "OutputPath": onlyPath(pathOrNull), "Output": onlyJSONata(output)}
	next := fields{"Next": both(text), "End": both(boolean), "Assign": both(assign)}
	result := fields{"ResultPath": onlyPath(resultPath)}
	parameters := fields{"Parameters": onlyPath(template)}
	arguments := fields{"Arguments": onlyJSONata(template)}
	selector := fields{"ResultSelector": onlyPath(template)}
	failures := fields{"Retry": both(retry), "Catch": both(catch)}
	seconds := func(low int64) rule { return computable(integer(low, maxSeconds)) }
	ends := newGroup("Next", "End")

	return map[string]*object{
		"Pass": {
			fields:  every.and(paths, next, parameters, result, fields{"Result": onlyPath(passResult)}),
			exactly: []group{ends},
		},
		"Task": {
			fields: every.and(paths, next, parameters, arguments, selector, result, failures, fields{
				"Resource": both(text), "Credentials": both(credentials),
				"TimeoutSeconds": both(seconds(1)), "TimeoutSecondsPath": onlyPath(path),
				"HeartbeatSeconds": both(seconds(1)), "HeartbeatSecondsPath": onlyPath(path),
			}),
			required: []string{"Resource"},
			exactly:  []group{ends},
			atMost:   []group{newGroup("TimeoutSeconds", "TimeoutSecondsPath"), newGroup("HeartbeatSeconds", "HeartbeatSecondsPath")},
			also:     task,
		},
		"Wait": {
			fields: every.and(paths, next, fields{
				"Seconds": both(seconds(0)), "SecondsPath": onlyPath(path),
				"Timestamp": both(computableText(timestamp)), "TimestampPath": onlyPath(path),
			}),
			exactly: []group{newGroup("Seconds", "SecondsPath", "Timestamp", "TimestampPath"), ends},
		},
		"Succeed": {fields: every.and(paths)},
		"Fail": {
			fields: every.and(fields{
				"Error": both(computableText(text)), "ErrorPath": onlyPath(pathOrCall),
				"Cause": both(computableText(text)), "CausePath": onlyPath(pathOrCall),
			}),
			atMost: []group{newGroup("Error", "ErrorPath"), newGroup("Cause", "CausePath")},
		},
		"Choice": {
			fields:   every.and(paths, fields{"Assign": both(assign), "Choices": both(filled(list(choiceRule))), "Default": both(text)}),
			required: []string{"Choices"},
		},
		"Parallel": {
			fields: every.and(paths, next, parameters, arguments, selector, result, failures, fields{
				"Branches": both(filled(list(branch))),
			}),
			required: []string{"Branches"},
			exactly:  []group{ends},
		},
		"Map": {
			fields: every.and(paths, next, parameters, selector, result, failures, fields{
				"ItemProcessor": both(processor), "Iterator": both(processor), "ItemSelector": both(template),
				"ItemsPath": onlyPath(itemsPath), "Items": onlyJSONata(computable(items)),
				"MaxConcurrency": both(computable(integer(0, math.MaxInt32))), "MaxConcurrencyPath": onlyPath(numberPath),
				"ItemReader": both(distributedOnly(reader)), "ItemBatcher": both(distributedOnly(batcher)),
				"ResultWriter": both(distributedOnly(writer)), "Label": both(distributedOnly(label)),
				"ToleratedFailureCount": both(computable(integer(0, math.MaxInt32))), "ToleratedFailureCountPath": onlyPath(numberPath),
				"ToleratedFailurePercentage": both(computable(number(0, 100))), "ToleratedFailurePercentagePath": onlyPath(numberPath),
			}),
			exactly: []group{newGroup("ItemProcessor", "Iterator"), ends},
			atMost: []group{
				newGroup("ItemSelector", "Parameters"), newGroup("MaxConcurrency", "MaxConcurrencyPath"),
				newGroup("ToleratedFailureCount", "ToleratedFailureCountPath"),
				newGroup("ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
			},
		},
	}
}

// distributed has what only a distributed Map has.
func (t *table) distributed() {
	mode := both(enum("INLINE", "DISTRIBUTED"))
	t.config = map[string]*object{
		"INLINE": {fields: fields{"Mode": mode}},
		"DISTRIBUTED": {
			fields:   fields{"Mode": mode, "ExecutionType": both(enum("STANDARD", "EXPRESS"))},
			required: []string{"ExecutionType"},
		},
	}
	calls := fields{"Parameters": onlyPath(template), "Arguments": onlyJSONata(template)}
	t.reader = &object{
		fields: calls.and(fields{
			"Resource": both(resourceOf("s3:getObject", "s3:listObjectsV2")), "ReaderConfig": both(readerConfig),
		}),
		required: []string{"Resource"},
	}
	t.readerConfig = &object{
		fields: fields{
			"InputType":         both(enum("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST")),
			"Transformation":    both(enum("NONE", "LOAD_AND_FLATTEN")),
			"CSVDelimiter":      both(enum("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB")),
			"CSVHeaderLocation": both(enum("FIRST_ROW", "GIVEN")), "CSVHeaders": both(list(text)),
			"MaxItems": both(computable(integer(0, 100_000_000))), "MaxItemsPath": onlyPath(numberPath),
			"ManifestType": both(enum("ATHENA_DATA", "S3_INVENTORY")), "ItemsPointer": both(computableText(text)),
		},
		atMost: []group{newGroup("MaxItems", "MaxItemsPath")},
		also:   csvHeaders,
	}
	t.writer = &object{fields: calls.and(fields{"Resource": both(resourceOf("s3:putObject")), "WriterConfig": both(writerConfig)})}
	t.writerConfig = &object{fields: fields{
		"OutputType": both(enum("JSON", "JSONL")), "Transformation": both(enum("NONE", "FLATTEN", "COMPACT")),
	}}
	t.batcher = &object{
		fields: fields{
			"BatchInput": both(template), "MaxItemsPerBatch": both(computable(integer(1, math.MaxInt32))), "MaxItemsPerBatchPath": onlyPath(numberPath),
			"MaxInputBytesPerBatch": both(computable(integer(1, 262_144))), "MaxInputBytesPerBatchPath": onlyPath(numberPath),
		},
		atMost: []group{newGroup("MaxItemsPerBatch", "MaxItemsPerBatchPath"), newGroup("MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath")},
	}
}
