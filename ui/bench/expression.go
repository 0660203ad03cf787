package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/jsonvalue"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/clipboard"
	"expresso/ui/dialog"
	"expresso/ui/field"
	"expresso/ui/jsonview"
	"expresso/ui/theme"
)

// part is what of the page has the keys.
type part int

const (
	line part = iota // of the expression
	result
	document
)

// expression is the expression bench: one line over a document, and its value as it is typed.
type expression struct {
	dialog.Base
	room *Room
	Subject
	typing *action.Table // while the line has the keys
	table  *action.Table // while a document has them

	field    field.Field
	language asl.QueryLanguage
	sight    bench.Sight
	loading  bool
	part     part
	result   *jsonview.View
	document *jsonview.View
	starts   int // the cell where the document begins, 0 if it is not shown

	asked   ask.Latest
	problem *bench.Problem // why there is no value, nil if there is one
	about   string         // what kind of value there is
	took    time.Duration

	suggested []bench.Suggestion
	chosen    int
	shownUsed int // of the expressions that were used, -1 for what is typed
	typed     string
}

func newExpression(r *Room, s Subject) *expression {
	p := &expression{room: r, Subject: s, language: asl.JSONata, loading: true, shownUsed: -1, result: jsonview.New(r.Theme), document: jsonview.New(r.Theme)}
	p.result.Placeholder = "the value appears here while you type"
	p.bind()
	return p
}

func (p *expression) bind() {
	copyIt := func(id string, keys ...string) action.Action {
		return action.Action{ID: id, Title: "copy the expression for a definition", Keys: keys, Do: p.copy}
	}
	p.typing = action.New(
		action.Action{ID: "complete-expression", Title: "complete", Short: "complete", Keys: []string{"tab"}, Do: p.complete},
		action.Of("next-suggestion", "next suggestion", func() { p.choose(1) }, "ctrl+n"),
		action.Of("previous-suggestion", "previous suggestion", func() { p.choose(-1) }, "shift+tab"),
		action.Action{ID: "older-expression", Title: "older expression", Keys: []string{"up"}, Do: func() tea.Cmd { return p.showUsed(1) }},
		action.Action{ID: "newer-expression", Title: "newer expression", Keys: []string{"down"}, Do: func() tea.Cmd { return p.showUsed(-1) }},
		action.Action{ID: "look-at-value", Title: "go to the value", Short: "value", Keys: []string{"enter"}, Do: p.enter},
		action.Action{ID: "switch-language", Title: "JSONata or JSONPath", Short: "language", Keys: []string{"ctrl+t"}, Do: p.turn},
		copyIt("copy-expression", "alt+y"),
		dialog.Leave(p.leave),
	)
	p.table = action.New(
		action.Action{ID: "back-to-expression", Title: "back to the expression", Keys: []string{"esc"}, Do: action.Plain(func() { p.focus(line) })},
		action.Of("other-document-of-bench", "the value or the document", func() { p.focus(result + document - p.part) }, "tab", "]", "shift+tab", "["),
		action.Menu("copy-menu-of-bench", "Copy", func() []action.Action {
			return append([]action.Action{copyIt("copy-expression-as-written")}, p.view().Copying()...)
		}, "y"),
		action.Action{ID: "close-expression", Title: "close", Keys: []string{"ctrl+c"}, Do: action.Plain(p.leave)},
	)
}

// Name is what the help calls it.
func (*expression) Name() string { return "expression" }

// Bind gives the actions other keys.
func (p *expression) Bind(keys action.Keys) {
	p.typing.Bind(keys)
	p.table.Bind(keys)
	p.result.Bind(keys)
	p.document.Bind(keys)
}

// SetTheme gives the colours.
func (p *expression) SetTheme(t *theme.Theme) {
	p.Base.SetTheme(t)
	p.result.SetTheme(t)
	p.document.SetTheme(t)
}

// Actions are those of what has the keys.
func (p *expression) Actions() []action.Action {
	if p.part == line {
		return p.typing.All()
	}
	return append(p.table.All(), action.Beside(p.view().Actions(), p.table.All()...)...)
}

// Capturing reports whether keys type.
func (p *expression) Capturing() bool { return p.part == line || p.view().Capturing() }

// Keeps is true: a click beside the page does not lose what was typed.
func (*expression) Keeps() bool { return true }

// Foot is what the keys do now.
func (p *expression) Foot() []key.Help {
	if p.part == line {
		return []key.Help{
			p.typing.Hint("complete-expression", "complete"), p.typing.Hint("look-at-value", "go to the value"),
			{Key: "↑↓", Desc: "used before"},
			p.typing.Hint("switch-language", string(p.other())), p.typing.Hint("copy-expression", "copy for a definition"), p.typing.Hint("close-page", "close"),
		}
	}
	v := p.view()
	return []key.Help{
		p.table.Hint("back-to-expression", "edit the expression"), p.table.Hint("other-document-of-bench", "the other document"),
		p.table.Hint("copy-menu-of-bench", "copy"), v.Hint("search-document", "search"),
	}
}

func (p *expression) view() *jsonview.View {
	if p.part == document {
		return p.document
	}
	return p.result
}

func (p *expression) focus(part part) {
	p.part = part
	p.result.Blur()
	p.document.Blur()
	if part != line {
		p.view().Focus()
	}
}

func (p *expression) leave() {
	p.asked.Drop()
	p.Close()
}

// Update takes a key, and the value of the expression.
func (p *expression) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case evaluatedMsg:
		p.evaluated(msg)
		return nil
	case tea.KeyMsg:
		if p.part == line {
			return p.key(msg)
		}
		v := p.view()
		if !v.Capturing() && (msg.Type != tea.KeyEsc || !v.Searching()) {
			if cmd, used := p.table.Press(msg); used {
				return cmd
			}
		}
		return v.Update(msg)
	}
	return nil
}

func (p *expression) key(msg tea.KeyMsg) tea.Cmd {
	if !action.Types(msg) {
		if cmd, used := p.typing.Press(msg); used {
			return cmd
		}
	}
	before := p.field.Value()
	if !p.field.Update(msg) {
		return nil
	}
	p.suggest()
	if p.field.Value() == before {
		return nil
	}
	p.shownUsed = -1
	return p.evaluate()
}

// give gives it what expressions see.
func (p *expression) give(msg openedMsg) tea.Cmd {
	p.sight, p.language, p.loading = msg.sight, msg.language, false
	p.document.SetText(msg.sight.Input.String())
	p.suggest()
	return p.evaluate()
}

// evaluatedMsg is sent when an expression has been evaluated.
type evaluatedMsg struct {
	seq     ask.Seq
	text    string // of the value
	about   string
	problem *bench.Problem
	took    time.Duration
}

// evaluate asks for the value of what is typed. What was asked before ends.
func (p *expression) evaluate() tea.Cmd {
	p.asked.Drop()
	text := p.field.Value()
	if p.loading || text == "" {
		p.problem, p.about = nil, ""
		p.result.SetText("")
		return nil
	}
	ctx, seq := p.asked.Next(p.room.Context)
	language, sight, now := p.language, p.sight, p.room.Now
	return ask.Command(func() tea.Msg {
		began := now()
		v, err := bench.Eval(ctx, text, language, sight)
		msg := evaluatedMsg{seq: seq, took: now().Sub(began)}
		if errors.Is(err, context.Canceled) {
			return nil // nobody waits for it
		}
		if err != nil {
			msg.problem = problemOf(err)
			return msg
		}
		msg.text, msg.about = v.String(), kindOf(v)
		return msg
	})
}

func problemOf(err error) *bench.Problem {
	if problem := new(bench.Problem); errors.As(err, &problem) {
		return problem
	}
	return &bench.Problem{Message: err.Error()}
}

// kindOf tells a value in few words.
func kindOf(v jsonvalue.Value) string {
	switch v.Kind() {
	case jsonvalue.KindArray, jsonvalue.KindObject:
		return fmt.Sprintf("%s of %d", v.Kind(), v.Len())
	}
	return v.Kind().String()
}

func (p *expression) evaluated(msg evaluatedMsg) {
	if !p.asked.Done(msg.seq) {
		return
	}
	p.problem, p.took = msg.problem, msg.took
	if msg.problem == nil { // else the value of before stays to be looked at, with the problem above it
		p.about = msg.about
		p.result.SetText(msg.text)
	}
}

// suggest looks how what is typed may continue.
func (p *expression) suggest() {
	p.suggested, p.chosen = bench.Complete(p.field.Before(), p.language, p.sight), 0
}

func (p *expression) choose(by int) {
	if n := len(p.suggested); n > 0 {
		p.chosen = (p.chosen + by + n) % n
	}
}

// complete types what is suggested.
func (p *expression) complete() tea.Cmd {
	if p.chosen >= len(p.suggested) {
		return nil
	}
	s := p.suggested[p.chosen]
	p.field.Replace(s.From, s.Insert)
	p.suggest()
	return p.evaluate()
}

// showUsed shows an expression that was used before, or what was typed.
func (p *expression) showUsed(by int) tea.Cmd {
	at := p.shownUsed + by
	if at < -1 || at >= len(p.room.used) {
		return nil
	}
	if p.shownUsed < 0 {
		p.typed = p.field.Value()
	}
	if p.shownUsed = at; at < 0 {
		p.field.Set(p.typed)
	} else {
		p.field.Set(p.room.used[at])
	}
	p.suggest()
	return p.evaluate()
}

func (p *expression) enter() tea.Cmd {
	p.focus(result)
	return p.room.use(p.field.Value())
}

func (p *expression) other() asl.QueryLanguage {
	if p.language == asl.JSONata {
		return asl.JSONPath
	}
	return asl.JSONata
}

// turn switches the language.
func (p *expression) turn() tea.Cmd {
	p.language = p.other()
	p.suggest()
	return p.evaluate()
}

// copy copies the expression as it goes into a definition.
func (p *expression) copy() tea.Cmd {
	text := p.field.Value()
	if text == "" {
		p.Tell(dialog.SayMsg{Kind: dialog.Warned, Text: "nothing to copy: the expression is empty"})
		return nil
	}
	p.Tell(clipboard.CopyMsg{Text: bench.Written(text, p.language), What: "the expression"})
	return p.room.use(text)
}
