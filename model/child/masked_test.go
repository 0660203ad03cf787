package child

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"expresso/model/secret"
)

// spoken is what a process says in pieces on a terminal, with what is to be seen after each; "…" passes time.
func spoken(t *testing.T, pieces ...string) string {
	t.Helper()
	var screen strings.Builder
	held := func() {}
	m := &masked{to: &screen, mask: secret.InWords, after: func(_ time.Duration, do func()) *time.Timer {
		held = do
		return time.NewTimer(time.Hour)
	}}
	for _, piece := range pieces {
		if piece == "…" {
			held()
			continue
		}
		held = func() {}
		if n, err := m.Write([]byte(piece)); n != len(piece) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	before := screen.String()
	m.flush()
	return before + "|" + strings.TrimPrefix(screen.String(), before)
}

func TestWhatAProcessSaysIsMasked(t *testing.T) {
	const key, jwt = "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJ.eyJzdWIiOiI.c2lnbmF0dXJl"
	for _, c := range []struct {
		want   string
		pieces []string
	}{
		// Questions are seen at once, before the line ends.
		{"MFA code: |", []string{"MFA code: "}},
		{"MFA code:|", []string{"MFA code:"}},
		{"continue? [y/N]|", []string{"continue?", " [y/N]"}},
		{"the |code", []string{"the code"}},
		{"the code|", []string{"the code", "…"}},
		{"the codes |", []string{"the code", "…", "s "}},
		{"open https://x.example/device|", []string{"open https://x.example/device", "…"}},
		// A secret in pieces.
		{"key masked\n|", []string{"key " + key + "\n"}},
		{"key masked\n|", []string{"key " + key[:9], key[9:], "\n"}},
		{"key masked\n|", []string{"key AK", "IA", key[4:] + "\n"}},
		{"key |masked", []string{"key " + key[:9], key[9:]}},
		{"token=masked\n|", []string{"tok", "en=", "abcd", "efgh1234\n"}},
		{"token=masked and masked\n|", []string{"token=abcdefgh1234 and ", key[:5], key[5:] + "\n"}},
		{"bearer masked \n|", []string{"bearer ", jwt[:14], jwt[14:], " \n"}},
		// One whose beginning was shown says no more.
		{"key AKIAIOSFODmasked\n|", []string{"key " + key[:10], "…", key[10:] + "\n"}},
		// A key of several lines, and what is said after it.
		{"masked\nMFA code: |", []string{"-----BEGIN PRIVATE KEY-----\nAAAA\n", "BBBB\n-----END PRIV", "ATE KEY-----\n", "MFA code: "}},
		{"one\ntwo\r\n|", []string{"one\ntwo", "\r\n"}},
		{"naïve\n|", []string{"na\xc3", "\xafve\n"}},
	} {
		if got := spoken(t, c.pieces...); got != c.want {
			t.Errorf("%q is seen as %q, want %q", c.pieces, got, c.want)
		}
	}
	// However it is cut.
	text := "hello " + key + ", token=abcdefgh12345678 bye\n"
	for cut := range len(text) {
		for more := cut; more < len(text); more += 5 {
			if got := spoken(t, text[:cut], text[cut:more], text[more:]); got != "hello masked, token=masked bye\n|" {
				t.Fatalf("%q: %q", []string{text[:cut], text[cut:more], text[more:]}, got)
			}
		}
	}
	// What is held is bounded.
	var pieces []string
	for i := range 3_000 {
		pieces = append(pieces, fmt.Sprintf("word number %d without an end of line, ", i))
	}
	if got := spoken(t, pieces...); got != strings.Join(pieces, "")+"|" {
		t.Error("a long line is not what was said")
	}
}

type deaf struct{}

func (deaf) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestATerminalThatIsGone(t *testing.T) {
	m := &masked{to: deaf{}, mask: secret.InWords, after: time.AfterFunc}
	if _, err := m.Write([]byte("code: ")); err == nil {
		t.Error("nothing is told")
	}
}
