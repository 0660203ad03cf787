package source

import (
	"errors"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/parser"

	"expresso/model/jsonvalue"
)

// Dialect is what a text is written in.
type Dialect int

// JSON and YAML are those of definitions: what YAML readers differ over is refused, and
// so are duplicate keys and tags. Of duplicate keys in Lenient and Template the last one
// counts, with a warning, and numbers that JSON does not have are text. Template has
// CloudFormation's tags too: !Sub is Fn::Sub.
const (
	JSON Dialect = iota
	YAML
	Lenient
	Template
)

// DialectOf is JSON, or yaml if a file is called like YAML.
func DialectOf(name string, yaml Dialect) Dialect {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml":
		return yaml
	}
	return JSON
}

// Document is a text with what it says.
type Document struct {
	Root     jsonvalue.Value
	Text     string
	As       Dialect
	Warnings []*Misplaced

	find func(pointer string) (line, column int, ok bool) // made when it is needed
}

// Parse reads a text. Keys keep their order and numbers their spelling.
//
// The Version at the top is a string in the language and in templates, and 1.0 is a
// number in YAML: there alone a number is taken for its text.
func Parse(text string, as Dialect) (*Document, *Misplaced) {
	d := &Document{Text: text, As: as}
	switch {
	case len(text) > MaxFile:
		return nil, &Misplaced{1, 1, "the text has more than 1048576 bytes"}
	case !utf8.ValidString(text):
		return nil, &Misplaced{1, 1, "the text is not UTF-8"}
	case as != JSON:
		return d, Guard(func() {
			var options []parser.Option
			if as != YAML {
				options = append(options, parser.AllowDuplicateMapKey())
			}
			c := converter{as: as, anchors: map[string]jsonvalue.Value{}}
			d.Root = c.value(parseYAML(text, options...))
			d.Warnings = c.warnings
		})
	}
	root, err := jsonvalue.Parse(text)
	var syntax *jsonvalue.SyntaxError
	if errors.As(err, &syntax) {
		return nil, &Misplaced{syntax.Line, syntax.Column, syntax.Msg}
	}
	d.Root = root
	return d, nil
}

// Locate tells where in the text the value at a JSON pointer stands, or else what would
// hold it, at last the beginning.
func (d *Document) Locate(pointer string) (line, column int) {
	if d.find == nil {
		d.find = finder(d.Text, d.As)
	}
	return locate(d.find, pointer)
}

func locate(find func(string) (int, int, bool), pointer string) (line, column int) {
	pointer = strings.TrimSuffix(pointer, "/")
	for {
		if line, column, ok := find(pointer); ok {
			return line, column
		}
		cut := strings.LastIndexByte(pointer, '/')
		if cut < 0 {
			return 1, 1
		}
		pointer = pointer[:cut]
	}
}

// finder returns a function that tells where in a text the value at a pointer is.
func finder(text string, as Dialect) func(pointer string) (line, column int, ok bool) {
	if as != JSON {
		return yamlFinder(text)
	}
	return func(pointer string) (int, int, bool) {
		offset, ok := jsonvalue.Locate(text, pointer)
		if !ok {
			return 0, 0, false
		}
		line, column := jsonvalue.LineColumn(text, offset)
		return line, column, true
	}
}

// Made is a document of what another tool makes of d: pointer leads from what is in root
// to what it was made of.
func (d *Document) Made(root jsonvalue.Value, pointer func(string) string) *Document {
	return &Document{Root: root, Text: d.Text, As: d.As, find: func(at string) (int, int, bool) {
		if d.find == nil {
			d.find = finder(d.Text, d.As)
		}
		return d.find(pointer(at))
	}}
}

// Scalar is the text of a string, number or boolean.
func Scalar(v jsonvalue.Value) (string, bool) {
	switch v.Kind() {
	case jsonvalue.KindString:
		return v.Str(), true
	case jsonvalue.KindNumber, jsonvalue.KindBool:
		return v.String(), true
	}
	return "", false
}
