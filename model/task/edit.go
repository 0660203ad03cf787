package task

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model/jsonvalue"
)

// lastMocked is the last invocation that a mock that was added answers: those of a Map's
// iterations count too.
const lastMocked = 99

// emptyFile is a mock file that mocks nothing.
const emptyFile = "{\n  \"StateMachines\": {},\n  \"MockedResponses\": {}\n}\n"

// MockedError says that a state already has a mock.
type MockedError struct{ text string }

func (e *MockedError) Error() string { return e.text }

// AddMock adds the answer of a state to the text of a mock file, in a test case of a
// machine, "" for the default one. What is there stays as it is written; a blank text
// becomes a file. A state that has an answer already is refused.
func AddMock(text, machine, testCase, state string, result jsonvalue.Value) (string, error) {
	if testCase == "" {
		testCase = defaultCase
	}
	if strings.TrimSpace(text) == "" {
		text = emptyFile
	}
	mocks, err := LoadMocks(text)
	if err != nil {
		return "", err
	}
	if r := mocks.machines[machine].cases[testCase][state]; r != nil {
		return "", &MockedError{fmt.Sprintf("state %q of %s already has a mock in test case %q: the response %q", state, machine, testCase, r.name)}
	}
	root, err := jsonvalue.Parse(text)
	if err != nil {
		return "", err
	}
	responses, _ := root.Get("MockedResponses")
	name := state
	for n := 2; ; n++ {
		if _, taken := responses.Get(name); !taken {
			break
		}
		name = fmt.Sprintf("%s-%d", state, n)
	}
	response := jsonvalue.NewObject([]jsonvalue.Member{{Key: fmt.Sprintf("0-%d", lastMocked), Value: jsonvalue.NewObject([]jsonvalue.Member{{Key: "Return", Value: result}})}})
	edited := text
	for _, add := range []struct {
		value jsonvalue.Value
		path  []string
	}{
		{response, []string{"MockedResponses", name}},
		{jsonvalue.NewString(name), []string{"StateMachines", machine, "TestCases", testCase, state}},
	} {
		if edited, err = insert(edited, add.value, add.path); err != nil {
			return "", err
		}
	}
	if _, err := LoadMocks(edited); err != nil {
		return "", fmt.Errorf("cannot edit the mock file, edit it by hand: %w", err)
	}
	return edited, nil
}

// insert adds a value at a path of keys to a JSON text, with the objects that are missing.
// It becomes the first member of the innermost object that is there.
func insert(text string, value jsonvalue.Value, path []string) (string, error) {
	at, object := "", 0
	for {
		offset, ok := jsonvalue.Locate(text, at)
		if !ok {
			break
		}
		object = offset
		if len(path) == 1 {
			break
		}
		next := pointer(at, path[0])
		if _, ok := jsonvalue.Locate(text, next); !ok {
			break
		}
		at, path = next, path[1:]
	}
	for i := len(path) - 1; i > 0; i-- {
		value = jsonvalue.NewObject([]jsonvalue.Member{{Key: path[i], Value: value}})
	}
	if object >= len(text) || text[object] != '{' {
		return "", errors.New("cannot edit the mock file: edit it by hand")
	}
	rest := text[object+1:]
	space := rest[:len(rest)-len(strings.TrimLeft(rest, " \t\r\n"))]
	line := text[strings.LastIndexByte(text[:object], '\n')+1 : object]
	outer := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	if strings.HasPrefix(rest[len(space):], "}") {
		inner := "\n" + outer + "  "
		return text[:object+1] + inner + member(path[0], value, inner) + "\n" + outer + rest[len(space):], nil
	}
	if i := strings.LastIndexByte(space, '\n'); i >= 0 {
		return text[:object+1] + space + member(path[0], value, space[i:]) + "," + rest, nil
	}
	return text[:object+1] + space + jsonvalue.NewString(path[0]).String() + ": " + value.String() + ", " + rest[len(space):], nil
}

// member is a key and its value, on lines that begin like this.
func member(key string, value jsonvalue.Value, line string) string {
	text := value.String()
	if formatted, err := jsonvalue.Format(text, "  "); err == nil {
		text = strings.ReplaceAll(strings.TrimRight(formatted, "\n"), "\n", line)
	}
	return jsonvalue.NewString(key).String() + ": " + text
}
