package serverless

import (
	"errors"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
)

// pseudo is a pseudo parameter as a plugin writes it.
var pseudo = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`#\{AWS::[A-Za-z]+\}`) })

// closing is the offset of the brace that closes the variable at the beginning, -1 if
// none does.
func closing(s string) int {
	open, quote := 0, byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case open > 0 && (c == '\'' || c == '"'):
			quote = c
		case c == '{':
			open++
		case c == '}':
			if open--; open == 0 {
				return i
			}
		}
	}
	return -1
}

// split is a text at its commas, except for those in quotes, braces and parentheses.
func split(s string) []string {
	var parts []string
	open, quote, from := 0, byte(0), 0
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '{' || c == '(':
			open++
		case c == '}' || c == ')':
			open--
		case c == ',' && open == 0:
			parts, from = append(parts, s[from:i]), i+1
		}
	}
	return append(parts, s[from:])
}

// source is the value of one source; ok is false if it has none. alone is true if no
// other one follows.
func (r *resolver) source(s string, alone bool) (v jsonvalue.Value, ok bool) {
	if strings.HasPrefix(s, "${") && closing(s) == len(s)-1 {
		return r.variable(s[2 : len(s)-1]), true
	}
	if len(s) >= 2 && (s[0] == '\'' || s[0] == '"') && s[len(s)-1] == s[0] {
		return r.text(s[1:len(s)-1], false), true
	}
	if strings.Contains(s, "${") {
		text, scalar := source.Scalar(r.text(s, false))
		if !scalar {
			return v, false
		}
		s = text
	}
	if literal, err := jsonvalue.Parse(s); err == nil && literal.Kind() != jsonvalue.KindString {
		return literal, literal.Kind() != jsonvalue.KindNull
	}
	kind, address, _ := strings.Cut(s, ":")
	for _, name := range []string{s, address} {
		if given, ok := r.define[name]; ok && name != "" && kind != "self" {
			return jsonvalue.NewString(given), true
		}
	}
	argument := ""
	if begin := strings.IndexByte(s, '('); begin >= 0 {
		if end := strings.IndexByte(s, ')'); end > begin {
			kind, argument = s[:begin], s[begin+1:end]
			address = strings.TrimPrefix(s[end+1:], ":")
		}
	}
	switch kind {
	case "self":
		return r.self(address)
	case "file":
		return r.file(argument, address)
	case "opt":
		switch {
		case !alone:
			return v, false
		case address == "stage":
			return jsonvalue.NewString(r.stage()), true
		case address == "region":
			return jsonvalue.NewString(standin.Region), true
		}
		return r.open(address, "String"), true
	case "env":
		if !alone { // what this computer has there is nobody's business
			return v, false
		}
		return r.open(address, "String"), true
	case "sls":
		if address == "stage" {
			return jsonvalue.NewString(r.stage()), true
		}
		return r.open(address, "String"), true
	case "aws":
		for name, known := range map[string]string{"accountId": standin.Account, "region": standin.Region, "partition": "aws"} {
			if address == name {
				return jsonvalue.NewString(known), true
			}
		}
	case "param":
		for _, of := range []string{r.stage(), "default"} {
			if v, ok := r.self("params." + of + "." + address); ok {
				return v, true
			}
		}
		if !alone {
			return v, false
		}
	case "strToBool":
		text := strings.ToLower(strings.Trim(argument, `'" `))
		return jsonvalue.NewBool(text == "true" || text == "1"), text != ""
	case "ssm":
		return r.open(strings.TrimSuffix(address, "~true"), "AWS::SSM::Parameter::Value<String>"), true
	}
	if address == "" {
		address = s
	}
	return r.open(address, "String"), true
}

// open is what only a deployment knows.
func (r *resolver) open(name, kind string) jsonvalue.Value {
	if given, ok := r.define[name]; ok {
		return jsonvalue.NewString(given)
	}
	r.unknown[name] = kind
	return jsonvalue.NewObject([]jsonvalue.Member{{Key: "Ref", Value: jsonvalue.NewString(name)}})
}

// stage is the stage of a deployment for which nobody names one.
func (r *resolver) stage() string {
	if given, ok := r.define["stage"]; ok {
		return given
	}
	if r.staging {
		return "dev"
	}
	r.staging = true
	defer func() { r.staging = false }()
	if v, ok := r.self("provider.stage"); ok {
		if text, ok := source.Scalar(v); ok {
			return text
		}
	}
	return "dev"
}

// self is a value of the file itself.
func (r *resolver) self(address string) (jsonvalue.Value, bool) { return r.at(r.root, address) }

// at is the value at an address: names with dots between.
func (r *resolver) at(v jsonvalue.Value, address string) (jsonvalue.Value, bool) {
	defer r.down()()
	if address != "" {
		for _, name := range strings.Split(address, ".") {
			if v.Kind() == jsonvalue.KindString {
				v = r.text(v.Str(), false)
			}
			v = member(v, name)
		}
	}
	if v.IsUndefined() || v.Kind() == jsonvalue.KindNull {
		return v, false
	}
	return r.resolve(v, false), true
}

// member is what a value has under a name or an index.
func member(v jsonvalue.Value, name string) jsonvalue.Value {
	if v.Kind() == jsonvalue.KindArray {
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < v.Len() {
			return v.At(i)
		}
	}
	found, _ := v.Get(name)
	return found
}

// file is what a file has at an address.
func (r *resolver) file(name, address string) (jsonvalue.Value, bool) {
	name = r.resolvePath(name)
	doc, err := r.document(name)
	if err != nil {
		r.missing[name] = err
		return jsonvalue.Value{}, false
	}
	return r.at(doc.Root, address)
}

func (r *resolver) resolvePath(name string) string {
	return source.Resolve(r.path, strings.Trim(name, `'" `))
}

var errProgram = errors.New("is a program, which expresso does not run")

// document is a file of the folder, as it is written.
func (r *resolver) document(name string) (*source.Document, error) {
	if doc, ok := r.docs[name]; ok {
		return doc, r.missing[name]
	}
	r.docs[name] = nil
	text, err := r.folder.Read(name)
	if err != nil {
		r.missing[name] = err
		return nil, err
	}
	as := source.DialectOf(name, source.Template)
	switch path.Ext(name) {
	case ".yml", ".yaml", ".json":
	case ".js", ".cjs", ".mjs", ".ts", ".py":
		r.missing[name] = errProgram
		return nil, errProgram
	default:
		doc := &source.Document{Root: jsonvalue.NewString(text), Text: text, As: as}
		r.docs[name] = doc
		return doc, nil
	}
	doc, problem := source.Parse(text, as)
	if problem != nil {
		r.missing[name] = problem
		return nil, problem
	}
	r.docs[name] = doc
	return doc, nil
}
