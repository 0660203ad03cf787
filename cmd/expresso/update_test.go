package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model/suite"
)

// A replay that is killed while it writes expectations leaves every one as it was or as it
// has become, and the next one continues from there.
func TestAnUpdateThatIsKilledLeavesWholeFiles(t *testing.T) {
	const inputs = 150
	dir, home := t.TempDir(), t.TempDir()
	folder := filepath.Join(dir, ".expresso", "inputs", "echo")
	write := func(path, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, "echo.asl.json"), `{"StartAt": "Echo", "States": {"Echo": {"Type": "Pass", "End": true}}}`)
	filler := strings.Repeat("x", 20_000)
	old := `{"output": "` + filler + `"}`
	file := func(i int) string { return filepath.Join(folder, fmt.Sprintf("in-%03d.expect.json", i)) }
	for i := range inputs {
		write(filepath.Join(folder, fmt.Sprintf("in-%03d.json", i)), fmt.Sprintf(`{"n": %d, "filler": "%s"}`, i, filler))
		if i%2 == 0 {
			write(file(i), old)
		}
	}
	replay := func(args ...string) *exec.Cmd {
		cmd := exec.Command(os.Args[0], append([]string{"replay"}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), asProgram+"=1", "HOME="+home, "XDG_STATE_HOME="+filepath.Join(home, "state"))
		return cmd
	}
	for _, after := range []int{1, 20, 60} {
		cmd := replay("--update")
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		for seen := 0; seen < after && lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "+++ ") {
				seen++
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // it was killed
		whole := 0
		for i := range inputs {
			text, err := os.ReadFile(file(i))
			if i%2 == 1 && os.IsNotExist(err) || string(text) == old {
				continue
			}
			e, err := suite.Parse(string(text), file(i))
			if err != nil || e.Text() != string(text) || !strings.HasSuffix(e.Output.String(), filler+`"}`) {
				t.Errorf("killed after %d: %s is not whole: %v", after, filepath.Base(file(i)), err)
			}
			whole++
		}
		t.Logf("killed after %d were shown, %d were written", after, whole)
	}
	if out, err := replay("--update").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := replay().CombinedOutput()
	if err != nil || !strings.Contains(string(out), "150 passed in ") {
		t.Errorf("%v\n%s", err, out)
	}
}
