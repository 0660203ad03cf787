package workspace

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// patience is how long a test waits for what should happen. It is never waited for where
// the program is right.
const patience = 20 * time.Second

// watched is a folder that is being watched.
type watched struct {
	*testing.T
	dir  string
	seen chan string // what the folder held, or why it could not be read

	again chan struct{}
}

func watching(t *testing.T, dir string, also ...string) *watched {
	t.Helper()
	w := &watched{t, dir, make(chan string, 1000), make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Watch(ctx, Watched{Dir: dir, Also: also, Again: w.again}, w.note) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("watching ended with %v", err)
		}
	})
	return w
}

func (w *watched) note(found *Workspace, err error) {
	if err != nil {
		w.seen <- err.Error()
		return
	}
	var all []string
	for _, f := range found.Files {
		text := f.Name + "=" + f.Definition
		if f.Problem != nil {
			text = f.Name + "!"
		}
		all = append(all, text)
	}
	if len(found.Mocks) > 0 {
		all = append(all, "mocks")
	}
	w.seen <- strings.Join(all, " ")
}

// sees waits until the folder is said to hold something.
func (w *watched) sees(want string) {
	w.Helper()
	deadline := time.After(patience)
	last := "nothing"
	for {
		select {
		case last = <-w.seen:
			if strings.Contains(last, want) && (want != "" || last == "") {
				return
			}
		case <-deadline:
			w.Fatalf("never %q, at last %q", want, last)
		}
	}
}

func (w *watched) write(name, text string) {
	w.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
}

func (w *watched) do(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func TestWatch(t *testing.T) {
	w := watching(t, tree(t, map[string]string{"a.asl.json": `{"v":1}`}))
	at := func(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }
	w.sees(`a={"v":1}`)
	w.write("a.asl.json", `{"v":2}`)
	w.sees(`a={"v":2}`)
	// Editors write a new file and rename it over the old one, or the old one away.
	w.write(".a.asl.json.tmp", `{"v":3}`)
	w.do(os.Rename(at(".a.asl.json.tmp"), at("a.asl.json")))
	w.sees(`a={"v":3}`)
	w.do(os.Rename(at("a.asl.json"), at("a.asl.json~")))
	w.write("a.asl.json", `{"v":4}`)
	w.sees(`a={"v":4}`)
	w.write("a.asl.json", `{"v":`)
	w.sees("a!")
	w.write("a.asl.json", `{"v":5}`)
	w.sees(`a={"v":5}`)
	// New files in new folders, as deep as they come.
	w.write("x/y/b.asl.json", `{"b":1}`)
	w.sees(`a={"v":5} b={"b":1}`)
	w.write("x/y/b.asl.json", `{"b":2}`)
	w.sees(`b={"b":2}`)
	w.do(os.Rename(at("x"), at("z")))
	w.write("z/y/b.asl.json", `{"b":3}`)
	w.sees(`b={"b":3}`)
	w.do(os.RemoveAll(at("z")))
	w.sees(`a={"v":5}`)
	w.write("MockConfigFile.json", `{}`)
	w.sees("mocks")
	w.do(os.Remove(at("MockConfigFile.json")))
	w.do(os.Remove(at("a.asl.json")))
	w.sees("")
}

func TestWatchTemplates(t *testing.T) {
	w := watching(t, tree(t, map[string]string{
		"template.yaml":        "Resources:\n  Orders:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Type: EXPRESS\n      Name: orders\n      DefinitionUri: machines/orders.json\n",
		"machines/orders.json": `{"v":1}`,
	}))
	w.sees(`orders={"v":1}`)
	w.write("machines/orders.json", `{"v":2}`)
	w.sees(`orders={"v":2}`)
	text, err := os.ReadFile(filepath.Join(w.dir, "template.yaml"))
	w.do(err)
	w.write("template.yaml", strings.Replace(string(text), "Name: orders", "Name: bookings", 1))
	w.sees(`bookings={"v":2}`)
}

// TestWatchElsewhere watches a file that lies in another folder.
func TestWatchElsewhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mocks.json")
	w := watching(t, tree(t, map[string]string{"a.asl.json": `{"v":1}`}), file)
	w.sees(`a={"v":1}`)
	w.do(os.WriteFile(file, []byte("{}"), 0o600))
	w.sees(`a={"v":1}`)
	w.do(os.Remove(file))
	w.sees(`a={"v":1}`)
}

func TestWatchFolderThatVanishes(t *testing.T) {
	w := watching(t, tree(t, map[string]string{"a.asl.json": `{"v":1}`}))
	w.sees(`a={"v":1}`)
	w.do(os.Rename(w.dir, w.dir+"-away"))
	w.sees("no such file or directory")
	w.do(os.Rename(w.dir+"-away", w.dir))
	w.sees(`a={"v":1}`)
	w.write("a.asl.json", `{"v":2}`)
	w.sees(`a={"v":2}`)
}

// TestWatchIsBounded writes more than anybody looks at: it is read a few times only, and
// what does not concern it not at all.
func TestWatchIsBounded(t *testing.T) {
	w := watching(t, tree(t, map[string]string{"a.asl.json": `{"v":0}`}))
	w.sees(`a={"v":0}`)
	for i := range 500 {
		w.write("a.asl.json", fmt.Sprintf(`{"v":%d}`, i))
		w.write("log.txt", "more")
		w.write(".git/index", "more")
	}
	w.write("a.asl.json", `{"v":"last"}`)
	w.sees(`a={"v":"last"}`)
	for len(w.seen) > 0 {
		w.sees(`a={"v":"last"}`)
	}
	w.again <- struct{}{}
	w.sees(`a={"v":"last"}`)
	if n := len(w.seen); n > 1 {
		t.Errorf("read %d times after the last change", n)
	}
}

func TestWatchConcerns(t *testing.T) {
	dir := tree(t, map[string]string{"a.asl.json": minimal, "sub/new.txt": "", "node_modules/x": "", ".git/x": ""})
	found, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, f := range found.folders {
		rel, err := filepath.Rel(dir, f)
		if err != nil {
			t.Fatal(err)
		}
		folders = append(folders, rel)
	}
	if want := []string{".", "sub"}; !slices.Equal(folders, want) {
		t.Errorf("folders %q, not %q", folders, want)
	}
	w := &watch{Watched: Watched{Dir: dir}, found: found}
	for name, want := range map[string]bool{
		"a.asl.json": true, "b.asl.yaml": true, "template.yaml": true, "sub": true, "MockConfigFile.json": true,
		"sub/new.txt": false, "node_modules": false, ".git": false, ".b.asl.json.swp": false, "gone": false,
	} {
		if got := w.concerns(event(filepath.Join(dir, name), false)); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if w.concerns(event(filepath.Join(dir, "a.asl.json"), true)) {
		t.Error("a change of attributes is none")
	}
}

func TestWatchSaysWhyItCannot(t *testing.T) {
	seen := make(chan error, 10)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	dir := filepath.Join(t.TempDir(), "none")
	go func() { ended <- Watch(ctx, Watched{Dir: dir}, func(_ *Workspace, err error) { seen <- err }) }()
	if err := <-seen; !os.IsNotExist(err) {
		t.Errorf("got %v, not %v", err, fs.ErrNotExist)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for err := range seen {
		if err == nil {
			break
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func event(path string, attributes bool) fsnotify.Event {
	if attributes {
		return fsnotify.Event{Name: path, Op: fsnotify.Chmod}
	}
	return fsnotify.Event{Name: path, Op: fsnotify.Create}
}
