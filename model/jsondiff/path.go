package jsondiff

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

// Path is where in a document something stands: $ and steps .name, ['name'], [0], [*], .*
// and ..name, which stands for a name at any depth. It is the part of JSONPath that says
// a place without looking at values.
type Path struct {
	text  string
	steps []step
}

type step struct {
	deep  bool // at any depth below
	any   bool // whatever member or element
	name  string
	index int // of an element, -1 for a member
}

// maxSteps bounds a path: documents are not nested deeper than jsonvalue.MaxDepth.
const maxSteps = 100

// maxQuote is how many bytes of a wrong path an error quotes.
const maxQuote = 40

// ParsePath reads a path.
func ParsePath(text string) (Path, error) {
	p := Path{text: text}
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		return Path{}, errors.New("a path must begin with $, as in $.customer.id")
	}
	for rest != "" {
		var s step
		var err error
		if s, rest, err = parseStep(rest); err != nil {
			return Path{}, err
		}
		if p.steps = append(p.steps, s); len(p.steps) > maxSteps {
			return Path{}, fmt.Errorf("the path has more than %d steps", maxSteps)
		}
	}
	return p, nil
}

func parseStep(rest string) (step, string, error) {
	s := step{index: -1}
	switch {
	case strings.HasPrefix(rest, ".."):
		s.deep, rest = true, rest[2:]
		if strings.HasPrefix(rest, "[") {
			return parseBracket(s, rest)
		}
	case strings.HasPrefix(rest, "."):
		rest = rest[1:]
	case strings.HasPrefix(rest, "["):
		return parseBracket(s, rest)
	default:
		return s, "", fmt.Errorf("expected .name or [0], got %q", cut(rest, maxQuote))
	}
	end := strings.IndexAny(rest, ".[")
	if end < 0 {
		end = len(rest)
	}
	s.name, rest = rest[:end], rest[end:]
	switch {
	case s.name == "":
		return s, "", errors.New("expected a name after the dot")
	case s.name == "*":
		s.any = true
	case strings.ContainsAny(s.name, " ()?@'\"]"):
		return s, "", fmt.Errorf("write the name %q as ['%s']", cut(s.name, maxQuote), cut(s.name, maxQuote))
	}
	return s, rest, nil
}

func parseBracket(s step, rest string) (step, string, error) {
	rest = rest[1:]
	if rest != "" && (rest[0] == '\'' || rest[0] == '"') {
		return parseQuoted(s, rest)
	}
	inside, rest, ok := strings.Cut(rest, "]")
	if !ok {
		return s, "", errors.New("missing ] after [")
	}
	if inside == "*" {
		s.any = true
		return s, rest, nil
	}
	n, err := strconv.Atoi(inside)
	if err != nil || n < 0 || inside[0] == '+' {
		return s, "", fmt.Errorf("unknown element [%s]: write [0], [*] or ['name']", cut(inside, maxQuote))
	}
	s.index = n
	return s, rest, nil
}

// parseQuoted reads a name in quotes: in double ones as JSON has it, in single ones with a
// backslash before a quote or itself.
func parseQuoted(s step, rest string) (step, string, error) {
	end := 1
	for ; end < len(rest) && rest[end] != rest[0]; end++ {
		if rest[end] == '\\' {
			end++
		}
	}
	if end >= len(rest) {
		return s, "", errors.New("a quote is not closed")
	}
	after, ok := strings.CutPrefix(rest[end+1:], "]")
	if !ok {
		return s, "", errors.New("expected ] after the name in quotes")
	}
	if rest[0] == '\'' {
		s.name = strings.NewReplacer(`\\`, `\`, `\'`, `'`).Replace(rest[1:end])
		return s, after, nil
	}
	name, err := jsonvalue.Parse(rest[:end+1])
	if err != nil {
		return s, "", fmt.Errorf("the name in quotes is not a JSON string: %w", err)
	}
	s.name = name.Str()
	return s, after, nil
}

// String is the path as it was written.
func (p Path) String() string { return p.text }

// Definite reports whether the path says one place only.
func (p Path) Definite() bool {
	for _, s := range p.steps {
		if s.any || s.deep {
			return false
		}
	}
	return true
}

// At finds the value at a definite path.
func (p Path) At(v jsonvalue.Value) (jsonvalue.Value, bool) {
	for _, s := range p.steps {
		switch {
		case s.index >= 0:
			if v.Kind() != jsonvalue.KindArray || s.index >= v.Len() {
				return jsonvalue.Value{}, false
			}
			v = v.At(s.index)
		default:
			member, ok := v.Get(s.name)
			if !ok {
				return jsonvalue.Value{}, false
			}
			v = member
		}
	}
	return v, true
}

// Without returns a value without what stands at the paths: members go, and elements
// become null, so that those behind them keep their places.
func Without(v jsonvalue.Value, paths []Path) jsonvalue.Value {
	if len(paths) == 0 {
		return v
	}
	rests := make([][]step, len(paths))
	for i, p := range paths {
		rests[i] = p.steps
	}
	kept, ok := strip(v, rests)
	if !ok {
		return jsonvalue.Null()
	}
	return kept
}

// strip is Without for what is left of the paths below v; it reports false if v itself
// goes.
func strip(v jsonvalue.Value, paths [][]step) (jsonvalue.Value, bool) {
	for _, p := range paths {
		if len(p) == 0 {
			return v, false
		}
	}
	switch v.Kind() {
	case jsonvalue.KindObject:
		members := make([]jsonvalue.Member, 0, v.Len())
		for i := range v.Len() {
			m := v.Member(i)
			if kid, ok := strip(m.Value, below(paths, m.Key, -1)); ok {
				members = append(members, jsonvalue.Member{Key: m.Key, Value: kid})
			}
		}
		return jsonvalue.NewObject(members), true
	case jsonvalue.KindArray:
		elements := make([]jsonvalue.Value, v.Len())
		for i := range elements {
			kid, ok := strip(v.At(i), below(paths, "", i))
			if !ok {
				kid = jsonvalue.Null()
			}
			elements[i] = kid
		}
		return jsonvalue.NewArray(elements), true
	}
	return v, true
}

// below is what is left of the paths one level down, at a member (index -1) or an element.
// What is left of one path stands together there, the longest first, and each once: a path
// like $..a..a would else be doubled on every level.
func below(paths [][]step, name string, index int) [][]step {
	var kept [][]step
	for _, p := range paths {
		s := p[0]
		if n := len(kept); s.deep && (n == 0 || len(kept[n-1]) != len(p) || &kept[n-1][0] != &p[0]) {
			kept = append(kept, p)
		}
		if s.any || s.index == index && (index >= 0 || s.name == name) {
			kept = append(kept, p[1:])
		}
	}
	return kept
}
