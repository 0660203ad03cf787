package child

import (
	"io"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// masked writes what a process says on a terminal, without its secrets. It arrives in pieces: a secret in two of
// them is one all the same, and a question, which has no end of line, is seen at once. So a word that may go on is
// held for a moment, unless it ends as questions do.
type masked struct {
	to    io.Writer
	mask  func(string) string
	after func(time.Duration, func()) *time.Timer

	mu    sync.Mutex
	text  string // that the secrets of now may have begun in
	at    int    // so much of it is written
	shown string // as this
	timer *time.Timer
	err   error
}

const (
	// brief is how long a word is held that may go on: nobody sees that.
	brief = 50 * time.Millisecond
	// long is how long one is held that is as long as the beginning of a secret. It may be a URL to be opened.
	long = time.Second
	// longWord is from how many bytes on a word is.
	longWord = 12
	// mostHeld bounds the text in which secrets are looked for, in bytes.
	mostHeld = 8 << 10
)

// Write takes what the process says.
func (m *masked) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.timer != nil {
		m.timer.Stop()
		m.timer = nil
	}
	m.text += string(p)
	word := m.word()
	m.show(max(len(m.text)-len(word), m.at))
	if m.at < len(m.text) {
		wait := brief
		if len(word) >= longWord {
			wait = long
		}
		m.timer = m.after(wait, m.flush)
	}
	return len(p), m.err
}

// flush writes what is held.
func (m *masked) flush() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.show(len(m.text))
}

// word is the end of the text that may go on, "" if it ends as a question or a line does.
func (m *masked) word() string {
	word := m.text[strings.LastIndexAny(m.text, " \t\r\n")+1:]
	if last, _ := utf8.DecodeLastRuneInString(word); word == "" || strings.ContainsRune(":?>])!,;", last) {
		return ""
	}
	return word
}

// names are what secrets are called.
var names = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`masked-[0-9]+`) })

// without is a text without its secrets. Which is which nobody tells before all is said.
func (m *masked) without(text string) string { return names().ReplaceAllString(m.mask(text), "masked") }

// show writes the text up to a place. Of a secret whose beginning was shown nothing more is.
func (m *masked) show(to int) {
	now := m.without(m.text[:to])
	same := 0
	for same < min(len(now), len(m.shown)) && now[same] == m.shown[same] {
		same++
	}
	if _, err := io.WriteString(m.to, now[same:]); err != nil && m.err == nil {
		m.err = err
	}
	m.at, m.shown = to, now
	end := strings.LastIndexByte(m.text[:to], '\n') + 1
	switch {
	case to > mostHeld:
		end = to
	case end == 0 || !strings.HasSuffix(m.without(m.text[:end]+"."), "."): // a key of several lines continues
		return
	}
	m.text, m.at = m.text[end:], to-end
	m.shown = m.without(m.text[:m.at])
}
