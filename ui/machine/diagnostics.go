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

// finding is a diagnostic, and the line of the text at which it is shown.
type finding struct {
	line int
	asl.Diagnostic
}

// findings tell in words what is wrong with a definition, and where, below what a problem tells
// already, of which text has the words.
func findings(text string, m model.Machine, definition string, found asl.Diagnostics, problem *model.Problem) (string, []finding) {
	var out strings.Builder
	out.WriteString(text)
	var all []finding
	for _, f := range found {
		if problem != nil && strings.HasPrefix(problem.Message, f.Code+": "+f.Message) {
			all = append(all, finding{0, f})
			continue
		}
		all = append(all, finding{strings.Count(out.String(), "\n"), f})
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
	return out.String(), all
}

// noFinding says why the place of what the cursor is on is not shown, "" if it can be.
func (d *definition) noFinding() string {
	if len(d.findings) == 0 {
		return "this problem has no place of its own in the definition: edit the file that is named above"
	}
	return ""
}

// showFinding shows in the definition what the cursor is on among the problems. The graph has the
// state selected.
func (d *definition) showFinding() {
	at := d.findings[0]
	for _, f := range d.findings {
		if f.line <= d.problems.Line() && f.line >= at.line {
			at = f
		}
	}
	d.tab = Definition
	d.source.Seek(at.Pointer)
	if name := d.at(); name != "" {
		d.graph.Select(name)
	}
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

// visitValue is one visit of a state. Documents stay documents; what is not JSON is text.
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
