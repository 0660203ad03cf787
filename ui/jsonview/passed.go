package jsonview

import (
	"expresso/model/jsondiff"
)

// origin is where the value on a line is from, given another document.
type origin uint8

const (
	unknown origin = iota
	passed         // it is in the other document, at the same path
	changed        // another value is there
	added          // nothing does
)

// Origins tell of each line of a document whether its value was passed through from another
// one, or added, or changed. The zero value tells nothing.
type Origins struct {
	text  string
	lines []origin
}

// OriginsOf compares a document with the one that it may have been passed through from. The
// time that it takes grows with both: for 256 KiB it is longer than a frame. It tells nothing
// where one of them is not JSON.
func OriginsOf(text, from string) Origins {
	o := Origins{text: text}
	d, ok := parseJSON(text)
	left, wasJSON := jsondiff.Parse(from)
	right, isJSON := jsondiff.Parse(text)
	if !ok || !wasJSON || !isJSON || left == nil || right == nil {
		return o
	}
	t := teller{d: d, parts: map[*jsondiff.Doc]*jsondiff.Part{}, lines: make([]origin, len(d.lines))}
	t.index(jsondiff.Compare(left, right).Root)
	if t.tell(0, right) == len(d.lines) { // else a key is there twice
		o.lines = t.lines
	}
	return o
}

type teller struct {
	d     *document
	parts map[*jsondiff.Doc]*jsondiff.Part // by what they are in the document
	lines []origin
}

func (t *teller) index(p *jsondiff.Part) {
	if p.R != nil {
		t.parts[p.R] = p
	}
	for _, kid := range p.Parts {
		t.index(kid)
	}
}

// tell says of the node that begins on line i where it is from, and returns the line after it;
// a number past all lines where the two do not go together.
func (t *teller) tell(i int, doc *jsondiff.Doc) int {
	wrong := len(t.lines) + 1
	if i >= len(t.lines) {
		return wrong
	}
	end := i
	if t.d.opens(i) {
		end = int(t.d.lines[i].match)
	}
	op := jsondiff.Added
	if p := t.parts[doc]; p != nil {
		op = p.Op
	}
	if op == jsondiff.Inside && end > i {
		at := i + 1
		for k := range doc.Kids {
			if at = t.tell(at, &doc.Kids[k]); at > end {
				return wrong
			}
		}
		if at != end {
			return wrong
		}
		return end + 1
	}
	is := added
	switch op {
	case jsondiff.Same, jsondiff.Respelled, jsondiff.Inside: // an object that lost all that it had
		is = passed
	case jsondiff.Changed:
		is = changed
	}
	for ; i <= end; i++ {
		t.lines[i] = is
	}
	return end + 1
}

// SetOrigin says that there is a document that this one may be passed through from, so that what
// was can be dimmed.
func (v *View) SetOrigin(known bool) {
	if v.traceable != known {
		v.traceable, v.frame = known, ""
	}
}

// WantOrigins reports whether it is to be told where the lines are from.
func (v *View) WantOrigins() bool { return v.dims && v.traceable && v.source.json && !v.told }

// GiveOrigins is the answer to WantOrigins. That about another text is dropped.
func (v *View) GiveOrigins(o Origins) {
	if o.text != v.given {
		return
	}
	v.told, v.frame = true, ""
	if len(o.lines) == len(v.source.lines) { // else a string was opened meanwhile
		for i := range o.lines {
			v.source.lines[i].origin = o.lines[i]
		}
	}
}

// turnDrawing goes through the ways to draw JSON: coloured, with
// what was passed through dimmed where that is known, and unmodified.
func (v *View) turnDrawing() {
	switch {
	case !v.source.json:
	case v.pane == v.source && v.traceable && !v.dims:
		v.dims, v.said = true, "dim: passed through from the input, + added, ~ changed"
	default:
		v.dims = false
		v.toggleRaw()
	}
}

// dimmed reports whether line i is dimmed, because it was passed through.
func (v *View) dimmed(i int) bool {
	return v.dims && v.traceable && v.pane == v.source && v.pane.lines[i].origin == passed
}

// newness is what stands beside a line that was not passed through: + for one that was added, ~
// for one with another value; "" for the others.
func (v *View) newness(i int) string {
	if !v.dims || !v.traceable || v.pane != v.source {
		return ""
	}
	switch v.pane.lines[i].origin {
	case added:
		return "+"
	case changed:
		return "~"
	}
	return ""
}
