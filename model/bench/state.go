package bench

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"expresso/model"
	"expresso/model/jsonvalue"
)

// Part is the value in a document that a JSON pointer leads to, undefined if it leads nowhere.
func Part(v jsonvalue.Value, pointer string) jsonvalue.Value {
	for key := range steps(pointer) {
		if v.Kind() == jsonvalue.KindArray {
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= v.Len() {
				return jsonvalue.Value{}
			}
			v = v.At(i)
			continue
		}
		v, _ = v.Get(key)
	}
	return v
}

// Alone is the definition of a state as it means the same without its machine: states that name no
// language have the machine's, which is in each of them then.
func Alone(state, machine jsonvalue.Value) jsonvalue.Value {
	language, ok := machine.Get("QueryLanguage")
	if !ok {
		return state
	}
	return spoken(state, language)
}

// spoken gives a state and those within it a language, unless they have one.
func spoken(state, language jsonvalue.Value) jsonvalue.Value {
	if state.Kind() != jsonvalue.KindObject {
		return state
	}
	if _, own := state.Get("QueryLanguage"); !own {
		state = state.With("QueryLanguage", language)
	}
	graph := func(g jsonvalue.Value) jsonvalue.Value {
		states, _ := g.Get("States")
		for i := range states.Len() {
			if states.Kind() == jsonvalue.KindObject {
				states = states.With(states.Member(i).Key, spoken(states.Member(i).Value, language))
			}
		}
		if states.IsUndefined() {
			return g
		}
		return g.With("States", states)
	}
	for _, key := range []string{"ItemProcessor", "Iterator"} {
		if g, ok := state.Get(key); ok && g.Kind() == jsonvalue.KindObject {
			state = state.With(key, graph(g))
		}
	}
	if branches, _ := state.Get("Branches"); branches.Kind() == jsonvalue.KindArray {
		all := make([]jsonvalue.Value, branches.Len())
		for i := range all {
			if all[i] = branches.At(i); all[i].Kind() == jsonvalue.KindObject {
				all[i] = graph(all[i])
			}
		}
		state = state.With("Branches", jsonvalue.NewArray(all))
	}
	return state
}

// steps are the keys of a JSON pointer.
func steps(pointer string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if pointer == "" {
			return
		}
		for key := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
			if !yield(jsonvalue.PointerKey(key)) {
				return
			}
		}
	}
}

// MockText is a mock as a mock file has it: Return with a result, or Throw with Error and Cause.
func MockText(m *model.StateMock) string {
	if m == nil {
		return ""
	}
	if m.Result != "" {
		return `{"Return":` + m.Result + `}`
	}
	thrown := []jsonvalue.Member{{Key: "Error", Value: jsonvalue.NewString(m.Error)}}
	if m.Cause != "" {
		thrown = append(thrown, jsonvalue.Member{Key: "Cause", Value: jsonvalue.NewString(m.Cause)})
	}
	return jsonvalue.NewObject([]jsonvalue.Member{{Key: "Throw", Value: jsonvalue.NewObject(thrown)}}).String()
}

// Mockable is what of a context object TestState takes: all but the Map, which it sets itself.
func Mockable(object string) string {
	v := document(object)
	var members []jsonvalue.Member
	for i := range v.Len() {
		if m := v.Member(i); m.Key != "Map" {
			members = append(members, m)
		}
	}
	if len(members) == 0 {
		return ""
	}
	return jsonvalue.NewObject(members).String()
}

// Differ names what is not the same in two answers.
func Differ(a, b model.StateTested) (names []string) {
	if a.Status != b.Status {
		names = append(names, "status")
	}
	if a.Next != b.Next {
		names = append(names, "next state")
	}
	one, other := document(StepsText(a)), document(StepsText(b))
	for i := range one.Len() {
		m := one.Member(i)
		if v, _ := other.Get(m.Key); !jsonvalue.Equal(v, m.Value) {
			names = append(names, m.Key)
		}
	}
	for i := range other.Len() {
		m := other.Member(i)
		if _, ok := one.Get(m.Key); !ok {
			names = append(names, m.Key)
		}
	}
	return names
}

// ReadMock reads such a text.
func ReadMock(text string) (*model.StateMock, error) {
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("the mock is not JSON: %w", err)
	}
	returned, isReturn := v.Get("Return")
	thrown, isThrow := v.Get("Throw")
	switch {
	case v.Len() != 1 || isReturn == isThrow:
		return nil, errors.New(`a mock needs either "Return" with a result, or "Throw" with Error and Cause`)
	case isReturn:
		return &model.StateMock{Result: returned.String(), Validation: "PRESENT"}, nil
	}
	name, _ := thrown.Get("Error")
	cause, _ := thrown.Get("Cause")
	if name.Kind() != jsonvalue.KindString || !cause.IsUndefined() && cause.Kind() != jsonvalue.KindString {
		return nil, errors.New(`"Throw" needs Error, a string, and can have Cause, a string`)
	}
	return &model.StateMock{Error: name.Str(), Cause: cause.Str()}, nil
}

// StepsText is a document of how a state went: what came out, and then each step of its data
// flow as a member. Its input and where it goes are shown beside it.
func StepsText(t model.StateTested) string {
	var members []jsonvalue.Member
	add := func(key, text string) {
		v := document(text)
		if v.IsUndefined() {
			v = jsonvalue.NewString(text)
		}
		members = append(members, jsonvalue.Member{Key: key, Value: v})
	}
	if t.Output != "" {
		add("output", t.Output)
	}
	if t.Error != "" {
		members = append(members, jsonvalue.Member{Key: "error", Value: jsonvalue.NewString(t.Error)})
	}
	if t.Cause != "" {
		add("cause", t.Cause)
	}
	for _, step := range t.Steps {
		if step.Name != "input" {
			add(StepTitle(step.Name), step.JSON)
		}
	}
	return jsonvalue.NewObject(members).String()
}
