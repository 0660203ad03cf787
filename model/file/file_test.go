package file

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func put(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The two ways to read a file have one rule.
func readers(t *testing.T, path string) map[string]func(most int64) ([]byte, error) {
	t.Helper()
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return map[string]func(int64) ([]byte, error){
		"Read":   func(most int64) ([]byte, error) { return Read(path, most) },
		"ReadIn": func(most int64) ([]byte, error) { return ReadIn(root, filepath.Base(path), most) },
	}
}

func TestReadIsBounded(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "a.json"), "12345")
	for name, read := range readers(t, path) {
		if text, err := read(5); err != nil || string(text) != "12345" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		var large *TooLargeError
		text, err := read(4)
		if !errors.As(err, &large) || large.Most != 4 || text != nil || Reason(err).Error() != "has more than 4 bytes" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

// A sparse file takes no room and has any size.
func TestSparseFileIsNotRead(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "sparse"), "")
	if err := os.Truncate(path, 6<<30); err != nil {
		t.Skip(err)
	}
	for name, read := range readers(t, path) {
		var large *TooLargeError
		if _, err := read(1 << 20); !errors.As(err, &large) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnlyRegularFilesAreRead(t *testing.T) {
	dir := t.TempDir()
	paths := []string{dir}
	if runtime.GOOS != "windows" {
		fifo, link := filepath.Join(dir, "fifo"), filepath.Join(dir, "link")
		if out, err := exec.Command("mkfifo", fifo).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if err := os.Symlink("fifo", link); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, fifo, link, "/dev/zero", "/dev/null")
	}
	for _, path := range paths {
		for name, read := range readers(t, path) {
			if _, err := read(1 << 20); !errors.Is(err, ErrNotRegular) {
				t.Errorf("%s %s: %v", name, path, err)
			}
		}
		if f, err := Open(path); !errors.Is(err, ErrNotRegular) || f != nil {
			t.Errorf("Open %s: %v", path, err)
		}
	}
	if _, err := Read(filepath.Join(dir, "none"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// A file that says that it is empty may have any size: those of /proc do.
func TestGrowingFileIsBounded(t *testing.T) {
	if _, err := os.Stat("/proc/self/environ"); err != nil {
		t.Skip("needs /proc")
	}
	var large *TooLargeError
	if _, err := Read("/proc/self/smaps", 10); !errors.As(err, &large) {
		t.Errorf("%v", err)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.json")
	for _, text := range []string{"first", "second"} {
		if err := Write(path, true, Text(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v", got, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v", info.Mode())
	}
	var at *fs.PathError
	if err := Write(path, false, Text("third")); !errors.Is(err, fs.ErrExist) || !errors.As(err, &at) || at.Path != path {
		t.Errorf("over what is there: %v", err)
	}
	broken := errors.New("broken")
	err = Write(path, true, func(w io.Writer) error {
		_, _ = io.WriteString(w, strings.Repeat("x", 1<<20))
		if left := names(t, dir); len(left) != 2 {
			t.Errorf("while it is written there are %q", left)
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("broken: %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "second" || len(names(t, dir)) != 1 {
		t.Errorf("%q; %q", got, names(t, dir))
	}
	if err := Write(dir, true, Text("")); !errors.Is(err, ErrNotRegular) {
		t.Errorf("over a folder: %v", err)
	}
	if runtime.GOOS != "windows" {
		link := filepath.Join(dir, "stdout")
		if err := os.Symlink("/dev/null", link); err != nil {
			t.Fatal(err)
		}
		if err := Write(link, true, Text("")); !errors.Is(err, ErrNotRegular) {
			t.Errorf("over a link to a device: %v", err)
		}
	}
}

func TestWriteInStaysInside(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "out")); err != nil {
		t.Skip(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := WriteIn(root, "out/x", true, Text("")); err == nil || len(names(t, outside)) > 0 {
		t.Errorf("%v, %q", err, names(t, outside))
	}
}

func TestRemoveStale(t *testing.T) {
	dead := exec.Command(os.Args[0], "-test.run=^$")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	pid := strconv.Itoa(dead.Process.Pid)
	dir := t.TempDir()
	name := func(host, pid string) string { return temporaryPrefix + host + "-" + pid + "-ABC" + temporarySuffix }
	own := put(t, filepath.Join(dir, TemporaryName()), "")
	put(t, filepath.Join(dir, name(host(), pid)), "")
	put(t, filepath.Join(dir, name("00000000", pid)), "")
	put(t, filepath.Join(dir, ".expresso-mine.tmp"), "")
	put(t, filepath.Join(dir, "orders.json"), "")
	folder := filepath.Join(dir, strings.Replace(name(host(), pid), "ABC", "DEF", 1))
	if err := os.MkdirAll(filepath.Join(folder, "below"), 0o700); err != nil {
		t.Fatal(err)
	}
	RemoveStale(dir)
	want := []string{filepath.Base(own), name("00000000", pid), ".expresso-mine.tmp", "orders.json"}
	slices.Sort(want)
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("left are %q, want %q", got, want)
	}
	old := time.Now().Add(-2 * foreignAge)
	for _, name := range want {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	RemoveStale(dir)
	if got, want := names(t, dir), []string{".expresso-mine.tmp", "orders.json"}; !slices.Equal(got, want) {
		t.Errorf("left are %q, want %q", got, want)
	}
	RemoveStale(filepath.Join(dir, "none"))
}

func TestAppend(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log")
	for _, line := range []string{"one\n", "two\n"} {
		f, err := Append(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(line); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "one\ntwo\n" {
		t.Errorf("%q, %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{pipe, os.DevNull} {
		if _, err := Append(name); !errors.Is(err, ErrNotRegular) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Append(pipe); !errors.Is(err, ErrNotRegular) { // would wait for a reader
		t.Errorf("a pipe that nobody reads: %v", err)
	}
	if _, err := Append(dir); err == nil {
		t.Error("a folder was opened")
	}
}
