package jsonview

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"expresso/model/jsonvalue"
	"expresso/ui/screen"
)

// EvalMsg is sent when the user wants to try an expression on the document.
type EvalMsg struct {
	Text string // of the document
	Of   any    // as Of of the view says
}

// maxPathKey is how many bytes of a key Status shows.
const maxPathKey = 64

// maxCopyIndent bounds what indentation adds to a copied value: beyond it, the value is
// copied without any.
const maxCopyIndent = 4 << 20

// value is the value of the node that line i belongs to: the contents of a string, JSON of
// anything else, spelled as in the source and with the view's indentation.
func (d *document) value(i int) string {
	first := d.node(i)
	if !d.opens(first) {
		_, value := d.keyAndValue(first)
		return contents(value)
	}
	last := int(d.lines[first].match)
	blanks := 0
	for i := first; i <= last; i++ {
		blanks += indent * int(d.lines[i].depth-d.lines[first].depth)
	}
	pretty := blanks <= maxCopyIndent
	var b strings.Builder
	for i := first; i <= last; i++ {
		l := d.lines[i]
		if i > first && pretty {
			b.WriteByte('\n')
			b.WriteString(screen.Blanks(indent * int(l.depth-d.lines[first].depth)))
		}
		text := d.content(i)
		if i == first {
			text = text[valueOffset(l):]
		} else if l.inside > 0 {
			b.WriteString(text[:valueOffset(l)] + d.strings[l.inside-1])
			i = int(l.match)
			text = strings.TrimLeft(d.content(i), "]}")
		}
		if i == last {
			text = strings.TrimSuffix(text, ",")
		}
		b.WriteString(text)
	}
	return b.String()
}

// contents is what a JSON string holds, and any other value as it is.
func contents(value string) string {
	if strings.HasPrefix(value, `"`) {
		if s, err := jsonvalue.Parse(value); err == nil {
			return s.Str()
		}
	}
	return value
}

// expandable reports whether line i has a string that looks as if it held JSON.
func (d *document) expandable(i int) bool {
	if !d.json || d.opens(i) || d.closes(i) {
		return false
	}
	_, value := d.keyAndValue(i)
	if len(value) < 4 || value[0] != '"' {
		return false
	}
	inner := strings.TrimRight(strings.TrimSuffix(value, `"`), " ")
	inner = strings.TrimSuffix(inner, `\n`)
	return strings.HasPrefix(value, `"{`) && strings.HasSuffix(inner, "}") ||
		strings.HasPrefix(value, `"[`) && strings.HasSuffix(inner, "]")
}

// path is the JSONPath of the node that line i belongs to. In JSON that was in a string,
// a path of its own follows that of the string. Keys longer than limit bytes are cut, if
// it is not 0.
func (d *document) path(i, limit int) string {
	var steps []string // from the node outwards
	for i = d.node(i); ; i = int(d.lines[i].parent) {
		l := d.lines[i]
		if l.inside > 0 {
			steps = append(steps, " > $")
		}
		if l.parent < 0 {
			break
		}
		if l.key > 0 {
			key, _ := d.keyAndValue(i)
			steps = append(steps, keyStep(key, limit))
		} else {
			steps = append(steps, "["+strconv.Itoa(int(l.index))+"]")
		}
	}
	var b strings.Builder
	b.WriteByte('$')
	for k := len(steps) - 1; k >= 0; k-- {
		b.WriteString(steps[k])
	}
	return b.String()
}

// Pointer is the JSON pointer of the node that the cursor is on, "" for the document, and for
// text that is not JSON.
func (v *View) Pointer() string {
	d := v.pane.document
	if !v.pane.json {
		return ""
	}
	pointer := ""
	for i := d.node(v.pane.cursor); d.lines[i].parent >= 0; i = int(d.lines[i].parent) {
		step := strconv.Itoa(int(d.lines[i].index))
		if d.lines[i].key > 0 {
			key, _ := d.keyAndValue(i)
			step = jsonvalue.PointerToken(contents(key))
		}
		pointer = "/" + step + pointer
	}
	return pointer
}

// Seek goes to the node that a JSON pointer names, or to the nearest around it that there is.
func (v *View) Seek(pointer string) {
	p := v.pane
	if !p.json || len(p.lines) == 0 {
		return
	}
	at, was := 0, p.cursor
	for i := range p.lines {
		if i != p.node(i) {
			continue // the end of one
		}
		p.cursor = i
		if here := v.Pointer(); len(here) >= len(pointer) && here == pointer || here != "" && strings.HasPrefix(pointer, here+"/") {
			at = i // what is inside comes later
		}
	}
	p.cursor = was
	p.reveal(at)
	v.goTo(at)
}

// keyStep is the step of a path to a member, by its key's token.
func keyStep(token string, limit int) string {
	cut := ""
	if limit > 0 && len(token) > limit {
		end := limit
		for !utf8.RuneStart(token[end]) {
			end--
		}
		// A cut escape sequence is not JSON, so what is cut is shown as it is spelled.
		token, cut = token[1:end], "…"
	} else {
		token = contents(token)
	}
	name := cut == "" && token != ""
	for i, r := range token {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			name = false
			break
		}
	}
	if name {
		return "." + token
	}
	return "['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(token) + cut + "']"
}
