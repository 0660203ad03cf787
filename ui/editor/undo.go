package editor

// change is one replacement: old was at offset at, new is there now.
type change struct {
	at       int
	old, new string
}

// kind says what sort of edit a change is: those that are typed coalesce.
type kind uint8

const (
	other   kind = iota // a step of its own
	typing              // one of a run of characters
	newline             // a line end that was typed
	erasing             // one of a run of backspaces or deletes
)

// span is a selection: from the place where it was begun to the cursor. Without one both
// are the same.
type span struct{ anchor, cursor int }

// step is what one undo takes back.
type step struct {
	changes       []change
	kind          kind
	before, after span
}

// Undo is bounded in bytes and in steps. Twice the largest text fits, so that formatting
// it can always be undone.
const (
	maxUndoBytes = 2 * MaxText
	maxUndoSteps = 10_000
	maxCoalesced = 256 // changes that one step holds
)

// record is what can be undone and redone.
type record struct {
	done, undone []step
	bytes        int  // of all texts in done and undone
	closed       bool // the next change begins a step, whatever it is
	joining      bool // changes are one step until part
	joined       bool // and that step is the last of done
}

func (s step) size() int {
	n := 0
	for _, c := range s.changes {
		n += len(c.old) + len(c.new)
	}
	return n
}

// add notes a change that has been made.
func (r *record) add(c change, k kind, before, after span) {
	for _, s := range r.undone {
		r.bytes -= s.size()
	}
	clear(r.undone)
	r.undone = r.undone[:0]
	r.bytes += len(c.old) + len(c.new)
	if n := len(r.done); n > 0 && (r.joined || !r.closed && r.done[n-1].takes(c, k, before)) {
		last := &r.done[n-1]
		last.changes = append(last.changes, c)
		last.after = after
		return
	}
	r.closed, r.joined = false, r.joining
	r.done = append(r.done, step{[]change{c}, k, before, after})
	r.trim()
}

// join makes one step of all changes from now on, until part.
func (r *record) join() { r.joining, r.joined, r.closed = true, false, true }

// part ends what join began.
func (r *record) part() { r.joining, r.joined, r.closed = false, false, true }

// takes reports whether c belongs to the same step: it continues where that left off, and is
// of its kind. Typing begins a new step with each word, so that undo does not take away
// more than its user remembers.
func (s *step) takes(c change, k kind, before span) bool {
	if s.kind != k || s.after != before || len(s.changes) >= maxCoalesced {
		return false
	}
	switch k {
	case typing:
		last := s.changes[len(s.changes)-1]
		return c.old == "" && (isBlank(c.new) || !isBlank(last.new))
	case erasing:
		return true
	}
	return false
}

func isBlank(s string) bool { return s == " " }

// follow keeps a run of typing together although the cursor moved without a change.
func (r *record) follow(before, after span) {
	if n := len(r.done); n > 0 && r.done[n-1].after == before {
		r.done[n-1].after = after
	}
}

// trim drops the oldest steps if there are too many, a tenth at a time.
func (r *record) trim() {
	n := 0
	if len(r.done) > maxUndoSteps {
		n = maxUndoSteps / 10
	}
	bytes := r.bytes
	for i := range n {
		bytes -= r.done[i].size()
	}
	for bytes > maxUndoBytes && n < len(r.done)-1 {
		bytes -= r.done[n].size()
		n++
	}
	if n > 0 {
		r.bytes = bytes
		r.done = append(r.done[:0:0], r.done[n:]...)
	}
}

// pop takes the last step off, and reports whether there was one.
func pop(steps *[]step) (last step, ok bool) {
	n := len(*steps)
	if n == 0 {
		return step{}, false
	}
	last = (*steps)[n-1]
	(*steps)[n-1] = step{} // its texts are free
	*steps = (*steps)[:n-1]
	return last, true
}

// undo takes back the last step and reports whether there was one.
func (e *Editor) undo() bool {
	s, ok := pop(&e.record.done)
	if !ok {
		return false
	}
	for i := len(s.changes) - 1; i >= 0; i-- {
		c := s.changes[i]
		e.apply(c.at, c.at+len(c.new), c.old)
	}
	e.record.undone = append(e.record.undone, s)
	e.resume(s.before)
	return true
}

// redo does again what the last undo took back and reports whether there was anything.
func (e *Editor) redo() bool {
	s, ok := pop(&e.record.undone)
	if !ok {
		return false
	}
	for _, c := range s.changes {
		e.apply(c.at, c.at+len(c.old), c.new)
	}
	e.record.done = append(e.record.done, s)
	e.resume(s.after)
	return true
}

// resume puts the selection where it was at a point in the record.
func (e *Editor) resume(s span) {
	e.record.closed, e.record.joined = true, false
	e.pairs = e.pairs[:0]
	e.sel = s
	e.goal = -1
	e.reveal()
}
