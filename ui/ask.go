package ui

import (
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"
)

// askTime is how long the terminal may take to tell its background: more than a local one
// needs, and too little to be felt.
const askTime = 100 * time.Millisecond

// askDark asks the terminal whether its background is dark. The question for the colour
// (OSC 11) is followed by one that every terminal answers (DA1), so that one that does not
// know its colour costs no waiting either.
func askDark(in, out *os.File, limit time.Duration) (dark, answered bool) {
	if !term.IsTerminal(in.Fd()) || !term.IsTerminal(out.Fd()) {
		return true, true // nobody there to ask, and nobody to answer late
	}
	before, err := term.MakeRaw(in.Fd())
	if err != nil {
		return true, true
	}
	defer func() { _ = term.Restore(in.Fd(), before) }()
	reader, err := cancelreader.NewReader(in)
	if err != nil {
		return true, true
	}
	defer func() { _ = reader.Close() }()
	if _, err := io.WriteString(out, "\x1b]11;?\x1b\\\x1b[c"); err != nil {
		return true, true
	}
	timer := time.AfterFunc(limit, func() { reader.Cancel() })
	defer timer.Stop()
	answer := readAnswer(reader)
	if !deviceAttributes.MatchString(answer) {
		return true, false
	}
	return darkIn(answer), true
}

var (
	deviceAttributes = regexp.MustCompile(`\x1b\[\?[0-9;]*c`)
	backgroundColour = regexp.MustCompile(`\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})`)
)

// maxAnswer bounds what is read while waiting for the answer.
const maxAnswer = 4096

// readAnswer reads until the answer to DA1 is there, or there is no more.
func readAnswer(r io.Reader) string {
	var answer []byte
	buf := make([]byte, 256)
	for len(answer) < maxAnswer {
		n, err := r.Read(buf)
		answer = append(answer, buf[:n]...)
		if err != nil || deviceAttributes.Match(answer) {
			break
		}
	}
	return string(answer)
}

// darkIn reports whether the colour in a terminal's answer is dark, true if there is none.
func darkIn(answer string) bool {
	m := backgroundColour.FindStringSubmatch(answer)
	if m == nil {
		return true
	}
	var light float64
	for i, weight := range []float64{0.299, 0.587, 0.114} { // of red, green and blue (BT.601)
		n, err := strconv.ParseUint(m[i+1], 16, 16)
		if err != nil {
			return true
		}
		light += weight * float64(n) / (math.Pow(16, float64(len(m[i+1]))) - 1)
	}
	return light < 0.5
}

// lateAnswer drops what a terminal answers after the waiting has ended: Bubble Tea takes
// it for keys, and it would be typed into the editor.
type lateAnswer struct {
	awaited bool
	begun   bool
}

// swallows reports whether a key is a part of the answer, which arrives as alt+], its text
// and alt+\, or a bell in the place of the last.
func (l *lateAnswer) swallows(msg tea.KeyMsg) bool {
	if !l.awaited {
		return false
	}
	text := string(msg.Runes)
	switch {
	case !l.begun && msg.Alt && text == "]":
		l.begun = true
		return true
	case l.begun && !msg.Alt && msg.Type == tea.KeyRunes && strings.Trim(text, "0123456789abcdefABCDEF;:rg/") == "":
		return true
	case l.begun && (msg.Alt && text == `\` || msg.Type == tea.KeyCtrlG):
		l.awaited = false
		return true
	}
	if l.begun {
		l.awaited = false
	}
	return false
}
