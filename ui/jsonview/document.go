package jsonview

import (
	"math"
	"sort"
	"strings"

	"expresso/model/jsonvalue"
)

// document is a text cut into the lines that it is shown in. Of JSON, each line is one
// scalar, or the beginning or the end of an object or array, spelled as in the source but
// without the indentation, which depth stands for: a small text can nest deep enough for
// its indentation to fill the memory.
type document struct {
	text  string // every line followed by a newline
	lines []line
	json  bool

	// strings are those, as spelled, in whose places the JSON stands that they hold.
	strings []string
}

// line is one line of a document, and if the document is JSON one node of it, or the end
// of one.
type line struct {
	start  int   // where it begins in the text; it ends a byte before the next begins
	key    int32 // bytes of the key's token, quotes and all; 0 for elements of arrays and for ends
	parent int32 // the line on which the parent begins; -1 for the root
	index  int32 // place among the parent's children, from 0; an end has that of its node
	match  int32 // the line where the node ends, or where what ends here begins; 0 for others
	depth  int32 // how many nodes are around it
	inside int32 // which of the document's strings was replaced with the node that begins here, from 1; 0 for none
	folded bool
	origin origin
}

// opens reports whether line i begins a node of several lines.
func (d *document) opens(i int) bool { return int(d.lines[i].match) > i }

// closes reports whether line i ends a node.
func (d *document) closes(i int) bool {
	m := int(d.lines[i].match)
	return m < i && int(d.lines[m].match) == i
}

// node is the line on which the node that line i belongs to begins.
func (d *document) node(i int) int {
	if d.closes(i) {
		return int(d.lines[i].match)
	}
	return i
}

// children is the number of members or elements of the node that begins on line i.
func (d *document) children(i int) int {
	if !d.opens(i) {
		return 0
	}
	return int(d.lines[d.lines[i].match-1].index) + 1
}

// end is where line i ends in the text.
func (d *document) end(i int) int {
	if i+1 < len(d.lines) {
		return d.lines[i+1].start - 1
	}
	return len(d.text) - 1
}

// content is line i without its newline.
func (d *document) content(i int) string { return d.text[d.lines[i].start:d.end(i)] }

// keyAndValue are the tokens on line i: key is "" if there is none, value lacks the comma.
// Of a node of several lines, value is its first bracket.
func (d *document) keyAndValue(i int) (key, value string) {
	value = d.content(i)
	if l := d.lines[i]; l.key > 0 {
		key, value = value[:l.key], value[valueOffset(l):]
	}
	return key, strings.TrimSuffix(value, ",")
}

// at is the line that byte offset of the text is in.
func (d *document) at(offset int) int {
	return sort.Search(len(d.lines), func(i int) bool { return d.lines[i].start > offset }) - 1
}

// plainText cuts text that is not JSON, or is to be shown unmodified, at its newlines.
func plainText(text string) *document {
	text = strings.TrimSuffix(text, "\n") + "\n"
	d := &document{text: text, lines: make([]line, 0, strings.Count(text, "\n"))}
	for start := 0; start < len(text); {
		d.lines = append(d.lines, line{start: start, parent: -1})
		start += strings.IndexByte(text[start:], '\n') + 1
	}
	return d
}

// parseJSON makes the document of a JSON text. ok is false if it is none.
func parseJSON(text string) (d *document, ok bool) {
	if len(text) > math.MaxInt32/4 || jsonvalue.Check(text) != nil {
		return nil, false
	}
	return layOut(text), true
}

// layOut makes the document of a text that is known to be JSON.
func layOut(text string) *document {
	var out strings.Builder
	out.Grow(len(text) + len(text)/4 + 1)
	// Commas and brackets in strings count too; the second bound keeps that in check.
	nodes := strings.Count(text, "{") + strings.Count(text, "[")
	lines := make([]line, 0, min(1+strings.Count(text, ",")+2*nodes, 16+len(text)/2))
	type node struct {
		line, children int32
		object         bool
	}
	var open []node
	top := node{line: -1}
	depth := int32(0)
	begun := false // the current line has its key, or its comma is awaited
	begin := func(key int32) {
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		lines = append(lines, line{start: out.Len(), key: key, parent: top.line, index: top.children, depth: depth})
		top.children++
	}
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case ' ', '\t', '\n', '\r':
			i++
		case ',':
			out.WriteByte(',')
			begun = false
			i++
		case ':':
			out.WriteString(": ")
			i++
		case '{', '[':
			if !begun {
				begin(0)
			}
			out.WriteByte(c)
			i = skipBlanks(text, i+1)
			if text[i] == '}' || text[i] == ']' {
				out.WriteByte(text[i])
				begun = true
				i++
				break
			}
			open = append(open, top)
			top = node{line: int32(len(lines) - 1), object: c == '{'}
			depth++
			begun = false
		case '}', ']':
			opener := top.line
			top, open = open[len(open)-1], open[:len(open)-1]
			depth--
			top.children--
			begin(0)
			lines[len(lines)-1].match = opener
			lines[opener].match = int32(len(lines) - 1)
			out.WriteByte(c)
			begun = true
			i++
		default:
			n := tokenLength(text[i:])
			if !begun {
				key := int32(0)
				if top.object {
					key = int32(n)
				}
				begin(key)
			}
			out.WriteString(text[i : i+n])
			begun = true
			i += n
		}
	}
	out.WriteByte('\n')
	return &document{text: out.String(), lines: lines, json: true}
}

// valueOffset is where in a line the value begins.
func valueOffset(l line) int {
	if l.key == 0 {
		return 0
	}
	return int(l.key) + len(": ")
}

func skipBlanks(text string, i int) int {
	for text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r' {
		i++
	}
	return i
}

// tokenLength is the length of the string, number or word that valid JSON begins with.
func tokenLength(text string) int {
	if text[0] != '"' {
		if n := strings.IndexAny(text, ",]} \t\r\n"); n >= 0 {
			return n
		}
		return len(text)
	}
	for i := 1; ; {
		i += strings.IndexByte(text[i:], '"') + 1
		escapes := 0
		for text[i-2-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i
		}
	}
}
