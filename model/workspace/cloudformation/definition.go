package cloudformation

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// inFile takes a definition from the file that the template names.
func (t *template) inFile(machine *source.Machine, value jsonvalue.Value, at string, names source.Lookup) error {
	if value.Kind() == jsonvalue.KindObject {
		if key, ok := value.Get("Key"); ok {
			text, _ := source.Scalar(t.quietly(key, at).value)
			file, ok := t.asset(text)
			if !ok {
				return t.missing(at, "the definition is in S3, which expresso does not read", "download it and give the file's path here")
			}
			return t.fromFile(machine, file, at, names)
		}
	}
	r := t.quietly(value, at)
	name, ok := source.Scalar(r.value)
	switch {
	case !ok || r.open != "":
		return t.missing(at, "the definition's location is known only after deployment", "give a file's path here")
	case strings.HasPrefix(strings.ToLower(name), "s3:"), strings.HasPrefix(strings.ToLower(name), "https:"):
		return t.missing(at, "the definition is in S3, which expresso does not read", "download it and give the file's path here")
	}
	return t.fromFile(machine, source.Resolve(t.path, name), at, names)
}

// asset is the file of a key in S3, where it lies in the folder: beside the template under
// that path, or as CDK calls its assets.
func (t *template) asset(key string) (string, bool) {
	if key == "" {
		return "", false
	}
	for _, name := range []string{key, "asset." + key} {
		if file := source.Resolve(t.path, name); t.folder.Has(file) {
			return file, true
		}
	}
	return "", false
}

func (t *template) fromFile(machine *source.Machine, file, at string, names source.Lookup) error {
	text, err := t.folder.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		if other := t.otherCase(file); other != "" {
			t.warnings = append(t.warnings, t.refuse(at, file+" is named "+other+": on a case-sensitive file system this file is not found"))
			file = other
			text, err = t.folder.Read(file)
		}
	}
	machine.Path = file // whether it is there or not: it may come
	if err != nil {
		machine.Text, machine.Path = t.doc.Text, t.path
		if errors.Is(err, source.ErrOutside) {
			return t.missing(at, file+" is outside the folder and is not read", "give a folder that contains both with --dir")
		}
		return t.missing(at, file+" cannot be read: "+err.Error(), "")
	}
	machine.Text = text
	return t.text(machine, source.Origin{As: source.DefinitionDialect(file, text)}, text, names)
}

// otherCase is a file whose name differs only in upper and lower case.
func (t *template) otherCase(name string) string {
	for _, file := range t.folder.Under(path.Dir(name), false) {
		if strings.EqualFold(file, name) {
			return file
		}
	}
	return ""
}

// text takes a definition from a text in which names are filled in.
func (t *template) text(machine *source.Machine, from source.Origin, text string, names source.Lookup) error {
	filled, problem := source.Fill(text, from.As, names)
	if problem != nil {
		return problem.In(machine.Path)
	}
	from.Filled = filled
	machine.Locate = from.Locate
	if machine.JSON, problem = from.JSON(); problem != nil {
		return problem.In(machine.Path)
	}
	return nil
}

// inText takes a definition from a string in the template.
func (t *template) inText(machine *source.Machine, value jsonvalue.Value, at string, names source.Lookup) error {
	if object, ok := value.Get("Fn::ToJsonString"); ok && value.Len() == 1 {
		return t.inline(machine, object, at+"/Fn::ToJsonString", names)
	}
	written, all := value, names
	if sub, ok := value.Get("Fn::Sub"); ok && value.Len() == 1 {
		// Both fill in the same text: at once, its places are still known.
		var own map[string]result
		if own, sub = t.subValues(sub, at); sub.Kind() == jsonvalue.KindString {
			written, all = sub, func(name string, spot func() source.Spot) (string, bool) {
				if plain, literal := strings.CutPrefix(name, "!"); literal {
					if v, ok := names(plain, spot); ok {
						return v, true
					}
					return "${" + plain + "}", true
				}
				return t.at(t.subValue(own, name, at), name, spot), true
			}
		}
	}
	if written.Kind() != jsonvalue.KindString {
		t.holding, t.held = true, nil
		r := t.eval(value, at)
		t.holding = false
		text, ok := source.Scalar(r.value)
		switch {
		case r.open != "":
			return t.missing(at, "the definition is known only after deployment", "write it here or in a file")
		case !ok && r.value.Kind() == jsonvalue.KindObject:
			return t.inline(machine, value, at, names)
		case !ok:
			return t.refuse(at, "the definition must be text or an object")
		}
		written, all = jsonvalue.NewString(text), t.withHeld(names)
	}
	return t.text(machine, t.part(at, written.Str()), written.Str(), all)
}

// part is where a text that is a property of the template comes from: the lines of a
// block, or else the property itself.
func (t *template) part(at, text string) source.Origin {
	line, column := t.doc.Locate(at)
	o := source.Origin{As: source.JSON, Fixed: &source.Misplaced{Line: line, Column: column}}
	all := strings.Split(t.doc.Text, "\n")
	if t.doc.As == source.JSON || line >= len(all) {
		return o
	}
	first, _, _ := strings.Cut(text, "\n")
	for line := line; line < min(line+3, len(all)); line++ { // the list form of Fn::Sub begins a line or two below
		if indent, found := strings.CutSuffix(strings.TrimSuffix(all[line], "\r"), first); found && strings.Trim(indent, " ") == "" && first != "" {
			o.Fixed, o.Line, o.Column = nil, line, len(indent)
			break
		}
	}
	return o
}

// inline takes a definition that is written as a part of the template, or of a file that
// it includes.
func (t *template) inline(machine *source.Machine, value jsonvalue.Value, at string, names source.Lookup) error {
	doc := t.doc
	if file, ok := t.included(value); ok {
		inner, problem := t.include(file)
		if problem != nil {
			return problem
		}
		machine.Path, machine.Text = file, inner.Text
		value, doc, at = inner.Root, inner, ""
	}
	if value.Kind() == jsonvalue.KindString { // a text where an object belongs: both say the same
		return t.inText(machine, value, at, names)
	}
	machine.Locate = func(pointer string) (int, int) { return doc.Locate(at + pointer) }
	if value.Kind() != jsonvalue.KindObject {
		return t.refuse(at, definition+" must be an object: the state machine's definition")
	}
	if version, ok := value.Get("Version"); ok && version.Kind() == jsonvalue.KindNumber {
		value = value.With("Version", jsonvalue.NewString(version.NumberText()))
	}
	r := t.filled(value, at, "", names)
	if r.open != "" || r.value.Kind() != jsonvalue.KindObject {
		return t.missing(at, "the definition is known only after deployment", "write it here or in a file")
	}
	if machine.JSON = r.value.String(); len(machine.JSON) > source.MaxFile {
		return t.refuse(at, "the definition is longer than 1048576 bytes")
	}
	return nil
}
