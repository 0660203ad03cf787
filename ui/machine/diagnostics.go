package machine

import (
	"fmt"
	"strconv"
	"strings"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/jsonvalue"
	"expresso/model/trace"
	"expresso/ui/screen"
)

// diagnosticsText tells in words what is wrong with a definition, and where, beside what a problem
// tells already.
func diagnosticsText(m model.Machine, definition string, found asl.Diagnostics, problem *model.Problem) string {
	var out strings.Builder
	for _, f := range found {
		if problem != nil && strings.HasPrefix(problem.Message, f.Code+": "+f.Message) {
			continue
		}
		line, column := f.Position(definition)
		fmt.Fprintf(&out, "%s %s\n%s\nline %d, column %d", f.Severity, f.Code, f.Message, line, column)
		if strings.HasPrefix(f.Location, "/") {
			out.WriteString(", " + f.Location)
		}
		if f.Hint != "" {
			out.WriteString("\nhint: " + f.Hint)
		}
		out.WriteString("\n\n")
	}
	if m.Problem != "" && len(found) == 0 && problem == nil {
		out.WriteString(m.Problem + "\n")
	}
	return out.String()
}

// maxVisits bounds how many visits of a state are laid out: a Map makes thousands.
const maxVisits = 100

// stateText is a JSON document of what is known of a state: what a run gave it and got
// from it, for each visit, and its definition. tree is nil without a run.
func stateText(definition string, tree *trace.Tree, name, location string) string {
	var members []jsonvalue.Member
	add := func(key string, v jsonvalue.Value) { members = append(members, jsonvalue.Member{Key: key, Value: v}) }
	var visits []jsonvalue.Value
	if tree != nil {
		total := 0
		tree.Walk(func(v *trace.Visit) {
			if v.Name != name {
				return
			}
			if total++; total <= maxVisits {
				visits = append(visits, visitValue(tree, v))
			}
		})
		switch {
		case total == 0:
			add("run", jsonvalue.NewString("not visited"))
		case total == 1:
			for i := range visits[0].Len() {
				members = append(members, visits[0].Member(i))
			}
		case total > maxVisits:
			add("visits", jsonvalue.NewString(screen.Count(int64(total))+", only the first are listed"))
			fallthrough
		default:
			add("run", jsonvalue.NewArray(visits))
		}
	}
	if whole, err := jsonvalue.Parse(definition); err == nil {
		if v, ok := at(whole, location); ok {
			add("definition", v)
		}
	}
	return jsonvalue.NewObject(members).String()
}

// visitValue is one visit of a state. Documents stay documents; what is no JSON is text.
func visitValue(tree *trace.Tree, v *trace.Visit) jsonvalue.Value {
	var members []jsonvalue.Member
	add := func(key string, x jsonvalue.Value) { members = append(members, jsonvalue.Member{Key: key, Value: x}) }
	document := func(key, text string) {
		if text == "" {
			return
		}
		x, err := jsonvalue.Parse(text)
		if err != nil {
			x = jsonvalue.NewString(text)
		}
		add(key, x)
	}
	add("outcome", jsonvalue.NewString(v.Outcome.String()+" after "+screen.Duration(v.Duration())))
	if v.Error != "" {
		add("error", jsonvalue.NewString(v.Error))
	}
	document("cause", v.Cause)
	document("input", tree.Input(v))
	document("output", tree.Output(v))
	return jsonvalue.NewObject(members)
}

// at is the value that a JSON pointer leads to.
func at(v jsonvalue.Value, pointer string) (jsonvalue.Value, bool) {
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if v.Kind() == jsonvalue.KindArray {
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= v.Len() {
				return v, false
			}
			v = v.At(i)
			continue
		}
		x, ok := v.Get(jsonvalue.PointerKey(part))
		if !ok {
			return v, false
		}
		v = x
	}
	return v, true
}
