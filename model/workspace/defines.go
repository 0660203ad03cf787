package workspace

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"expresso/model/jsonvalue"
)

// LoadDefines reads names and their values from a file, an object of strings, numbers and
// booleans: YAML if its name ends in .yaml or .yml, else JSON. Errors name the place.
func LoadDefines(path string) (Defines, error) {
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	if len(text) > maxDefinition {
		return nil, fmt.Errorf("%s has over %d bytes: these are no values for names", path, maxDefinition)
	}
	from := origin{filling: filling{text: strings.TrimPrefix(text, "\ufeff")}, yaml: isYAML(path)}
	object := from.text
	var problem *Misplaced
	switch {
	case !utf8.ValidString(text):
		problem = &Misplaced{1, 1, "the text is not UTF-8"}
	case from.yaml:
		object, problem = fromYAML(from.text)
	}
	if problem != nil {
		return nil, fmt.Errorf("%s:%w", path, problem)
	}
	values, err := jsonvalue.Parse(object)
	if err != nil {
		bad := jsonvalue.Check(object)
		return nil, fmt.Errorf("%s:%w", path, &Misplaced{bad.Line, bad.Column, bad.Msg})
	}
	refuse := func(pointer, msg string) error {
		line, column := from.locate(pointer)
		return fmt.Errorf("%s:%w", path, &Misplaced{line, column, msg})
	}
	if values.Kind() != jsonvalue.KindObject {
		return nil, refuse("", "the values of names are an object, like {\"TABLE\": \"orders\"}")
	}
	defines := make(Defines, values.Len())
	for i := range values.Len() {
		m := values.Member(i)
		v, ok := scalar(m.Value)
		if !ok {
			return nil, refuse("/"+escape(m.Key), "the value of a name is a string, a number, true or false")
		}
		if err := CheckDefine(m.Key); err != nil {
			return nil, refuse("/"+escape(m.Key), err.Error())
		}
		defines[m.Key] = v
	}
	return defines, nil
}

// CheckDefine says why a name cannot be defined.
func CheckDefine(name string) error {
	if !placeholder().MatchString("${"+name+"}") || strings.HasPrefix(name, "!") {
		return fmt.Errorf("a name is made of letters, digits, _, . and :, and %.40q is not", name)
	}
	return nil
}
