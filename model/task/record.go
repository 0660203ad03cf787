package task

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

// Answer is the response to one call of a task.
type Answer struct {
	Input   jsonvalue.Value // what it was called with, if that chooses the answer; else undefined
	Result  jsonvalue.Value // undefined if it failed, or if it is unknown
	Failure *Failure
}

// known reports whether there is an answer.
func (a Answer) known() bool { return a.Failure != nil || !a.Result.IsUndefined() }

// Answers are those of a state, in the order of its calls.
type Answers struct {
	State string
	Calls []Answer
}

// SetCase writes what the states of an execution were answered into the text of a mock file,
// as a test case of a machine. A case of that name is replaced with the responses that are its
// alone; all else stays as it is written. A blank text becomes a file.
func SetCase(text, machine, testCase string, states []Answers) (string, error) {
	if strings.TrimSpace(text) == "" {
		text = emptyFile
	}
	if _, err := LoadMocks(text); err != nil {
		return "", err
	}
	root, err := jsonvalue.Parse(text)
	if err != nil {
		return "", err
	}
	responses, _ := root.Get("MockedResponses")
	users := namedBy(root)
	own := pointer("", machine) + pointer("", testCase)
	var names []jsonvalue.Member
	for _, s := range slices.Backward(states) { // each becomes the first member
		if !slices.ContainsFunc(s.Calls, Answer.known) {
			continue
		}
		name := s.State + " " + testCase
		for n := 2; ; n++ {
			_, taken := responses.Get(name)
			if !taken || len(users[name]) == 1 && users[name][0] == own {
				break
			}
			name = fmt.Sprintf("%s %s %d", s.State, testCase, n)
		}
		users[name] = []string{own}
		names = append(names, jsonvalue.Member{Key: s.State, Value: jsonvalue.NewString(name)})
		if text, err = put(text, s.steps(), "MockedResponses", name); err != nil {
			return "", err
		}
	}
	slices.Reverse(names)
	if text, err = put(text, jsonvalue.NewObject(names), "StateMachines", machine, "TestCases", testCase); err != nil {
		return "", err
	}
	for i := range responses.Len() {
		r := responses.Member(i)
		if who := users[r.Key]; len(who) == 1 && who[0] == own && !slices.ContainsFunc(names, func(n jsonvalue.Member) bool { return n.Value.Str() == r.Key }) {
			text = remove(text, "/MockedResponses", r.Key)
		}
	}
	if _, err := LoadMocks(text); err != nil {
		return "", fmt.Errorf("cannot edit the mock file, edit it by hand: %w", err)
	}
	return text, nil
}

// remove takes a member out of the object at a pointer.
func remove(text, at, key string) string {
	from, to, _ := jsonvalue.Span(text, at)
	object, err := jsonvalue.Parse(text[from:to])
	if err != nil {
		return text
	}
	end := from + 1 // of the member before
	for i := range object.Len() {
		m := object.Member(i)
		starts := end + len(text[end:]) - len(strings.TrimLeft(text[end:], ", \t\r\n"))
		_, ends, _ := jsonvalue.Span(text, pointer(at, m.Key))
		if m.Key != key {
			end = ends
			continue
		}
		if rest := strings.TrimLeft(text[ends:], " \t\r\n"); strings.HasPrefix(rest, ",") {
			return text[:starts] + strings.TrimLeft(rest[1:], " \t\r\n")
		}
		return text[:end] + text[ends:]
	}
	return text
}

// namedBy tells which test cases name each response.
func namedBy(root jsonvalue.Value) map[string][]string {
	users := map[string][]string{}
	machines, _ := root.Get("StateMachines")
	for i := range machines.Len() {
		cases, _ := machines.Member(i).Value.Get("TestCases")
		for j := range cases.Len() {
			states := cases.Member(j).Value
			for k := range states.Len() {
				name := states.Member(k).Value.Str()
				users[name] = append(users[name], pointer("", machines.Member(i).Key)+pointer("", cases.Member(j).Key))
			}
		}
	}
	return users
}

// put gives the member at a path of keys a value, replacing the old one.
func put(text string, value jsonvalue.Value, path ...string) (string, error) {
	at := ""
	for _, key := range path {
		at = pointer(at, key)
	}
	from, to, there := jsonvalue.Span(text, at)
	if !there {
		return insert(text, value, path)
	}
	if is, err := jsonvalue.Parse(text[from:to]); err == nil && is.String() == value.String() {
		return text, nil // laid out as it is
	}
	line := text[strings.LastIndexByte(text[:from], '\n')+1 : from]
	space := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	_, written, _ := strings.Cut(member("", value, "\n"+space), ": ")
	return text[:from] + written + text[to:], nil
}

// steps are the answers as a response of a mock file. Calls that are answered alike one after
// the other are one range; those that nobody knows the answer of are left out.
func (s Answers) steps() jsonvalue.Value {
	var steps []jsonvalue.Member
	for i := 0; i < len(s.Calls); i++ {
		a := s.Calls[i]
		if !a.known() {
			continue
		}
		key, value, from := strconv.Itoa(i), a.step(), i
		for i+1 < len(s.Calls) && a.Input.IsUndefined() && s.Calls[i+1].Input.IsUndefined() && s.Calls[i+1].known() && s.Calls[i+1].step().String() == value.String() {
			i++
			key = fmt.Sprintf("%d-%d", from, i)
		}
		steps = append(steps, jsonvalue.Member{Key: key, Value: value})
	}
	return jsonvalue.NewObject(steps)
}

func (a Answer) step() jsonvalue.Value {
	var members []jsonvalue.Member
	if !a.Input.IsUndefined() {
		members = append(members, jsonvalue.Member{Key: inputMember, Value: a.Input})
	}
	if a.Failure == nil {
		return jsonvalue.NewObject(append(members, jsonvalue.Member{Key: "Return", Value: a.Result}))
	}
	var thrown []jsonvalue.Member
	if a.Failure.Name != nil {
		thrown = append(thrown, jsonvalue.Member{Key: "Error", Value: jsonvalue.NewString(*a.Failure.Name)})
	}
	if a.Failure.Cause != nil {
		thrown = append(thrown, jsonvalue.Member{Key: "Cause", Value: jsonvalue.NewString(*a.Failure.Cause)})
	}
	return jsonvalue.NewObject(append(members, jsonvalue.Member{Key: "Throw", Value: jsonvalue.NewObject(thrown)}))
}
