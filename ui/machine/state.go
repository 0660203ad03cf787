package machine

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
	"expresso/ui/jsonview"
	"expresso/ui/sheet"
	"expresso/ui/theme"
	"expresso/ui/trace"
)

// newState makes the page for a row of the trace: what went into the state and what came out
// of it.
func newState(t *theme.Theme, msg trace.OpenMsg) *sheet.Page {
	var sheets []sheet.Sheet
	add := func(title, text, placeholder string) {
		v := jsonview.New(t)
		v.Of = msg
		v.Placeholder, v.Prose = placeholder, title == "Error"
		v.SetText(text)
		v.SetWrap(!v.IsJSON())
		sheets = append(sheets, sheet.Sheet{Title: title, Doc: v})
	}
	input, output := msg.Titles()
	add(input, msg.Input, msg.NoInput())
	if msg.Error != "" || msg.Cause != "" {
		add("Error", failure(msg.Error, msg.Cause), "")
	}
	if msg.Output != "" || len(sheets) < 2 {
		add(output, msg.Output, msg.NoOutput())
	}
	p := sheet.New(msg.Title, 1, sheets...)
	p.Back = "back to the trace"
	return p
}

// failure is an error and its cause as one document, as JSON if the cause is.
func failure(name, cause string) string {
	if doc, err := jsonvalue.Parse(cause); err == nil && doc.Kind() == jsonvalue.KindObject {
		return jsonvalue.NewObject([]jsonvalue.Member{{Key: "error", Value: jsonvalue.NewString(name)}, {Key: "cause", Value: doc}}).String()
	}
	return strings.Trim(name+"\n\n"+cause, "\n")
}

// test wants a state to be tested, with what the page's run came there with if it did.
func (d *definition) test(name string) tea.Cmd {
	msg := trace.TestMsg{Machine: d.machine.ARN, Run: d.run, State: name, Tree: d.tree}
	if d.tree != nil {
		msg.Visit = d.tree.Visited(name)
	}
	return func() tea.Msg { return msg }
}

// at is the state that is open, or that the cursor is in in the definition, "" for none.
func (d *definition) at() string {
	if d.tab == state {
		return d.opened.State
	}
	pointer, name := d.source.Pointer()+"/", ""
	if d.compiled == nil {
		return ""
	}
	deepest := 0
	d.compiled.Walk(func(s *asl.State) {
		if strings.HasPrefix(pointer, s.Location+"/") && len(s.Location) > deepest {
			name, deepest = s.Name, len(s.Location)
		}
	})
	return name
}

func (d *definition) cannotTest() string {
	if d.at() == "" {
		return "the cursor is not in a state"
	}
	return ""
}
