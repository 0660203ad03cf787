package editor

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// TestMain lets the test binary be the program that $EDITOR names: it replaces "1" by
// what EXPRESSO_TEST_EDITOR says in the file that is its last argument.
func TestMain(m *testing.M) {
	as, ok := os.LookupEnv("EXPRESSO_TEST_EDITOR")
	if !ok {
		os.Exit(everyCommand(m))
	}
	path := os.Args[len(os.Args)-1]
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, bytes.ReplaceAll(text, []byte("1"), []byte(as)), 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if as == "fail" {
		os.Exit(3)
	}
	os.Exit(0)
}

// alone is an editor that is the whole program, until $EDITOR has ended.
type alone struct {
	e   *Editor
	got EditedMsg
}

func (a *alone) Init() tea.Cmd { return a.e.ExternalEdit() }
func (a *alone) View() string  { return a.e.View() }
func (a *alone) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.e.Update(msg)
	if msg, ok := msg.(EditedMsg); ok {
		a.got = msg
		return a, tea.Quit
	}
	return a, nil
}

func editOutside(t *testing.T, e *Editor, as string) EditedMsg {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", fmt.Sprintf(`'%s' -wait`, self))
	t.Setenv("EXPRESSO_TEST_EDITOR", as)
	temporary(t)
	a := &alone{e: e}
	if _, err := tea.NewProgram(a, tea.WithInput(strings.NewReader("")), tea.WithOutput(io.Discard)).Run(); err != nil {
		t.Fatal(err)
	}
	return a.got
}

func temporaries(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(os.TempDir(), "expresso-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestExternalEdit(t *testing.T) {
	e := newEditor(`{"a": 1}`)
	editOutside(t, e, "22")
	if got, want := e.Text(), `{"a": 22}`; got != want {
		t.Errorf("text is %q, not %q", got, want)
	}
	if left := temporaries(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	send(e, "<ctrl+z>")
	if got, want := e.Text(), `{"a": 1}`; got != want {
		t.Errorf("undone, text is %q, not %q", got, want)
	}
}

func TestExternalEditOfNoJSON(t *testing.T) {
	e := newEditor(`{"a": 1}`)
	msg := editOutside(t, e, "]")
	if got, want := e.Text(), `{"a": ]}`; got != want {
		t.Errorf("text is %q, not %q", got, want)
	}
	if left := temporaries(t); !slices.Equal(left, []string{msg.Kept}) || !strings.Contains(e.Notice(), msg.Kept) {
		t.Errorf("left behind: %v, kept: %q, said: %q", left, msg.Kept, e.Notice())
	}
}

func TestExternalEditThatFails(t *testing.T) {
	e := newEditor(`{"a": 1}`)
	msg := editOutside(t, e, "fail")
	if got, want := e.Text(), `{"a": 1}`; got != want {
		t.Errorf("text is %q, not %q", got, want)
	}
	if msg.Err == nil || msg.Kept == "" || !strings.Contains(e.Notice(), "exit status 3") {
		t.Errorf("err %v, kept %q, said %q", msg.Err, msg.Kept, e.Notice())
	}
}

func TestTemporaryIsPrivate(t *testing.T) {
	temporary(t)
	path, err := writeTemporary("{}\r\n")
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v", info.Mode())
	}
	text, kept, err := readBack(path, "{}\r\n", nil)
	if text != "{}\r\n" || kept != "" || err != nil {
		t.Errorf("took back %q, kept %q, %v", text, kept, err)
	}
}

func TestReadBack(t *testing.T) {
	tests := []struct {
		name, before, after, text string
		kept                      bool
		failed                    bool
	}{
		{"a line end added", "{}", "{}\n", "{}", false, false},
		{"a line end that was there", "{}\n", "{}\n", "{}\n", false, false},
		{"too large", "{}", strings.Repeat(" ", MaxText+1), "", true, true},
		{"no JSON", "{}", "{", "{", true, false},
		{"blank", "{}", "\n", "\n", false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "input.json")
			if err := os.WriteFile(path, []byte(test.after), 0o600); err != nil {
				t.Fatal(err)
			}
			text, kept, err := readBack(path, test.before, nil)
			if text != test.text || (kept != "") != test.kept || (err != nil) != test.failed {
				t.Errorf("%q, kept %q, %v", text, kept, err)
			}
			if _, err := os.Stat(path); (err == nil) != test.kept {
				t.Errorf("kept is %v, but: %v", test.kept, err)
			}
		})
	}
}

func TestExternalEditor(t *testing.T) {
	tests := []struct {
		name   string
		env    map[string]string
		found  []string
		want   []string
		reason string
	}{
		{"visual first", map[string]string{"VISUAL": "code --wait", "EDITOR": "vi"}, []string{"code", "vi"}, []string{"code", "--wait"}, ""},
		{"blanks in quotes", map[string]string{"EDITOR": `"/my apps/ed" -x 'a b'`}, []string{"/my apps/ed"}, []string{"/my apps/ed", "-x", "a b"}, ""},
		{"blanks in a path", map[string]string{"EDITOR": "/my apps/ed"}, []string{"/my apps/ed"}, []string{"/my apps/ed"}, ""},
		{"a default", nil, []string{"vi"}, []string{"vi"}, ""},
		{"not there", map[string]string{"EDITOR": "emacs -nw"}, []string{"vi"}, nil, "$EDITOR: emacs is not found"},
		{"none at all", nil, nil, nil, "no editor found: set $EDITOR"},
		{"only quotes", map[string]string{"EDITOR": `""`}, nil, nil, "$EDITOR:  is not found"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			look := func(name string) (string, error) {
				if slices.Contains(test.found, name) {
					return name, nil
				}
				return "", errors.New("not found")
			}
			got, err := externalEditor(func(name string) string { return test.env[name] }, look)
			if !slices.Equal(got, test.want) || (err == nil) != (test.reason == "") || err != nil && err.Error() != test.reason {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestExternalEditWithoutAnEditor(t *testing.T) {
	t.Setenv("VISUAL", filepath.Join(t.TempDir(), "nothing"))
	e := newEditor("{}")
	e.Update(e.ExternalEdit()())
	if e.Text() != "{}" || !strings.Contains(e.Notice(), "is not found") {
		t.Errorf("%q, %q", e.Text(), e.Notice())
	}
}

// temporary gives the test a folder for temporary files of its own.
func temporary(t *testing.T) {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, folder)
	}
}

func TestAtLine(t *testing.T) {
	for _, test := range []struct {
		program string
		line    int
		want    []string
	}{
		{"/usr/bin/vi", 7, []string{"+7", "a.yaml"}},
		{"nano", 7, []string{"+7", "a.yaml"}},
		{"emacs", 7, []string{"+7", "a.yaml"}},
		{"vi", 0, []string{"a.yaml"}},
		{"code", 7, []string{"a.yaml"}},
	} {
		if got := atLine(test.program, "a.yaml", test.line); !slices.Equal(got, test.want) {
			t.Errorf("%s, line %d: %q", test.program, test.line, got)
		}
	}
}
