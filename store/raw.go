package store

import (
	"database/sql"
	"strings"

	"expresso/model"
)

// A response repeats the input, and holds the output and the cause a second time, each as
// a JSON string. These are cut out before the response is stored, and put back in when it
// is read, so that a run takes little more than half the room. What is cut is compared
// byte for byte: where the service writes its strings in another way than quoted does, or
// alters them, the response is stored whole. What was stored before stays readable only
// if quoted never changes.

// places are the offsets at which texts were cut out of a response, one after the other.
type places [3]sql.NullInt64

// repeated are the texts that are looked for, in the order in which they are cut out.
func repeated(run model.Run) [len(places{})]string {
	return [...]string{run.Input, run.Output, run.Cause}
}

// worthCutting is the length from which a text is cut out: its place alone takes a few bytes.
const worthCutting = 32

// cut returns what is left of run's response, and where the texts were.
func cut(run model.Run) (left string, at places) {
	left = run.Raw
	for i, text := range repeated(run) {
		if len(text) < worthCutting {
			continue
		}
		quote := quoted(text)
		if before, after, found := strings.Cut(left, quote); found {
			left, at[i] = before+after, sql.NullInt64{Int64: int64(len(before)), Valid: true}
		}
	}
	return left, at
}

// restore undoes cut, with the texts that run has.
func restore(left string, run model.Run, at places) string {
	texts := repeated(run)
	for i := len(at) - 1; i >= 0; i-- {
		// A place outside of the text was not written by cut: the database was damaged.
		if place := at[i].Int64; at[i].Valid && place >= 0 && place <= int64(len(left)) {
			left = left[:place] + quoted(texts[i]) + left[place:]
		}
	}
	return left
}

// quoted writes a text as a JSON string with no more escapes than RFC 8259 demands, as
// both AWS and the embedded service do. It is a part of the database's format.
func quoted(text string) string {
	const hex = "0123456789abcdef"
	var out strings.Builder
	out.Grow(len(text) + len(text)/8 + 2)
	out.WriteByte('"')
	start := 0
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		out.WriteString(text[start:i])
		start = i + 1
		switch c {
		case '"', '\\':
			out.Write([]byte{'\\', c})
		case '\n':
			out.WriteString(`\n`)
		case '\r':
			out.WriteString(`\r`)
		case '\t':
			out.WriteString(`\t`)
		case '\b':
			out.WriteString(`\b`)
		case '\f':
			out.WriteString(`\f`)
		default:
			out.WriteString(`\u00`)
			out.Write([]byte{hex[c>>4], hex[c&15]})
		}
	}
	out.WriteString(text[start:])
	out.WriteByte('"')
	return out.String()
}
