package secret_test

import (
	"strings"
	"testing"

	"expresso/model/secret"
)

// What a program says is shown without the keys in it, and else as it is.
func TestInWords(t *testing.T) {
	const key = "wJalrXUtnFEMIzK7MDENGzbPxRfiCYEXAMPLEKEY"
	for _, text := range []string{
		"using AKIAIOSFODNN7EXAMPLE\n", "key " + key + " refused", "AWS_SECRET_ACCESS_KEY=" + key, `error in {"SecretAccessKey": "` + key + `"}`,
		`{"SecretAccessKey":"` + key + `","Version":1}`, "Authorization: Bearer abcdefgh12345678", "SessionToken: opaque-token-1234",
		"https://anna:hunter22@corp.example/login", "password=hunter22hunter",
	} {
		got := secret.InWords(text)
		for _, hidden := range []string{"AKIAIOSFODNN7EXAMPLE", key, "abcdefgh12345678", "opaque-token-1234", "hunter22"} {
			if strings.Contains(got, hidden) {
				t.Errorf("%q becomes %q", text, got)
			}
		}
		if !strings.Contains(got, "masked-") {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	for _, text := range []string{"", "log in to corp first\n", "Password: ", "exit status 1: no role da39a3ee5e6b4b0d3255bfef95601890afd80709", `{"a": 1}`} {
		if got := secret.InWords(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
