package stepfn_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"expresso/model/stepfn"
)

func TestProfiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"config":      "[default]\nregion = eu-west-1\n\n[profile dev]\nsso_session = x\n  [ profile  spaced ]\n[sso-session x]\n[profile ]\n# [profile no]\n[services s]\n[broken\n",
		"credentials": "[default]\naws_access_key_id = x\n[ops]\n[dev]\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "config"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "credentials"))
	if got, want := stepfn.Profiles(), []string{"default", "dev", "ops", "spaced"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "none"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "none"))
	if got := stepfn.Profiles(); len(got) != 0 {
		t.Errorf("%q of no files", got)
	}
}

// TestAPipeIsNoConfiguration would wait for ever.
func TestAPipeIsNoConfiguration(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no named pipes in folders")
	}
	pipe := filepath.Join(t.TempDir(), "config")
	if out, err := exec.CommandContext(t.Context(), "mkfifo", pipe).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	configure(t, "", "http://127.0.0.1:1")
	t.Setenv("AWS_CONFIG_FILE", pipe)
	if _, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work"}); err == nil || !strings.Contains(err.Error(), "config") {
		t.Errorf("connected: %v", err)
	}
	if _, err := stepfn.ReadProfile(t.Context(), "work"); err == nil {
		t.Error("read a profile from a pipe")
	}
}
