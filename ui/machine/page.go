package machine

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/editor"
	"expresso/ui/graph"
	"expresso/ui/inside"
	"expresso/ui/jsonview"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Tab is what the page of a machine shows of it.
type Tab int

// The tabs.
const (
	Graph      Tab = iota
	Definition     // its text
	StandIns       // values in place of what only a deployment knows
	Problems       // what is wrong with it
	state          // one state, out of the graph
)

// definition is the page of one machine: its graph, with what a run made of the states,
// its definition's text, and what is wrong with it.
type definition struct {
	dialog.Base
	table   *action.Table
	machine model.Machine
	run     model.Run // whose colours the graph has, zero for none
	tab     Tab
	loading bool
	dialogs *dialog.Stack
	project Project

	problem, hint string // why there is no definition
	text          string
	said          model.Description
	found         asl.Diagnostics
	findings      []finding // those of them that are listed under Problems
	drawn         bool      // there is a graph
	reading       bool      // the trace
	noTrace       string    // why the graph has no colours, though there is a run
	tree          *trace.Tree
	cost          string       // of a run in flight, if it ended now
	compiled      *asl.Machine // nil if its definition is refused

	graph    *graph.View
	source   *jsonview.View
	standIns *jsonview.View
	problems *jsonview.View
	state    *jsonview.View
	inside   *inside.View
	opened   graph.OpenMsg // the state that is open, or was last
	// When it was drawn last: lines above the view, cells of the title before the tabs.
	head, named int
}

func (d *definition) showState() {
	d.state.SetText(stateText(d.text, d.tree, d.opened.State, d.opened.Location))
}

// bind makes what answers keys.
func (d *definition) bind() {
	turn := func(by int) func() tea.Cmd { return action.Plain(func() { d.turn(by) }) }
	d.table = action.New(
		action.Action{ID: "close-whole-page", Title: "close this page", Keys: []string{"ctrl+c"}, Do: action.Plain(d.Close)},
		dialog.Leave(d.leave),
		action.Action{ID: "next-face", Title: "next tab", Keys: []string{"]", "tab"}, Do: turn(1)},
		action.Action{ID: "edit-file-of-machine", Title: "edit the definition in $EDITOR", Keys: []string{"e"}, Disabled: d.noFile, Do: func() tea.Cmd {
			return editor.OpenFile(d.file())
		}},
		action.Action{ID: "show-problem-in-definition", Title: "show this problem in the definition", Keys: []string{"enter"}, Disabled: d.noFinding, Hidden: func() bool { return d.tab != Problems }, Do: action.Plain(d.showFinding)},
		action.Action{ID: "set-in-project-file", Title: "set the value in the project file", Keys: []string{"P"}, Disabled: d.noSetting, Do: d.askSetting},
		action.Action{ID: "test-state-of-definition", Title: "test this state", Keys: []string{"t"}, Disabled: d.cannotTest, Hidden: func() bool { return d.tab != Definition && d.tab != state }, Do: func() tea.Cmd {
			return d.test(d.at())
		}},
		action.Action{ID: "read-trace-of-machine", Title: "read the run's trace", Keys: []string{"ctrl+l"}, Hidden: func() bool { return !d.lacksTrace() }, Do: action.Plain(func() { d.Tell(readTraceMsg{d}) })},
		action.Action{ID: "previous-face", Title: "previous tab", Keys: []string{"[", "shift+tab"}, Do: turn(-1)},
	)
}

// lacksTrace reports whether reading may bring more of the run's trace.
func (d *definition) lacksTrace() bool {
	return d.tab == Graph && d.drawn && !d.reading && d.noTrace != "" && d.run.Execution != "" && !d.graph.Capturing()
}

// leave closes it, or goes back to the graph from a state.
func (d *definition) leave() {
	if d.tab != state {
		d.Close()
	}
	d.tab = Graph
}

// PageActions are what turns a machine's page and leaves it, with the keys that a user bound.
func PageActions(keys action.Keys) []action.Action {
	d := &definition{}
	d.bind()
	d.table.Bind(keys)
	return d.table.All()
}

// Name is what the help calls what is shown.
func (d *definition) Name() string {
	if d.document() != nil {
		return "document"
	}
	return "graph"
}

// Actions are those of what is shown.
func (d *definition) Actions() []action.Action {
	if v := d.document(); v != nil {
		return v.Actions()
	}
	return d.graph.Actions()
}

// Capturing reports whether a search is typed.
func (d *definition) Capturing() bool {
	if v := d.document(); v != nil {
		return v.Capturing()
	}
	return d.drawn && d.graph.Capturing()
}

// SetFrame says which frame it is of what moves while a run is in flight.
func (d *definition) SetFrame(frame int) { d.graph.SetFrame(frame) }

// Bind gives the actions other keys.
func (d *definition) Bind(keys action.Keys) {
	d.table.Bind(keys)
	d.graph.Bind(keys)
	for _, v := range d.documents() {
		v.Bind(keys)
	}
}

// SetTheme gives the colours.
func (d *definition) SetTheme(t *theme.Theme) {
	d.Base.SetTheme(t)
	d.graph.SetTheme(t)
	d.inside.SetTheme(t)
	for _, v := range d.documents() {
		v.SetTheme(t)
	}
}

// Update takes a key.
func (d *definition) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	v, drawn := d.document(), d.tab == Graph && d.drawn
	esc := k.Type == tea.KeyEsc
	switch {
	case v != nil && (v.Capturing() || esc && v.Searching()):
		return v.Update(k)
	case drawn && k.Type != tea.KeyCtrlC && (d.graph.Capturing() || esc && d.graph.Searching()):
		return d.graph.Update(k)
	}
	if cmd, used := d.table.Press(k); used {
		return cmd
	}
	switch {
	case drawn:
		return d.graph.Update(k)
	case v != nil:
		return v.Update(k)
	}
	return nil
}

// Mouse takes the mouse at a cell of the content.
func (d *definition) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	if y == -1 && msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft {
		d.clickTitle(x + 1 - theme.TitleAt(true))
		return nil
	}
	if v := d.document(); v != nil {
		return v.Mouse(x, y-d.head, msg)
	}
	if d.drawn {
		return d.graph.Mouse(x, y-d.head, msg)
	}
	return nil
}

// tabs are what there is to see, in the order in which tab goes through them.
func (d *definition) tabs() []Tab {
	switch {
	case d.problem != "":
		return []Tab{d.tab}
	case d.loading:
		return []Tab{Graph, Definition}
	}
	var all []Tab
	add := func(f Tab, there bool) {
		if there {
			all = append(all, f)
		}
	}
	add(Problems, !d.drawn)
	add(Graph, d.drawn)
	add(Definition, d.text != "" || d.drawn)
	add(StandIns, len(d.said.StandIns) > 0)
	add(Problems, d.drawn && (len(d.found) > 0 || d.said.ProblemAt != nil))
	return all
}

func (d *definition) turn(by int) {
	tabs := d.tabs()
	at := max(slices.Index(tabs, d.tab), 0) // a state is a part of the graph
	d.tab = tabs[(at+by+len(tabs))%len(tabs)]
}

// documents are its tabs but the graph.
func (d *definition) documents() []*jsonview.View {
	return []*jsonview.View{d.source, d.standIns, d.problems, d.state}
}

// document is the text that is shown, nil if there is none or the graph is.
func (d *definition) document() *jsonview.View {
	switch {
	case d.loading || d.problem != "":
		return nil
	case d.tab == state:
		return d.state
	case d.tab == Definition:
		return d.source
	case d.tab == StandIns:
		return d.standIns
	case d.tab == Problems:
		return d.problems
	}
	return nil
}

// Foot is what the keys do now.
func (d *definition) Foot() []key.Help {
	turn := func(word string) key.Help { return d.table.Hint("next-face", word) }
	tab, esc := turn("next tab"), d.table.Hint("close-page", "close")
	switch v := d.document(); {
	case v != nil && v.Capturing():
		return action.Helps(v.Actions())
	case d.tab == state:
		return []key.Help{turn("definition"), v.Hint("search-document", "search"), v.Hint("fold-or-unfold", "fold"), v.Hint("copy-menu", "copy"), d.table.Hint("close-page", "back to the graph")}
	case v != nil:
		keys := []key.Help{tab, v.Hint("fold-or-unfold", "fold"), v.Hint("search-document", "search"), v.Hint("copy-menu", "copy"), esc}
		if d.tab == Problems && d.noFile() == "" {
			keys[1] = d.table.Hint("edit-file-of-machine", "edit the file")
		}
		if d.tab == Problems && d.noFinding() == "" {
			keys = slices.Insert(keys, 1, d.table.Hint("show-problem-in-definition", "show it"))
		}
		if d.noSetting() == "" {
			keys = slices.Insert(keys, 1, d.table.Hint("set-in-project-file", "set in the project file"))
		}
		return keys
	case d.drawn && d.graph.Searching():
		keys := action.Helps(d.graph.Actions())
		return keys[:min(len(keys), 5)]
	case d.lacksTrace():
		return []key.Help{d.table.Hint("read-trace-of-machine", "read the trace"), d.graph.Hint("open-state-of-graph", "open the state"), tab, esc}
	case d.drawn:
		return []key.Help{d.graph.Hint("open-state-of-graph", "open the state"), tab, d.graph.Hint("find-state", "find"), d.graph.Hint("fold-or-unfold-box", "fold"), d.graph.Hint("next-failed-state", "next failure"), esc}
	}
	return []key.Help{esc}
}

// View draws what is shown.
func (d *definition) View(width, height int) string {
	lines := d.headLines(width - 2)
	d.head = len(lines)
	room, status := max(height-2-d.head, 0), ""
	switch v := d.document(); {
	case v != nil:
		v.SetSize(width-2, room)
		lines = append(lines, v.View())
		if v != d.problems && v != d.standIns {
			status = v.Status()
		}
	case d.drawn:
		lines, status = append(lines, d.drawGraph(width-2, room)), d.graph.Status()
	}
	// The tabs stay whole, to be read and clicked.
	title := d.title(width)
	status = d.T.Fit(status, max(min(screen.Width(status), width-screen.Width(title)-10), 0))
	return d.T.Box(title, status, strings.Join(lines, "\n"), width, height, d.Front)
}
