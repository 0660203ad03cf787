// Package terminal is between the workbench and its terminal. It paints what was drawn, ends
// the program with the terminal, and takes what comes before the workbench sees it: the answer
// to the question for its background, which Bubble Tea takes for keys, and more of the mouse
// than a screen can follow.
package terminal

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// question asks a terminal for the colour of its background (OSC 11). It is asked while
// the first screen is drawn: waiting for an answer would be felt over a slow line, and a
// terminal that does not know the question never gives one.
const question = "\x1b]11;?\x1b\\"

// askTime is how long an answer is looked for among the keys: more than the slowest line
// needs.
const askTime = 5 * time.Second

// answer finds the terminal's answer among the keys that Bubble Tea takes it for: alt+],
// its text, in one piece or several, and alt+\ or a bell. It would be typed into the
// editor else.
type answer struct {
	until time.Time // looked for until then
	begun bool
	text  string
}

// BackgroundMsg is sent when the terminal has told its background.
type BackgroundMsg struct{ Dark bool }

// maxAnswer bounds what is taken for a part of an answer.
const maxAnswer = 64

// take reports whether a key is a part of the answer, and returns the message that takes
// the place of its last one.
func (w *answer) take(msg tea.KeyMsg, now time.Time) (taken bool, in tea.Msg) {
	if now.After(w.until) || msg.Paste {
		return false, nil
	}
	text := string(msg.Runes)
	switch {
	case !w.begun && msg.Alt && text == "]":
		w.begun = true
		return true, nil
	case !w.begun:
		return false, nil
	case !msg.Alt && msg.Type == tea.KeyRunes && len(w.text)+len(text) <= maxAnswer && strings.Trim(text, "0123456789abcdefABCDEF;:rg/") == "":
		w.text += text
		return true, nil
	}
	w.until = time.Time{}
	if msg.Alt && text == `\` || msg.Type == tea.KeyCtrlG {
		if dark, ok := darkIn(w.text); ok {
			return true, BackgroundMsg{dark}
		}
		return true, nil
	}
	return false, nil
}

var backgroundColour = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})`)
})

// darkIn reports whether the colour in a terminal's answer is dark, if there is one.
func darkIn(answer string) (dark, ok bool) {
	m := backgroundColour().FindStringSubmatch(answer)
	if m == nil {
		return false, false
	}
	var light float64
	for i, weight := range []float64{0.299, 0.587, 0.114} { // of red, green and blue (BT.601)
		n, err := strconv.ParseUint(m[i+1], 16, 16)
		if err != nil {
			return false, false
		}
		light += weight * float64(n) / (math.Pow(16, float64(len(m[i+1]))) - 1)
	}
	return light < 0.5, true
}
