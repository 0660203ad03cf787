// Package diff shows two texts side by side, or one above the other. JSON documents are
// compared by structure, so that order of keys and spelling of numbers are told apart from
// changes; other texts by lines. What is equal is folded. Compare does the work, in bounded
// time and without a screen; the package knows nothing of runs.
package diff

import (
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/mouse"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Side is one of the two texts that are compared.
type Side struct {
	Name string // of the text, for people
	Text string
}

// comparedMsg is sent when the comparison id of a view is done.
type comparedMsg struct {
	view   *View
	id     int
	result *Result
}

// View shows what two texts differ in.
type View struct {
	table *action.Table
	// Whole shows all where nothing differs. It is for texts that are looked at once.
	Whole bool

	theme   *theme.Theme
	ink     inks
	focused bool
	width   int
	height  int

	names  [2]string
	id     int // of the comparison that is asked for
	result *Result
	folds  map[any]bool
	lines  []line
	wide   bool // lines are laid out with both sides beside each other
	only   bool // the user wants one above the other in any width

	cursor int
	top    int
	left   int // cells scrolled away
	clicks mouse.Clicks
}

// New returns a view of nothing.
func New(t *theme.Theme) *View {
	v := &View{width: 80, height: 24, folds: map[any]bool{}}
	v.bind()
	v.SetTheme(t)
	return v
}

// SetTheme changes the colours.
func (v *View) SetTheme(t *theme.Theme) { v.theme, v.ink = t, newInks(t) }

// SetSize says how many cells View fills.
func (v *View) SetSize(width, height int) {
	v.width, v.height = max(width, 0), max(height, 0)
	v.list()
}

// Focus makes the current line stand out.
func (v *View) Focus() { v.focused = true }

// Blur makes the current line stand back.
func (v *View) Blur() { v.focused = false }

// atOnce is the size in bytes of two texts up to which they are compared within a
// millisecond, and so without a command.
const atOnce = 4 << 10

// Set shows the differences between two texts: at once if they are small, else when the
// command that it returns is done.
func (v *View) Set(left, right Side) tea.Cmd {
	v.id++
	v.names = [2]string{screen.Visible(left.Name), screen.Visible(right.Name)}
	v.show(nil)
	if len(left.Text)+len(right.Text) <= atOnce {
		v.show(Compare(left.Text, right.Text))
		return nil
	}
	id := v.id
	return func() tea.Msg { return comparedMsg{v, id, Compare(left.Text, right.Text)} }
}

func (v *View) show(res *Result) {
	v.result = res
	v.folds = map[any]bool{}
	v.cursor, v.top, v.left = 0, 0, 0
	v.list()
	if v.Whole && res != nil && res.Counts.None() {
		v.foldAll(true)
	}
	v.next(-1, 1)
}

// Result is what is shown, nil before the comparison is done.
func (v *View) Result() *Result { return v.result }

// Update answers a key, or the end of a comparison; other messages are ignored.
func (v *View) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case comparedMsg:
		if msg.view == v && msg.id == v.id {
			v.show(msg.result)
		}
	case tea.KeyMsg:
		v.key(msg)
	}
	return nil
}

// minWide is the width from which on two sides beside each other can be read.
const minWide = 100

// list lays the lines out again after something was folded or the size changed, and stays
// at the line that was current.
func (v *View) list() {
	var was line
	if v.cursor < len(v.lines) {
		was = v.lines[v.cursor]
	}
	v.wide = v.width >= minWide && !v.only
	v.lines = nil
	if v.result != nil {
		v.lines = layout(v.result, v.folds, v.wide)
	}
	best := -1
	for i := range v.lines {
		l := &v.lines[i]
		if was.fold != nil && l.fold == was.fold {
			best = i
			break
		}
		if best < 0 && was.part != nil && l.part == was.part {
			best = i
		}
	}
	if best >= 0 {
		v.cursor = best
	}
	v.moveTo(v.cursor)
}

// body is the number of lines under the header.
func (v *View) body() int { return max(v.height-1, 0) }

func (v *View) moveTo(i int) {
	v.cursor = max(0, min(i, len(v.lines)-1))
	n := v.body()
	if v.cursor < v.top {
		v.top = v.cursor
	}
	if v.cursor >= v.top+n {
		v.top = v.cursor - n + 1
	}
	v.clamp()
}

func (v *View) clamp() { v.top = max(0, min(v.top, len(v.lines)-v.body())) }

func (v *View) current() *line {
	if v.cursor >= len(v.lines) {
		return nil
	}
	return &v.lines[v.cursor]
}

// begins reports whether a difference begins on line i, or hides in it.
func (v *View) begins(i int) bool {
	l := &v.lines[i]
	if l.part == nil || l.op == same {
		return false
	}
	if l.op == inside {
		return !l.open || l.part.Moved
	}
	return l.part.Number > 0 && (i == 0 || v.lines[i-1].part != l.part || v.lines[i-1].op == same)
}

// next goes to the first difference after line from, or with step -1 before it; round at
// the ends.
func (v *View) next(from, step int) {
	n := len(v.lines)
	for k := 1; k <= n; k++ {
		i := ((from+step*k)%n + n) % n
		if !v.begins(i) {
			continue
		}
		v.moveTo(i)
		// Some of what comes before and after it is to be in sight too.
		margin := min(3, v.body()/3)
		v.top = min(max(v.top, i-v.body()+1+margin), i-margin)
		v.clamp()
		return
	}
}

// fold folds or unfolds what is at the current line; folding where nothing is goes to the
// line that the current one is in.
func (v *View) fold(open bool) {
	l := v.current()
	switch {
	case l == nil:
	case l.fold != nil && l.open != open:
		v.folds[l.fold] = open
		v.list()
	case open && l.fold != nil:
		v.moveTo(v.cursor + 1)
	case !open:
		for i := v.cursor - 1; i >= 0; i-- {
			if v.lines[i].depth < l.depth {
				v.moveTo(i)
				return
			}
		}
	}
}

func (v *View) toggle() {
	if l := v.current(); l != nil && l.fold != nil {
		v.fold(!l.open)
	}
}

// maxUnfold is how many lines unfolding everything may make.
const maxUnfold = 200_000

// foldAll folds what is equal, or unfolds everything, again and again for what was in the
// folds.
func (v *View) foldAll(open bool) {
	if !open {
		v.folds = map[any]bool{}
		v.list()
		return
	}
	for len(v.lines) < maxUnfold {
		more := false
		for i := range v.lines {
			if l := &v.lines[i]; l.fold != nil && !l.open {
				v.folds[l.fold] = true
				more = true
			}
		}
		if !more {
			break
		}
		v.list()
	}
}

// summary is the differences in words: 3 changed, 1 added.
func (v *View) summary() string {
	switch {
	case v.result == nil && v.id == 0:
		return ""
	case v.result == nil:
		return "comparing " + v.theme.Ellipsis
	default:
		return v.result.note(words(v.result.Counts))
	}
}

// note adds what the counts do not hold.
func (res *Result) note(counts string) string {
	switch {
	case !res.newline:
		return counts
	case res.Counts.None():
		return "no differences except the newline at the end"
	default:
		return counts + ", and the newline at the end"
	}
}

// Status tells where the current line is and what became of it.
func (v *View) Status() string {
	l := v.current()
	if l == nil {
		return ""
	}
	var facts []string
	switch {
	case !v.result.JSON:
		facts = append(facts, v.lineNumbers(l))
	case l.part != nil:
		facts = append(facts, screen.Visible(l.part.Path()))
	}
	if l.part != nil && l.part.Number > 0 && l.op != same {
		facts = append(facts, "difference "+screen.Count(int64(l.part.Number))+" of "+screen.Count(int64(v.result.Differences)))
		word := l.op.String()
		if l.op == inside {
			word = "members in another order"
		}
		facts = append(facts, word)
	}
	return strings.Join(facts, " "+v.theme.Sep+" ")
}

// Place is the path of the current line's value in the right document, or, if it is not
// there, in the left one; "" if there is none. With every it is that place in every element
// of the arrays that it is in.
func (v *View) Place(every bool) string {
	l := v.current()
	if l == nil || l.part == nil || !v.result.JSON {
		return ""
	}
	return l.part.Place(every)
}

// Line is the number of the current line.
func (v *View) Line() int { return v.cursor }

// SeekFrom goes to the first difference at a line or below it.
func (v *View) SeekFrom(line int) { v.next(line-1, 1) }

func (v *View) lineNumbers(l *line) string {
	left, right := screen.Count(int64(l.l.n)), screen.Count(int64(l.r.n))
	switch {
	case l.l.form == equalRun:
		return left + " equal lines"
	case l.l.form == blank:
		return "line " + right
	case l.r.form == blank || left == right:
		return "line " + left
	default:
		return "line " + left + v.theme.Arrow + right
	}
}

// cut is the beginning of s, at most n bytes and whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
