package stepfn_test

import (
	"os"
	"path/filepath"
	"slices"
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
