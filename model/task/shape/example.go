package shape

import (
	"slices"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

// Example is a response in the shape that the action's has: texts are the names of their
// members, numbers the smallest that are allowed, lists have one element. ok is false where
// the response is not known.
func (o *Operation) Example() (v jsonvalue.Value, ok bool) {
	if o == nil || o.response == nil {
		return v, false
	}
	return example(o.response, "", maxExample), true
}

// maxExample limits how deep an example is: shapes can contain themselves.
const maxExample = 5

// goesOn reports whether a member says that there is another page, or that a function has
// failed: an example is the last page, of what went well.
func goesOn(name string) bool {
	lower := strings.ToLower(name)
	for _, end := range []string{"nexttoken", "marker", "continuationtoken", "lastevaluatedkey", "lastevaluatedtablename", "functionerror"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return false
}

// done are the words of states in which workflows stop to ask.
var done = []string{"SUCCEEDED", "COMPLETED", "COMPLETE", "SUCCESS", "SUCCESSFUL", "ACTIVE", "AVAILABLE", "READY", "ENABLED"}

func example(s *shape, name string, depth int) jsonvalue.Value {
	if s == nil {
		return jsonvalue.NewObject(nil)
	}
	switch s.kind {
	case 'o':
		members := make([]jsonvalue.Member, 0, len(s.members))
		for _, m := range s.members {
			if depth > 0 && !goesOn(m.name) {
				members = append(members, jsonvalue.Member{Key: m.name, Value: example(m.of, m.name, depth-1)})
			}
		}
		return jsonvalue.NewObject(members)
	case 'l':
		if depth == 0 {
			return jsonvalue.NewArray(nil)
		}
		return jsonvalue.NewArray([]jsonvalue.Value{example(s.of, name, depth-1)})
	case 'm', 'a':
		return jsonvalue.NewObject(nil)
	case 'i', 'f':
		switch {
		case name == "StatusCode":
			return jsonvalue.NewInt(200)
		case s.low > 0 && s.low < 1e9:
			return jsonvalue.NewNumber(strconv.FormatFloat(s.low, 'f', -1, 64))
		}
		return jsonvalue.NewInt(0)
	case 'b':
		return jsonvalue.NewBool(false)
	case 't':
		return jsonvalue.NewString("2000-01-01T00:00:00Z")
	case 'j':
		return jsonvalue.NewString("{}")
	case 'x':
		return jsonvalue.NewString("")
	}
	for _, word := range s.words {
		if slices.Contains(done, strings.ToUpper(word)) {
			return jsonvalue.NewString(word)
		}
	}
	if len(s.words) > 0 {
		return jsonvalue.NewString(s.words[0])
	}
	return jsonvalue.NewString(name)
}
