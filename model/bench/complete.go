package bench

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// Suggestion is one way in which an expression may continue.
type Suggestion struct {
	Word   string // what it is called
	About  string // a function's signature, or what kind of value it is
	Insert string // what takes the place of the last From characters before the cursor
	From   int
}

const (
	// maxSuggestions is how many there are at most: what a screen can show.
	maxSuggestions = 40
	// maxLooked is how many elements of an array, and members of an object, are checked for
	// keys: a key press may take no longer in a large document.
	maxLooked = 400
)

// tail is the path that the cursor is at the end of.
var tail = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("(?:States\\.\\w*|\\$\\$?\\w*(?:\\.(?:\\w+|`[^`]*`)|\\['[^']*'\\]|\\[[^\\[\\]'`]*\\])*(?:\\.(?:\\w*|`[^`]*)?)?)$")
})

// step is a step of such a path.
var step = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("\\.(?:(\\w+)|`([^`]*)`)|\\['([^']*)'\\]|\\[[^\\[\\]'`]*\\]")
})

// called is the name of a function before its arguments.
var called = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:\$\w+|States\.\w+)$`) })

var plainName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_]\w*$`) })

// Complete suggests how an expression may continue that ends where the cursor is: with keys of the
// document at hand, functions, variables, and what $states has.
func Complete(before string, language asl.QueryLanguage, of Sight) []Suggestion {
	at := tail().FindString(before)
	// A name is no beginning: it is not reached from where the expression stands.
	if rest := strings.TrimSuffix(before, at); at == "" || strings.HasSuffix(rest, ".") || strings.HasSuffix(rest, "`") {
		if at != "" || strings.TrimSpace(before) != "" {
			return nil
		}
	}
	dot := strings.LastIndexByte(at, '.')
	if dot < 0 || strings.HasPrefix(at, "States.") {
		return words(at, language, of)
	}
	partial := at[dot+1:]
	if quoted, ok := strings.CutPrefix(partial, "`"); ok {
		partial = quoted
	}
	root := at[:dot]
	first := len(root)
	if i := strings.IndexAny(root, ".["); i >= 0 {
		first = i
	}
	from, ok := value(root[:first], language, of)
	if !ok {
		return nil
	}
	for _, m := range step().FindAllStringSubmatch(root[first:], -1) {
		if name := cmp.Or(m[1], m[2], m[3]); name != "" {
			from = within(from, name)
		} else if from.Kind() == jsonvalue.KindArray && from.Len() > 0 && language == asl.JSONPath {
			from = from.At(0)
		}
	}
	return keys(from, partial, len([]rune(at[dot:])), language)
}

// value is what a path begins with.
func value(name string, language asl.QueryLanguage, of Sight) (jsonvalue.Value, bool) {
	switch {
	case language == asl.JSONata && name == "$states":
		return states(of), true
	case language == asl.JSONPath && name == "$":
		return of.Input, true
	case language == asl.JSONPath && name == "$$":
		return of.Context, true
	}
	return of.Variables.Get(strings.TrimPrefix(name, "$"))
}

// states is $states as far as there is something in it.
func states(of Sight) jsonvalue.Value {
	var members []jsonvalue.Member
	for _, m := range []jsonvalue.Member{
		{Key: "input", Value: of.Input}, {Key: "context", Value: of.Context}, {Key: "result", Value: of.Result}, {Key: "errorOutput", Value: of.ErrorOutput},
	} {
		if !m.Value.IsUndefined() {
			members = append(members, m)
		}
	}
	return jsonvalue.NewObject(members)
}

// within is what a name selects: of an array that of the first element that has it.
func within(v jsonvalue.Value, name string) jsonvalue.Value {
	if v.Kind() != jsonvalue.KindArray {
		x, _ := v.Get(name)
		return x
	}
	for i := range min(v.Len(), maxLooked) {
		if x := within(v.At(i), name); !x.IsUndefined() {
			return x
		}
	}
	return jsonvalue.Value{}
}

// keys are those of an object, or of the objects in an array, that begin with something.
func keys(v jsonvalue.Value, partial string, from int, language asl.QueryLanguage) (all []Suggestion) {
	looked, lower := 0, strings.ToLower(partial)
	told := map[string]bool{}
	var look func(v jsonvalue.Value)
	look = func(v jsonvalue.Value) {
		switch v.Kind() {
		case jsonvalue.KindArray:
			for i := 0; i < v.Len() && looked < maxLooked; i++ {
				looked++
				look(v.At(i))
			}
		case jsonvalue.KindObject:
			for i := 0; i < v.Len() && looked < maxLooked && len(all) < maxSuggestions; i++ {
				looked++
				if m := v.Member(i); !told[m.Key] && strings.HasPrefix(strings.ToLower(m.Key), lower) {
					told[m.Key] = true
					all = append(all, Suggestion{Word: m.Key, About: about(m.Value), Insert: member(m.Key, language), From: from})
				}
			}
		}
	}
	look(v)
	return all
}

// member is how a key is selected.
func member(key string, language asl.QueryLanguage) string {
	switch {
	case plainName().MatchString(key):
		return "." + key
	case language == asl.JSONPath && strings.Contains(key, "'"):
		return `["` + key + `"]`
	case language == asl.JSONPath:
		return "['" + key + "']"
	}
	return ".`" + key + "`"
}

// about is what kind of value something is.
func about(v jsonvalue.Value) string {
	switch v.Kind() {
	case jsonvalue.KindArray, jsonvalue.KindObject:
		return fmt.Sprintf("%s of %d", v.Kind(), v.Len())
	}
	return v.Kind().String()
}

// words are variables, functions and roots of paths that begin with something.
func words(partial string, language asl.QueryLanguage, of Sight) (all []Suggestion) {
	add := func(word, about, insert string) {
		if strings.HasPrefix(strings.ToLower(word), strings.ToLower(partial)) && word != partial && len(all) < maxSuggestions {
			all = append(all, Suggestion{Word: word, About: about, Insert: insert, From: len([]rune(partial))})
		}
	}
	if language == asl.JSONata {
		add("$states.input", about(of.Input), "$states.input")
		add("$states", about(states(of)), "$states")
	} else {
		add("$", about(of.Input), "$")
		add("$$", "the context object", "$$")
	}
	for i := range of.Variables.Len() {
		m := of.Variables.Member(i)
		add("$"+m.Key, about(m.Value), "$"+m.Key)
	}
	names := make([]string, 0, len(signatures))
	for name := range signatures {
		if strings.HasPrefix(name, "States.") == (language == asl.JSONPath) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		add(name, signatures[name], name+"(")
	}
	return all
}

// Signature is that of the function whose arguments the cursor is in, "" if it is in none's.
func Signature(before string) string {
	depth := 0
	for i := len(before) - 1; i >= 0; i-- {
		switch before[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth >= 0 {
				continue
			}
			name := called().FindString(before[:i])
			if s := signatures[name]; s != "" {
				return name + s
			}
			return ""
		}
	}
	return ""
}
