package workspace

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
)

// Defines are values for names that definitions and templates leave open, as ${NAME} in
// a definition, as a template's parameter, or as what a resource of it has: "Function.Arn".
type Defines map[string]string

// placeholder is a name in a definition, or in the text of Fn::Sub, where a ! makes it
// stand for itself.
var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$\{(!?[A-Za-z0-9_.:]+)\}`) })

// lookup returns the value of a name; ok is false for a name that has none.
type lookup func(name string) (value string, ok bool)

func (d Defines) lookup(name string) (string, bool) {
	value, ok := d[name]
	return value, ok
}

// edit is a value in the place of a name.
type edit struct {
	at       int // in the filled text
	old, new int // lengths in bytes
}

// filling is a text in which names were filled in.
type filling struct {
	text    string
	edits   []edit
	missing []gap
}

// gap is a name that has no value.
type gap struct {
	name   string
	offset int // in the text before it was filled in
}

// maxGaps is how many names without value are told of one text: more help nobody.
const maxGaps = 100

// fill puts values in the place of names, as text and nothing but text, like
// CloudFormation: where it stands for a number there are no quotes round it. What is
// missing stays as it is written.
func fill(text string, value lookup) (filling, *Misplaced) {
	f := filling{text: text}
	var out strings.Builder
	done := 0
	for _, m := range placeholder().FindAllStringSubmatchIndex(text, -1) {
		name := text[m[2]:m[3]]
		v, ok := value(name)
		if !ok {
			if len(f.missing) < maxGaps {
				f.missing = append(f.missing, gap{name, m[0]})
			}
			continue
		}
		out.WriteString(text[done:m[0]])
		f.edits = append(f.edits, edit{out.Len(), m[1] - m[0], len(v)})
		out.WriteString(v)
		done = m[1]
		if out.Len() > maxDefinition {
			line, column := jsonvalue.LineColumn(text, m[0])
			return f, &Misplaced{line, column, fmt.Sprintf("filled in, the definition has more than %d bytes", maxDefinition)}
		}
	}
	if done > 0 {
		out.WriteString(text[done:])
		f.text = out.String()
	}
	return f, nil
}

// written is the offset before the text was filled in: that of the name, for what is
// inside a value.
func (f filling) written(offset int) int {
	i := sort.Search(len(f.edits), func(i int) bool { return f.edits[i].at > offset })
	grown := 0
	for _, e := range f.edits[:i] {
		if offset < e.at+e.new {
			return e.at - grown
		}
		grown += e.new - e.old
	}
	return offset - grown
}

// origin is where a definition's text comes from: File.Text, or a part of it, in which
// names were filled in.
type origin struct {
	filling
	yaml    bool   // the text is YAML
	pointer string // of the definition in the text, "" if that is all of it
	before  string // the text before it was filled in
	// A text that is a block of lines in a template stands so many lines further down and
	// columns to the right. One that is written in another way has one place alone.
	line, column int
	fixed        *Misplaced

	find func(pointer string) (line, column int, ok bool) // made when it is needed
}

// place tells where a line and column of the filled text are in File.Text.
func (o *origin) place(line, column int) (int, int) {
	if len(o.edits) > 0 {
		offset := 0
		for range line - 1 {
			end := strings.IndexByte(o.text[offset:], '\n')
			if end < 0 {
				break
			}
			offset += end + 1
		}
		for i := range o.text[offset:] {
			if column--; column == 0 {
				offset += i
				break
			}
		}
		line, column = jsonvalue.LineColumn(o.before, o.written(offset))
	}
	return o.shift(line, column)
}

// shift tells where a line and column of the text before it was filled in are.
func (o *origin) shift(line, column int) (int, int) {
	if o.fixed != nil {
		return o.fixed.Line, o.fixed.Column
	}
	return line + o.line, column + o.column
}

// locate tells where in File.Text the value at a JSON pointer stands, or what would hold
// it.
func (o *origin) locate(location string) (line, column int) {
	if o.find == nil {
		o.find = o.finder()
	}
	location = strings.TrimSuffix(location, "/")
	for {
		if line, column, ok := o.find(o.pointer + location); ok {
			return o.place(line, column)
		}
		cut := strings.LastIndexByte(location, '/')
		if cut < 0 {
			return o.place(1, 1)
		}
		location = location[:cut]
	}
}

// finder returns a function that tells where in the filled text the value at a pointer is.
func (o *origin) finder() func(pointer string) (line, column int, ok bool) {
	if o.yaml {
		return finder(o.text)
	}
	return func(pointer string) (int, int, bool) {
		offset, ok := jsonvalue.Locate(o.text, pointer)
		if !ok {
			return 0, 0, false
		}
		line, column := jsonvalue.LineColumn(o.text, offset)
		return line, column, true
	}
}
