package bench

import (
	"context"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/asl"
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
// that had been set. The definition, nil if it is not known, tells the item of an iteration.
func OfVisit(run model.Run, tree *trace.Tree, v *trace.Visit, m *asl.Machine) Sight {
	s := Sight{Input: document(tree.Input(v)), Context: contextOf(run, v), Variables: tree.Variables(v)}
	if item := mapItem(run, tree, v, m); !item.IsUndefined() {
		s.Context = s.Context.With("Map", item)
	}
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

// mapItem is the context object's Map for a visit within an iteration, undefined elsewhere. The
// events do not hold the item: it is found as the Map state did, with the definition.
func mapItem(run model.Run, tree *trace.Tree, v *trace.Visit, m *asl.Machine) jsonvalue.Value {
	g := v.In
	for g != nil && g.In != nil && g.In.Type != string(asl.Map) {
		g = g.In.In
	}
	if g == nil || g.In == nil {
		return jsonvalue.Value{}
	}
	item := []jsonvalue.Member{{Key: "Index", Value: jsonvalue.NewInt(int64(g.Index))}}
	if all := items(OfVisit(run, tree, g.In, m), g.In, m); g.Index >= 0 && g.Index < all.Len() {
		item = append(item, jsonvalue.Member{Key: "Value", Value: all.At(g.Index)})
	}
	return jsonvalue.NewObject([]jsonvalue.Member{{Key: "Item", Value: jsonvalue.NewObject(item)}})
}

// items are those of a Map state by what it saw, undefined if they cannot be told.
func items(saw Sight, v *trace.Visit, m *asl.Machine) jsonvalue.Value {
	if m == nil {
		return jsonvalue.Value{}
	}
	st := m.Find(v.Name)
	if st == nil || st.Map == nil {
		return jsonvalue.Value{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), itemsWithin)
	defer cancel()
	saw.Result, saw.ErrorOutput = jsonvalue.Value{}, jsonvalue.Value{}
	for _, e := range []asl.Expr{st.InputPath, st.Map.Items} {
		if e == nil {
			continue
		}
		var err error
		if saw.Input, err = e.Eval(saw.scope(ctx)); err != nil {
			return jsonvalue.Value{}
		}
	}
	if saw.Input.Kind() != jsonvalue.KindArray {
		return jsonvalue.Value{}
	}
	return saw.Input
}

// itemsWithin is how long the items of a Map state may take to find.
const itemsWithin = time.Second

// executionName is the name that the execution was given, or chose.
func executionName(run model.Run) string {
	parts := strings.Split(string(run.Execution), ":") // arn:aws:states:region:account:express:machine:name:uuid
	if run.Name == "" && len(parts) > 7 {
		return parts[7]
	}
	return run.Name
}
