package terminal_test

import (
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/terminal"
)

// listener is a program that keeps the messages that it gets, up to a q.
type listener struct{ got []tea.Msg }

func (*listener) Init() tea.Cmd { return nil }
func (*listener) View() string  { return "" }
func (l *listener) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyMsg); ok && k.String() == "q" {
		return l, tea.Quit
	}
	if _, size := msg.(tea.WindowSizeMsg); !size {
		l.got = append(l.got, msg)
	}
	return l, nil
}

// What a terminal answers is told from what is typed, however the answer comes.
func TestAnswer(t *testing.T) {
	const typed = "ab"
	for answer, dark := range map[string]string{
		"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\": "dark",
		"\x1b]11;rgb:ffff/ffff/ffff\x07":   "light",
		"\x1b]11;rgba:ff/ff/f0/ff\x1b\\":   "light",
		"\x1b]11;rgb:ff/00\x1b\\":          "",
		"\x1b]10;rgb:ff/ff/f0\x1b\\":       "",
		"":                                 "",
	} {
		for _, pieces := range [][]string{{answer}, {"", answer}, split(answer, 12)} {
			in, keys := io.Pipe()
			l := &listener{}
			now := time.Now()
			p := tea.NewProgram(l, tea.WithInput(in), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(),
				tea.WithFilter(terminal.Filter(true, func() time.Time { return now })))
			go func() {
				for _, piece := range append(pieces, "a", "b", "q") {
					if piece != "" {
						_, _ = io.WriteString(keys, piece)
					}
				}
			}()
			if _, err := p.Run(); err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			told := ""
			for _, msg := range l.got {
				if k, ok := msg.(tea.KeyMsg); ok {
					text.WriteString(k.String())
				} else if msg.(terminal.BackgroundMsg).Dark {
					told += "dark"
				} else {
					told += "light"
				}
			}
			if told != dark || text.String() != typed {
				t.Errorf("%q: told %q, want %q; typed %q, want %q", pieces, told, dark, &text, typed)
			}
		}
	}
}

func split(s string, at int) []string {
	if len(s) <= at {
		return []string{s}
	}
	return []string{s[:at], s[at:]}
}

// Who presses alt+] continues typing.
func TestNoAnswer(t *testing.T) {
	now := time.Now()
	through := terminal.Filter(true, func() time.Time { return now })
	alt := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("]"), Alt: true}
	key := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x")}
	through(nil, alt)
	if through(nil, key) == nil || through(nil, alt) == nil {
		t.Error("a key is swallowed that is no answer")
	}
	through = terminal.Filter(true, func() time.Time { return now })
	now = now.Add(time.Minute)
	if through(nil, alt) == nil {
		t.Error("a key is swallowed long after the question")
	}
}
