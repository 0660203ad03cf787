package workspace

import (
	"expresso/model/file"
	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// LoadDefines reads names and their values from a file, an object of strings, numbers and
// booleans: YAML if its name ends in .yaml or .yml, else JSON. Errors name the place.
func LoadDefines(path string) (Defines, error) {
	text, err := file.Read(path, maxDefinition)
	if err != nil {
		return nil, err
	}
	return parseDefines(path, string(text))
}

// parseDefines is LoadDefines for a text that was read already.
func parseDefines(path, text string) (Defines, error) {
	doc, problem := source.Parse(text, source.DialectOf(path, source.YAML))
	if problem != nil {
		return nil, problem.In(path)
	}
	refuse := func(pointer, msg string) error {
		line, column := doc.Locate(pointer)
		return (&Misplaced{Line: line, Column: column, Msg: msg}).In(path)
	}
	if doc.Root.Kind() != jsonvalue.KindObject {
		return nil, refuse("", "the values must be an object, like {\"TABLE\": \"orders\"}")
	}
	defines := make(Defines, doc.Root.Len())
	for i := range doc.Root.Len() {
		m := doc.Root.Member(i)
		var value string
		switch m.Value.Kind() {
		case jsonvalue.KindString:
			value = m.Value.Str()
		case jsonvalue.KindNumber, jsonvalue.KindBool:
			value = m.Value.String()
		default:
			return nil, refuse("/"+jsonvalue.PointerToken(m.Key), "a value must be a string, a number, true or false")
		}
		if err := CheckDefine(m.Key); err != nil {
			return nil, refuse("/"+jsonvalue.PointerToken(m.Key), err.Error())
		}
		defines[m.Key] = value
	}
	return defines, nil
}

// CheckDefine says why a name cannot be defined.
func CheckDefine(name string) error { return source.CheckName(name) }
