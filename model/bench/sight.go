package bench

import (
	"strings"
	"time"

	"expresso/model"
	"expresso/model/jsonvalue"
	"expresso/model/trace"
)

// OfRun is what an expression sees of a whole run: its input, or its output where output is
// set.
func OfRun(run model.Run, output bool) Sight {
	text := run.Input
	if output {
		text = run.Output
	}
	return Sight{Input: document(text), Context: contextOf(run, nil)}
}

// OfVisit is what the expressions of a state saw when a run was in it: the input, what its
// task, branches or iterations resulted in, the error that was caught, and the variables
// that had been set.
func OfVisit(run model.Run, tree *trace.Tree, v *trace.Visit) Sight {
	s := Sight{Input: document(tree.Input(v)), Context: contextOf(run, v), Variables: tree.Variables(v)}
	if v.Outcome == trace.Caught {
		s.ErrorOutput = jsonvalue.NewObject([]jsonvalue.Member{
			{Key: "Error", Value: jsonvalue.NewString(v.Error)}, {Key: "Cause", Value: jsonvalue.NewString(v.Cause)},
		})
		return s
	}
	s.Result = result(tree, v)
	return s
}

// result is what $states.result was, undefined if there was none, or the events do not tell.
func result(tree *trace.Tree, v *trace.Visit) jsonvalue.Value {
	if len(v.Tries) == 0 {
		return jsonvalue.Value{}
	}
	last := v.Tries[len(v.Tries)-1]
	if v.Type == "Task" {
		return document(tree.TryOutput(last))
	}
	if last.Outcome != trace.Succeeded {
		return jsonvalue.Value{}
	}
	results := make([]jsonvalue.Value, len(last.Groups))
	for _, g := range last.Groups {
		if len(g.Visits) == 0 || g.Index < 0 || g.Index >= len(results) {
			return jsonvalue.Value{}
		}
		results[g.Index] = document(tree.Output(g.Visits[len(g.Visits)-1]))
	}
	for _, r := range results {
		if r.IsUndefined() {
			return r
		}
	}
	return jsonvalue.NewArray(results)
}

// document is a text as a value, undefined if it is none.
func document(text string) jsonvalue.Value {
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return jsonvalue.Value{}
	}
	return v
}

// contextOf is the context object as far as a run tells it.
func contextOf(run model.Run, v *trace.Visit) jsonvalue.Value {
	str := jsonvalue.NewString
	at := func(t time.Time) jsonvalue.Value { return str(t.UTC().Format("2006-01-02T15:04:05.000Z")) }
	execution := []jsonvalue.Member{{Key: "Id", Value: str(string(run.Execution))}}
	if input := document(run.Input); !input.IsUndefined() {
		execution = append(execution, jsonvalue.Member{Key: "Input", Value: input})
	}
	execution = append(execution, jsonvalue.Member{Key: "Name", Value: str(executionName(run))}, jsonvalue.Member{Key: "StartTime", Value: at(run.Started)})
	machine := jsonvalue.NewObject([]jsonvalue.Member{
		{Key: "Id", Value: str(string(run.Machine.Unqualified()))}, {Key: "Name", Value: str(run.Machine.Machine())},
	})
	members := append(make([]jsonvalue.Member, 0, 3),
		jsonvalue.Member{Key: "Execution", Value: jsonvalue.NewObject(execution)}, jsonvalue.Member{Key: "StateMachine", Value: machine})
	if v == nil {
		return jsonvalue.NewObject(members)
	}
	state := []jsonvalue.Member{{Key: "Name", Value: str(v.Name)}, {Key: "EnteredTime", Value: at(v.Start)}}
	if len(v.Tries) > 0 {
		state = append(state, jsonvalue.Member{Key: "RetryCount", Value: jsonvalue.NewInt(int64(len(v.Tries) - 1))})
	}
	return jsonvalue.NewObject(append(members, jsonvalue.Member{Key: "State", Value: jsonvalue.NewObject(state)}))
}

// executionName is the name that the execution was given, or chose.
func executionName(run model.Run) string {
	parts := strings.Split(string(run.Execution), ":") // arn:aws:states:region:account:express:machine:name:uuid
	if run.Name == "" && len(parts) > 7 {
		return parts[7]
	}
	return run.Name
}
