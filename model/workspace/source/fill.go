package source

import (
	"fmt"
	"path"
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"expresso/model/jsonvalue"
)

// placeholder is a name in a definition, or in the text of Fn::Sub, where a ! makes it
// stand for itself.
var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$\{(!?[A-Za-z0-9_.:]+)\}`) })

// CheckName says why a name cannot be one of a ${NAME}.
func CheckName(name string) error {
	if !placeholder().MatchString("${"+name+"}") || strings.HasPrefix(name, "!") {
		return fmt.Errorf("a name must consist of letters, digits, _, . and :, not %.40q", name)
	}
	return nil
}

// Spot is where in a text a name is used.
type Spot struct {
	Key    string // of the member or, in a list, of the list; "" if there is none
	Quoted bool   // in a string
	Whole  bool   // it is all of the value
}

// Lookup returns the value of a name; ok is false for a name that stays as it is. spot is
// asked for only by those that need it: it takes time.
type Lookup func(name string, spot func() Spot) (value string, ok bool)

// edit is a value in the place of a name.
type edit struct {
	at       int // in the filled text
	old, new int // lengths in bytes
}

// Filled is a text in which names were filled in.
type Filled struct {
	Text   string
	Before string // the text before
	edits  []edit
}

// Fill puts values in the place of names, as text and nothing but text, like
// CloudFormation: where it stands for a number there are no quotes round it. It calls
// value for each name in the order of the text.
func Fill(text string, as Dialect, value Lookup) (Filled, *Misplaced) {
	f := Filled{Text: text, Before: text}
	var out strings.Builder
	spots := spotter{text: text, as: as}
	done := 0
	for _, m := range placeholder().FindAllStringSubmatchIndex(text, -1) {
		v, ok := value(text[m[2]:m[3]], func() Spot { return spots.at(m[0], m[1]) })
		if !ok {
			continue
		}
		out.WriteString(text[done:m[0]])
		f.edits = append(f.edits, edit{out.Len(), m[1] - m[0], len(v)})
		out.WriteString(v)
		done = m[1]
		if out.Len() > MaxFile {
			line, column := jsonvalue.LineColumn(text, m[0])
			return f, &Misplaced{line, column, fmt.Sprintf("filled in, the text has more than %d bytes", MaxFile)}
		}
	}
	if done > 0 {
		out.WriteString(text[done:])
		f.Text = out.String()
	}
	return f, nil
}

// written is the offset before the text was filled in: that of the name, for what is
// inside a value.
func (f *Filled) written(offset int) int {
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

// Place tells where a line and column of the filled text were before.
func (f *Filled) Place(line, column int) (int, int) {
	if len(f.edits) == 0 {
		return line, column
	}
	offset := 0
	for range line - 1 {
		end := strings.IndexByte(f.Text[offset:], '\n')
		if end < 0 {
			break
		}
		offset += end + 1
	}
	for i := range f.Text[offset:] {
		if column--; column == 0 {
			offset += i
			break
		}
	}
	return jsonvalue.LineColumn(f.Before, f.written(offset))
}

// spotter tells spots of a text in the order in which they are asked for.
type spotter struct {
	text string
	as   Dialect

	// What follows is of JSON: how far the text was looked through, and what that shows.
	read    int
	begin   int // of the string that is open, -1 if none is
	keys    []string
	latest  string // string
	started bool
}

func (s *spotter) at(begin, end int) Spot {
	if s.as != JSON {
		return s.inYAML(begin, end)
	}
	if !s.started {
		s.begin, s.keys, s.started = -1, []string{""}, true
	}
	for ; s.read < begin; s.read++ {
		s.step(s.text[s.read])
	}
	s.read = begin
	spot := Spot{Key: s.keys[len(s.keys)-1], Quoted: s.begin >= 0, Whole: true}
	if spot.Quoted {
		spot.Whole = s.begin == begin-1 && end < len(s.text) && s.text[end] == '"'
	} else {
		s.read = end // its brackets are none of the text's
	}
	return spot
}

// step looks at one more byte of JSON.
func (s *spotter) step(c byte) {
	top := len(s.keys) - 1
	if s.begin >= 0 {
		switch {
		case c == '\\':
			s.read++
		case c == '"' && s.read > s.begin:
			s.latest, s.begin = s.text[s.begin+1:s.read], -1
		}
		return
	}
	switch c {
	case '"':
		s.begin = s.read
	case ':':
		s.keys[top] = s.latest
	case '{':
		if s.read > 0 && s.text[s.read-1] == '$' { // a name without a value
			if end := strings.IndexByte(s.text[s.read:], '}'); end > 0 {
				s.read += end
			}
			return
		}
		s.keys = append(s.keys, "")
	case '[':
		s.keys = append(s.keys, s.keys[top])
	case '}', ']':
		if top > 0 {
			s.keys = s.keys[:top]
		}
	}
}

var (
	// yamlKey is what stands before a value on its line: dashes, brackets, a key.
	yamlKey = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:^|[\s{,])(?:"([^"]*)"|'([^']*)'|([^\s"'{}\[\],:][^:"']*?))\s*:\s*\[?\s*(["']?)$`)
	})
	yamlItem = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\s*)(?:-\s+)+(["']?)$`) })
	yamlList = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(\s*)(?:-\s+)?["']?([^\s"':#][^"':]*)["']?\s*:\s*(?:[|>][-+0-9]*)?\s*$`)
	})
)

// numbers are the members of states that hold numbers: in YAML there are no quotes that
// tell.
var numbers = map[string]bool{
	"Seconds": true, "TimeoutSeconds": true, "HeartbeatSeconds": true, "MaxConcurrency": true, "MaxAttempts": true,
	"IntervalSeconds": true, "BackoffRate": true, "MaxDelaySeconds": true, "ToleratedFailurePercentage": true,
	"ToleratedFailureCount": true, "MaxItems": true, "MaxItemsPerBatch": true, "MaxInputBytesPerBatch": true,
	"NumericEquals": true, "NumericGreaterThan": true, "NumericGreaterThanEquals": true, "NumericLessThan": true, "NumericLessThanEquals": true,
}

// inYAML looks at the line alone and, for an item of a list, at those before it.
func (s *spotter) inYAML(begin, end int) Spot {
	line := strings.LastIndexByte(s.text[:begin], '\n') + 1
	before, after := s.text[line:begin], s.text[end:]
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	spot, quote := Spot{Quoted: true}, ""
	if m := yamlKey().FindStringSubmatch(before); m != nil {
		plain := m[3][strings.LastIndexAny(m[3], ",{")+1:] // between brackets another value may stand before it
		spot.Key, spot.Whole, quote = m[1]+m[2]+strings.TrimSpace(plain), true, m[4]
	} else if m := yamlItem().FindStringSubmatch(before); m != nil {
		spot.Key, spot.Whole, quote = s.listKey(line, len(m[1])), true, m[2]
	}
	after = strings.TrimSpace(after)
	switch {
	case quote != "":
		spot.Whole = strings.HasPrefix(after, quote)
	case after != "" && after[0] != '#' && after[0] != ',' && after[0] != '}' && after[0] != ']':
		spot.Whole = false
	}
	if spot.Whole && quote == "" && numbers[spot.Key] {
		spot.Quoted = false
	}
	return spot
}

// maxLookBack is how many lines of a list are looked back for its key.
const maxLookBack = 50

func (s *spotter) listKey(line, indent int) string {
	for range maxLookBack {
		if line == 0 {
			break
		}
		end := line - 1
		line = strings.LastIndexByte(s.text[:end], '\n') + 1
		if m := yamlList().FindStringSubmatch(strings.TrimSuffix(s.text[line:end], "\r")); m != nil && len(m[1]) <= indent {
			return strings.TrimSpace(m[2])
		}
	}
	return ""
}

// Origin leads from a definition back to the text that it was made of: all of it, or a
// part, in which names were filled in.
type Origin struct {
	Filled
	As      Dialect
	Pointer string // of the definition in the text, "" if that is all of it
	// A text that is a block of lines in a template stands so many lines further down and
	// columns to the right. One that is written in another way has one place alone.
	Line, Column int
	Fixed        *Misplaced

	find func(pointer string) (line, column int, ok bool) // made when it is needed
}

// Place tells where a line and column of the filled text are in the file's.
func (o *Origin) Place(line, column int) (int, int) {
	line, column = o.Filled.Place(line, column)
	if o.Fixed != nil {
		return o.Fixed.Line, o.Fixed.Column
	}
	return line + o.Line, column + o.Column
}

// Locate tells where in the file's text the value at a JSON pointer of the definition
// stands, or what would hold it.
func (o *Origin) Locate(pointer string) (line, column int) {
	if o.find == nil {
		o.find = finder(o.Text, o.As)
	}
	return o.Place(locate(o.find, o.Pointer+strings.TrimSuffix(pointer, "/")))
}

// JSON is the definition as JSON, or what is wrong with the text, by the file's lines.
func (o *Origin) JSON() (definition string, problem *Misplaced) {
	if o.As == JSON {
		if definition = o.Text; len(definition) > MaxFile || !utf8.ValidString(definition) {
			_, problem = Parse(o.Text, o.As)
		} else if bad := jsonvalue.Check(o.Text); bad != nil {
			problem = &Misplaced{bad.Line, bad.Column, bad.Msg}
		}
	} else {
		var d *Document
		if d, problem = Parse(o.Text, o.As); problem == nil {
			definition = d.Root.String()
		}
	}
	if problem == nil {
		return definition, nil
	}
	line, column := o.Place(problem.Line, problem.Column)
	if o.Fixed != nil {
		problem.Msg = fmt.Sprintf("in this text, line %d, column %d: %s", problem.Line, problem.Column, problem.Msg)
	}
	return "", &Misplaced{line, column, problem.Msg}
}

// DefinitionDialect is that of a definition's text, whatever its file is called: JSON
// begins with a brace.
func DefinitionDialect(name, text string) Dialect {
	if as := DialectOf(name, YAML); as == YAML {
		return as
	}
	if text = strings.TrimSpace(text); text == "" || text[0] == '{' || strings.EqualFold(path.Ext(name), ".json") {
		return JSON
	}
	return YAML
}

// IsNumber reports whether the member of a state with this key holds a number.
func IsNumber(key string) bool { return numbers[key] }
