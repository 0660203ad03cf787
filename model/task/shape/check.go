package shape

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"expresso/model/jsonvalue"
)

// Mode is how much of a response is checked, in the words of TestState.
type Mode string

// None checks nothing, Present what exists, Strict also that everything required exists.
const (
	None    Mode = "none"
	Present Mode = "present"
	Strict  Mode = "strict"
)

// Parameters checks what an action is called with and says all that is wrong with it, as
// Step Functions does before it starts a Task. What Step Functions may convert is let pass.
func (o *Operation) Parameters(v jsonvalue.Value) []string {
	if o == nil || o.request == nil {
		return nil
	}
	var wrong []string
	parameter(o.request, "", v, &wrong)
	return wrong
}

func parameter(s *shape, name string, v jsonvalue.Value, wrong *[]string) {
	if s == nil || v.Kind() == jsonvalue.KindNull || s.kind == 'a' {
		return
	}
	if want := s.wanted(v); want != "" {
		if name != "" {
			*wrong = append(*wrong, "The value for the field '"+name+"' must be "+article(want)+" "+strings.ToUpper(want))
		}
		return
	}
	switch s.kind {
	case 'o':
		for _, m := range s.members {
			x, ok := v.Get(m.name)
			if ok {
				parameter(m.of, m.name, x, wrong)
			} else if m.required {
				*wrong = append(*wrong, "The field '"+m.name+"' is required but was missing")
			}
		}
	case 'l':
		for i := range v.Len() {
			parameter(s.of, name, v.At(i), wrong)
		}
	case 'm':
		for i := range v.Len() {
			m := v.Member(i)
			parameter(s.of, m.Key, m.Value, wrong)
		}
	}
}

// wanted is what kind of value s wants in the place of v, "" where v will do as a parameter.
func (s *shape) wanted(v jsonvalue.Value) string {
	kind := v.Kind()
	text := kind == jsonvalue.KindString
	switch s.kind {
	case 'x': // JSON is taken too, such as for the Body of an object in S3
	case 'j':
		if kind == jsonvalue.KindNumber || kind == jsonvalue.KindBool {
			return "string"
		}
	case 'i', 'f':
		if kind != jsonvalue.KindNumber && (!text || !isNumber(v.Str())) {
			return "number"
		}
	case 'b':
		if kind != jsonvalue.KindBool && (!text || v.Str() != "true" && v.Str() != "false") {
			return "boolean"
		}
	default:
		return s.is(v)
	}
	return ""
}

func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// is tells what kind of value s is, "" if v is one.
func (s *shape) is(v jsonvalue.Value) string {
	kind := v.Kind()
	switch s.kind {
	case 'o', 'm':
		if kind != jsonvalue.KindObject {
			return "object"
		}
	case 'l':
		if kind != jsonvalue.KindArray {
			return "array"
		}
	case 's', 'x':
		if kind != jsonvalue.KindString {
			return "string"
		}
	case 'i', 'f':
		if kind != jsonvalue.KindNumber {
			return "number"
		}
	case 'b':
		if kind != jsonvalue.KindBool {
			return "boolean"
		}
	case 't':
		if kind != jsonvalue.KindString && kind != jsonvalue.KindNumber {
			return "string"
		}
	}
	return ""
}

func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an"
	}
	return "a"
}

// Result checks what an action is said to have resulted in, and says what is wrong first,
// as TestState does; "" if nothing is.
func (o *Operation) Result(v jsonvalue.Value, mode Mode) string {
	if o == nil || o.response == nil || mode == None || mode == "" {
		return ""
	}
	return result(o.response, "", v, mode == Strict)
}

func result(s *shape, name string, v jsonvalue.Value, strict bool) string {
	if s == nil || s.kind == 'a' || s.kind == 'j' {
		return ""
	}
	if want := s.is(v); want != "" {
		if name == "" {
			return "The result must be " + article(want) + " " + want
		}
		return "Field '" + name + "' must be " + article(want) + " " + want
	}
	if wrong := s.outside(v); wrong != "" {
		return "Field '" + name + "' " + wrong
	}
	switch s.kind {
	case 'o':
		return s.resultObject(v, strict)
	case 'l':
		for i := range v.Len() {
			if wrong := result(s.of, name, v.At(i), strict); wrong != "" {
				return wrong
			}
		}
	case 'm':
		for i := range v.Len() {
			if wrong := result(s.of, v.Member(i).Key, v.Member(i).Value, strict); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

func (s *shape) resultObject(v jsonvalue.Value, strict bool) string {
	for _, m := range s.members {
		x, ok := v.Get(m.name)
		switch {
		case !ok && m.required && strict:
			return "Required field '" + m.name + "' is missing"
		case ok && x.Kind() != jsonvalue.KindNull:
			if wrong := result(m.of, m.name, x, strict); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

// outside tells how a number, or the length of a text, is beyond its limits, or that a text
// is not among the words of an enumeration.
func (s *shape) outside(v jsonvalue.Value) string {
	var size float64
	var of string
	switch s.kind {
	case 'i', 'f':
		size, of = v.Float(), "value"
	case 's', 'x':
		size, of = float64(utf8.RuneCountInString(v.Str())), "length"
	default:
		return ""
	}
	if len(s.words) > 0 {
		for _, word := range s.words {
			if word == v.Str() {
				return ""
			}
		}
		return "is not an expected value"
	}
	switch {
	case size < s.low:
		return "is smaller than the minimum " + of
	case size > s.high:
		return "exceeds the maximum " + of
	}
	return ""
}
