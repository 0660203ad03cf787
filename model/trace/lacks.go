package trace

import (
	"regexp"
	"strings"
	"sync"

	"expresso/model"
)

// Lacks is what the events of a trace do not tell, as far as they show it themselves: a log has what the
// machine's loggingConfiguration lets it have. The zero value lacks nothing.
type Lacks struct {
	// Missing is how many events there were, by their IDs, between the first and the last: one
	// that grew too large keeps no others.
	Missing int64
	// OnlyFailures is set where nothing but what failed was recorded: level ERROR or FATAL.
	OnlyFailures bool
	// NoData is set where no event holds an input or an output: the machine logs without its data.
	NoData bool
	// Truncated is how many events hold inputs or outputs that were cut off.
	Truncated int
}

// truncated is what a log says of data that was cut off. In the data itself quotes are escaped.
var truncated = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"truncated"\s*:\s*true`) })

// LacksOf is what events lack, oldest first.
func LacksOf(events []model.Event) Lacks {
	lacks := Lacks{Missing: Missing(events)}
	steps, withData, without := 0, 0, 0
	for i := range events {
		e := &events[i]
		if e.Type == "ExecutionStarted" || strings.HasSuffix(e.Type, entered) && e.Type != "FailStateEntered" {
			steps++
		}
		if hasData(e.Type) {
			if e.Details == "" || strings.Contains(e.Details, `"input"`) || strings.Contains(e.Details, `"output"`) {
				withData++
			} else {
				without++
			}
		}
		if strings.Contains(e.Details, `"truncated"`) && truncated().MatchString(e.Details) {
			lacks.Truncated++
		}
	}
	lacks.NoData = without > 0 && withData == 0
	if len(events) > 0 && steps == 0 {
		last := events[len(events)-1].Type
		lacks.OnlyFailures = last == "ExecutionFailed" || last == "ExecutionTimedOut" || last == "ExecutionAborted"
	}
	return lacks
}

// hasData reports whether events of a type hold an input or an output where data is logged.
func hasData(kind string) bool {
	return kind == "ExecutionStarted" || kind == "ExecutionSucceeded" || strings.HasSuffix(kind, entered) || strings.HasSuffix(kind, "StateExited")
}

// Cut reports whether what a visit was entered with, and what it was left with, was cut off in the log.
func (t *Tree) Cut(v *Visit) (input, output bool) {
	cut := func(event int) bool { return event >= 0 && truncated().MatchString(t.events[event].Details) }
	return cut(v.entered), cut(v.exited)
}
