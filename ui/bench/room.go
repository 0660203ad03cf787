// Package bench tries expressions and single states on the data of a run. An expression sees
// what a state of the run saw; a state shows every step of its data flow.
package bench

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/graph"
	"expresso/ui/room"
)

// Config is what the room takes.
type Config struct {
	room.Common
	Tester Tester // tests states, nil if nothing does
	Mocks  Mocks  // nil on a target without a mock file
}

// Room opens the benches. It tells clipboard.CopyMsg and dialog.SayMsg.
type Room struct {
	dialog.Voice
	Config
	used []string // expressions, the latest first
	read bool     // used has been read from the session
	kept kept
}

// kept is what the session is to keep. Commands run side by side, and the last of them is not
// to write what an earlier one should have.
type kept struct {
	mu   sync.Mutex
	text string
}

func (k *kept) set(text string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.text = text
}

func (k *kept) put(ctx context.Context, session model.Session) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = session.Put(ctx, keyUsed, k.text) // a history that is not kept stops nobody
}

// Subject is what expressions are tried on.
type Subject struct {
	Title   string                           // safe for the terminal
	Machine model.ARN                        // whose definition tells the language, "" if there is none
	State   string                           // in it, "" for the machine as a whole
	See     func(m *asl.Machine) bench.Sight // m is the machine's definition, nil if it is not known
}

// New returns a room.
func New(c Config) *Room { return &Room{Config: c} }

// keyUsed is the session's key for the expressions, of which mostUsed are kept.
const (
	keyUsed  = "expressions"
	mostUsed = 100
)

// openedMsg is sent when what an expression is to see is at hand.
type openedMsg struct {
	of       *expression
	sight    bench.Sight
	language asl.QueryLanguage
	used     []string
}

// Open opens a page on which expressions are tried.
func (r *Room) Open(s Subject) tea.Cmd {
	p := newExpression(r, s)
	r.Dialogs.Push(p)
	target, session, read := r.Bench.Target, r.Session, r.read
	return ask.Command(func() tea.Msg {
		msg := openedMsg{of: p, language: asl.JSONata}
		var known *asl.Machine
		if s.Machine != "" {
			if _, m, _, err := graph.Read(r.Context, target, model.Machine{ARN: s.Machine.Unqualified()}, s.Machine); err == nil && m != nil {
				known = m
				msg.language = languageOf(m, s.State)
			}
		}
		msg.sight = s.See(known)
		if !read {
			text, _ := session.Get(r.Context, keyUsed) // without them there is no history, and nothing else is amiss
			_ = json.Unmarshal([]byte(text), &msg.used)
		}
		return msg
	})
}

// languageOf is the language of a state, or of the machine's first one.
func languageOf(m *asl.Machine, state string) asl.QueryLanguage {
	if st := m.Find(state); st != nil {
		return st.Language
	}
	return m.Start.Language
}

// Update takes what its commands send, wherever its page is.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openedMsg:
		if !r.read {
			r.used, r.read = append(r.used, msg.used...), true
		}
		return msg.of.give(msg)
	case saveInputMsg:
		return r.onSaveInput(msg)
	case describedMsg:
		return msg.of.give(msg)
	case sendTestMsg:
		return msg.of.sendThere(msg)
	case testedThereMsg:
		return msg.of.onTestedThere(msg)
	}
	return nil
}

// use notes that an expression was used.
func (r *Room) use(text string) tea.Cmd {
	if text == "" || len(r.used) > 0 && r.used[0] == text {
		return nil
	}
	r.used = slices.DeleteFunc(r.used, func(s string) bool { return s == text })
	r.used = slices.Insert(r.used, 0, text)
	r.used = r.used[:min(len(r.used), mostUsed)]
	list, err := json.Marshal(r.used)
	if err != nil {
		return nil
	}
	r.kept.set(string(list))
	return ask.Command(func() tea.Msg {
		r.kept.put(r.Context, r.Session)
		return nil
	})
}
