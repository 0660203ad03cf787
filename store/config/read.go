package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"expresso/model"
)

// place counts lines and columns from 1, columns in characters.
type place struct{ line, column int }

// maxProblems is how many problems are reported at once.
const maxProblems = 10

// reader fills a configuration and collects what is wrong with the file.
type reader struct {
	cfg      Config
	problems []error
}

// settings are the keys that the file may have, in the order in which they are listed.
var settings = []struct {
	name string
	read func(r *reader, name string, value ast.Node)
}{
	{"theme", func(r *reader, name string, v ast.Node) { r.choice(&r.cfg.Theme, name, v, Themes) }},
	{"colours", (*reader).colours},
	{"code-style", (*reader).codeStyle},
	{"mouse", func(r *reader, name string, v ast.Node) { r.flag(&r.cfg.Mouse, name, v) }},
	{"bell", func(r *reader, name string, v ast.Node) { r.flag(&r.cfg.Bell, name, v) }},
	{"window-title", func(r *reader, name string, v ast.Node) { r.flag(&r.cfg.Title, name, v) }},
	{"ascii", func(r *reader, name string, v ast.Node) { r.flag(&r.cfg.ASCII, name, v) }},
	{"clipboard", func(r *reader, name string, v ast.Node) { r.choice(&r.cfg.Clipboard, name, v, Clipboards) }},
	{"editor-keys", func(r *reader, name string, v ast.Node) { r.choice(&r.cfg.EditorKeys, name, v, EditorKeys) }},
	{"keys", (*reader).keys},
	{"prices", (*reader).prices},
	{"guard", (*reader).guard},
	{"budget", (*reader).budget},
	{"endpoints", (*reader).endpoints},
	{"history", (*reader).history},
	{"allow-env", (*reader).variables},
	{"clock", func(r *reader, name string, v ast.Node) { r.choice(&r.cfg.Clock, name, v, model.Clocks) }},
	{"memory", (*reader).memory},
	{"mock-validation", func(r *reader, name string, v ast.Node) {
		r.choice(&r.cfg.MockValidation, name, v, model.MockValidations)
	}},
	{"included-data", func(r *reader, name string, v ast.Node) { r.choice(&r.cfg.IncludedData, name, v, IncludedDatas) }},
	{"trace-header", func(r *reader, name string, v ast.Node) { r.choice(&r.cfg.TraceHeader, name, v, TraceHeaders) }},
}

// refuse reports a problem at a token.
func (r *reader) refuse(at *token.Token, format string, args ...any) {
	p := place{1, 1}
	if at != nil && at.Position != nil {
		p = place{at.Position.Line, at.Position.Column}
	}
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, fmt.Errorf("%s:%d:%d: %w", r.cfg.path, p.line, p.column, fmt.Errorf(format, args...)))
	}
}

// read reads the file's text.
func (r *reader) read(text string) {
	// The library panics on some texts.
	defer func() {
		if fault := recover(); fault != nil {
			r.refuse(nil, "this is not YAML: %s", printable(fmt.Sprint(fault)))
		}
	}()
	tokens := lexer.Tokenize(text)
	if !r.plain(tokens) {
		return
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		var placed yaml.Error
		if errors.As(err, &placed) {
			r.refuse(placed.GetToken(), "%s", printable(placed.GetMessage()))
			return
		}
		r.refuse(nil, "%s", printable(err.Error()))
		return
	}
	var root ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if root != nil {
			r.refuse(start(doc.Body), "the configuration must be one YAML document, but a second one starts here")
			return
		}
		root = doc.Body
	}
	if root == nil || root.Type() == ast.NullType {
		return // comments only
	}
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	r.mapping(nil, root, "the configuration", func(name string, key *token.Token, value ast.Node) {
		i := slices.Index(names, name)
		if i < 0 {
			r.refuse(key, "unknown setting %s; the settings are %s", quote(name), strings.Join(names, ", "))
			return
		}
		settings[i].read(r, name, value)
	})
}

// plain refuses what a configuration does not need and may confuse readers: anchors, tags and the
// like, and nesting that would keep the parser busy.
func (r *reader) plain(tokens token.Tokens) bool {
	const deepest = 4
	open, dashes := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType, token.MappingKeyType, token.DirectiveType:
			r.refuse(t, "the configuration must be plain YAML, without %s", quote(t.Value))
			return false
		case token.InvalidType:
			r.refuse(t, "this is not YAML: %s", printable(t.Error))
			return false
		case token.SequenceStartType, token.MappingStartType:
			open++
		case token.SequenceEndType, token.MappingEndType:
			open--
		}
		if t.Type != token.SequenceEntryType {
			dashes = 0
		} else {
			dashes++
		}
		if open > deepest || dashes > deepest {
			r.refuse(t, "nested more than %d deep", deepest)
			return false
		}
	}
	return true
}

// mapping calls each with every member of a mapping, and records its position below path.
func (r *reader) mapping(path []string, node ast.Node, what string, each func(name string, key *token.Token, value ast.Node)) {
	var members []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		members = n.Values
	case *ast.MappingValueNode:
		members = []*ast.MappingValueNode{n}
	default:
		r.refuse(start(node), "%s must have lines like 'name: value', got %s", what, describe(node))
		return
	}
	for _, m := range members {
		key := m.Key.GetToken()
		full := strings.Join(append(slices.Clone(path), key.Value), "\x00")
		if _, twice := r.cfg.places[full]; twice {
			r.refuse(key, "%s is set twice", quote(key.Value))
			continue
		}
		r.cfg.places[full] = place{key.Position.Line, key.Position.Column}
		each(key.Value, key, m.Value)
	}
}

// list returns the elements of a list.
func (r *reader) list(node ast.Node, what string) (elements []ast.Node, ok bool) {
	n, ok := node.(*ast.SequenceNode)
	if !ok {
		r.refuse(start(node), "%s, got %s", what, describe(node))
		return nil, false
	}
	return n.Values, true
}

// text returns a string, without quotes.
func text(node ast.Node) (value string, ok bool) {
	n, ok := node.(*ast.StringNode)
	if !ok {
		return "", false
	}
	return n.Value, true
}

func (r *reader) choice(into *string, name string, node ast.Node, allowed []string) {
	value, ok := text(node)
	if !ok || !slices.Contains(allowed, value) {
		r.refuse(start(node), "%s must be one of %s, got %s", name, strings.Join(allowed, ", "), describe(node))
		return
	}
	*into = value
}

func (r *reader) flag(into *bool, name string, node ast.Node) {
	n, ok := node.(*ast.BoolNode)
	if !ok {
		r.refuse(start(node), "%s must be true or false, got %s", name, describe(node))
		return
	}
	*into = n.Value
}

func (r *reader) memory(name string, node ast.Node) {
	if value, ok := text(node); ok && value == "auto" {
		return
	}
	n, ok := node.(*ast.IntegerNode)
	var mib int64
	if ok {
		var err error
		mib, err = strconv.ParseInt(n.GetToken().Value, 10, 64)
		ok = err == nil && mib >= 1 && mib <= MaxMemory
	}
	if !ok {
		r.refuse(start(node), "%s must be auto or a number of MiB from 1 to %d, got %s", name, MaxMemory, describe(node))
		return
	}
	r.cfg.Memory = mib
}

// history reads a path. A relative one would mean a different folder depending on where expresso is
// started.
func (r *reader) history(name string, node ast.Node) {
	value, ok := text(node)
	if rest, below := strings.CutPrefix(value, "~/"); ok && below {
		home, err := os.UserHomeDir()
		if err != nil {
			r.refuse(start(node), "%s begins with ~, and there is no home folder: %w", name, err)
			return
		}
		value = filepath.Join(home, rest)
	}
	if !ok || value != "" && !filepath.IsAbs(value) || strings.ContainsFunc(value, unicode.IsControl) {
		r.refuse(start(node), "%s must be an absolute path, or one below ~/, got %s", name, describe(node))
		return
	}
	r.cfg.History = value
}

// maxKeyName is the longest name of a key in bytes: ctrl+shift+pgdown has 17.
const maxKeyName = 32

// variables reads a list of names of environment variables.
func (r *reader) variables(_ string, node ast.Node) {
	elements, _ := r.list(node, "allow-env must be a list of environment variables like [CI_TOKEN]")
	for _, e := range elements {
		name, isText := text(e)
		if !isText || name == "" || len(name) > maxKeyName || strings.ContainsFunc(name, func(c rune) bool { return c == '=' || unicode.IsSpace(c) || unicode.IsControl(c) }) {
			r.refuse(start(e), "the name of an environment variable must be like CI_TOKEN, got %s", describe(e))
			continue
		}
		r.cfg.AllowEnv = append(r.cfg.AllowEnv, name)
	}
}

func (r *reader) keys(name string, node ast.Node) {
	const what = "the keys of an action must be a list like [ctrl+r, f5]"
	r.cfg.Keys = map[string][]string{}
	r.mapping([]string{name}, node, name, func(action string, _ *token.Token, value ast.Node) {
		elements, ok := r.list(value, what)
		keys := make([]string, 0, len(elements))
		for _, e := range elements {
			key, isText := text(e)
			switch {
			case !isText:
				r.refuse(start(e), `a key must be like ctrl+r or "?", got %s: put it in quotes`, describe(e))
			case key == "" || len(key) > maxKeyName || strings.ContainsFunc(key, unicode.IsControl):
				r.refuse(start(e), "unknown key %s", quote(key))
			case slices.Contains(keys, key):
				r.refuse(start(e), "the key %s is listed twice", quote(key))
			default:
				keys = append(keys, key)
			}
		}
		if ok {
			r.cfg.Keys[action] = keys
		}
	})
}

func (r *reader) colours(name string, node ast.Node) {
	r.cfg.Colours = map[string]string{}
	r.mapping([]string{name}, node, name, func(token string, _ *token.Token, value ast.Node) {
		// A '#' that is not in quotes begins a comment.
		r.cfg.Colours[token] = r.word(value, `a colour must be like "#8b93a3", in quotes, or as a number from 0 to 255`)
	})
}

func (r *reader) codeStyle(name string, node ast.Node) {
	if value, ok := text(node); ok {
		r.cfg.CodeStyle = value
		return
	}
	r.refuse(start(node), "%s must be a style like dracula, got %s", name, describe(node))
}

// field is a member that a mapping may have.
type field struct {
	name string
	read func(value ast.Node)
}

// fields reads a mapping with these members and returns which it has, nil if it is none.
func (r *reader) fields(path []string, node ast.Node, what string, known []field) (given map[string]bool) {
	names := make([]string, len(known))
	for i, f := range known {
		names[i] = f.name
	}
	before := len(r.problems)
	r.mapping(path, node, what, func(name string, key *token.Token, value ast.Node) {
		if given == nil {
			given = map[string]bool{}
		}
		given[name] = true
		i := slices.Index(names, name)
		if i < 0 {
			r.refuse(key, "unknown member %[2]s of %[1]s; it has %[3]s", what, quote(name), strings.Join(names, ", "))
			return
		}
		known[i].read(value)
	})
	if given == nil && len(r.problems) == before {
		given = map[string]bool{} // it is empty
	}
	return given
}

// word returns the text of a scalar as it is written, a number's too: 0.10 stays 0.10.
func (r *reader) word(node ast.Node, what string) string {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.IntegerNode, *ast.FloatNode:
		return node.GetToken().Value
	}
	r.refuse(start(node), "%s, got %s", what, describe(node))
	return ""
}

// start returns the token at which a node begins.
func start(node ast.Node) *token.Token {
	switch n := node.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return node.GetToken()
}

// describe says what a node is for a message.
func describe(node ast.Node) string {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return "nothing"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.StringNode:
		return quote(n.Value)
	case *ast.LiteralNode:
		return "a text of several lines"
	}
	return strings.Trim(quote(node.GetToken().Value), `"`)
}

// printable is a message of the library, which may repeat what is in the file, on one
// line.
func printable(s string) string {
	return short(strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return ' '
		}
		return c
	}, s))
}

// quote writes a text so that it can be printed: in quotes, cut short.
func quote(s string) string { return strconv.Quote(short(s)) }

// short cuts what is too long for a message.
func short(s string) string {
	const longest = 80
	if runes := []rune(s); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return s
}
