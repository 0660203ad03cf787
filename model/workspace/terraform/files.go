package terraform

import (
	"crypto/md5"  //nolint:gosec // Terraform's md5 is this one
	"crypto/sha1" //nolint:gosec // and its sha1 this
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// fileFunctions are the functions that read the folder, with how many arguments they take.
var fileFunctions = map[string]int{
	"file": 1, "filebase64": 1, "filemd5": 1, "filesha1": 1, "filesha256": 1, "filesha512": 1, "filebase64sha256": 1,
	"filebase64sha512": 1, "fileexists": 1, "fileset": 2, "templatefile": 2,
}

func (p *project) callFile(s *scope, name string, args []cty.Value) (cty.Value, error) {
	plain, marks := args[0].Unmark()
	if !isString(plain) {
		return cty.NilVal, fmt.Errorf("%s takes a path", name)
	}
	file := p.pathOf(s, p.plain(plain.AsString()))
	var made cty.Value
	var err error
	switch name {
	case "fileexists":
		made = cty.BoolVal(p.folder.Has(file))
	case "fileset":
		pattern, more := args[1].Unmark()
		if !isString(pattern) {
			return cty.NilVal, errors.New("fileset takes a pattern")
		}
		made, err = p.fileset(file, p.plain(pattern.AsString()))
		made = made.WithMarks(more)
	case "templatefile":
		made, err = p.templateFile(file, args[1], nil)
	default:
		text, failed := p.readFile(file)
		if err = failed; name == "file" {
			made = cty.StringVal(text)
			break
		}
		text, err = digest(strings.TrimPrefix(name, "file"), text), failed
		made = cty.StringVal(text)
	}
	if err != nil {
		return cty.NilVal, err
	}
	return made.WithMarks(marks), nil
}

// digest is a function of a text that is called like what it makes.
func digest(name, text string) string {
	raw := []byte(text)
	switch name {
	case "base64":
		return base64.StdEncoding.EncodeToString(raw)
	case "md5":
		return fmt.Sprintf("%x", md5.Sum(raw)) //nolint:gosec // Terraform's
	case "sha1":
		return fmt.Sprintf("%x", sha1.Sum(raw)) //nolint:gosec // Terraform's
	case "sha256":
		return fmt.Sprintf("%x", sha256.Sum256(raw))
	case "sha512":
		return fmt.Sprintf("%x", sha512.Sum512(raw))
	case "base64sha256":
		made := sha256.Sum256(raw)
		return base64.StdEncoding.EncodeToString(made[:])
	default:
		made := sha512.Sum512(raw)
		return base64.StdEncoding.EncodeToString(made[:])
	}
}

// pathOf is a file's path as a configuration names it: relative to the root's folder.
func (p *project) pathOf(s *scope, name string) string {
	for s != nil && s.m == nil {
		s = s.outer
	}
	if path.IsAbs(name) || s == nil {
		return name
	}
	return path.Join(s.m.root, name)
}

func (p *project) readFile(name string) (string, error) {
	text, err := p.folder.Read(name)
	if err != nil {
		return "", fmt.Errorf("%s cannot be read: %w", name, err)
	}
	p.used = append(p.used, name)
	return text, nil
}

// templateFile puts the template of a file together.
func (p *project) templateFile(name string, vars cty.Value, t *trail) (cty.Value, error) {
	text, err := p.readFile(name)
	if err != nil {
		return cty.NilVal, err
	}
	return p.templateOf(name, text, hcl.InitialPos, vars, t)
}

// templateString puts the template together that the first of two arguments is.
func (p *project) templateString(args []cty.Value, at string) (cty.Value, error) {
	if len(args) != 2 {
		return cty.NilVal, errors.New("templatestring takes 2 arguments")
	}
	text, marks := args[0].Unmark()
	if !isString(text) {
		return cty.NilVal, errors.New("templatestring takes a text")
	}
	v, err := p.templateOf(at, text.AsString(), hcl.InitialPos, args[1], nil)
	if err != nil {
		return cty.NilVal, err
	}
	return v.WithMarks(marks), nil
}

// templateOf puts a template together.
func (p *project) templateOf(name, text string, start hcl.Pos, vars cty.Value, t *trail) (cty.Value, error) {
	expr, err := parseTemplate(name, text, start)
	if err != nil {
		return cty.NilVal, err
	}
	vars, marks := vars.Unmark()
	own := map[string]cty.Value{}
	if !vars.IsNull() && (vars.Type().IsObjectType() || vars.Type().IsMapType()) {
		for _, elem := range p.elements(vars) {
			key, _ := elem.key.Unmark()
			own[key.AsString()] = elem.value
		}
	}
	p.depth++
	defer func() { p.depth-- }()
	v, more := p.text(p.eval(&scope{own: own, trail: t}, expr), expr)
	return cty.StringVal(v).WithMarks(marks, more), nil
}

// fileset are the files of a folder whose paths match a pattern.
func (p *project) fileset(dir, pattern string) (cty.Value, error) {
	var found []cty.Value
	match, err := glob(pattern)
	if err != nil {
		return cty.NilVal, err
	}
	for _, name := range p.folder.Under(dir, true) {
		if dir != "." {
			name = strings.TrimPrefix(name, path.Clean(dir)+"/")
		}
		if match.MatchString(name) {
			found = append(found, cty.StringVal(name))
		}
	}
	if len(found) == 0 {
		return cty.SetValEmpty(cty.String), nil
	}
	return cty.SetVal(found), nil
}

// glob is a pattern of paths as an expression: **, *, ?, and {a,b}.
func glob(pattern string) (*regexp.Regexp, error) {
	quoted := regexp.QuoteMeta(pattern)
	quoted = strings.NewReplacer(`\*\*/`, `(?:.*/)?`, `\*\*`, `.*`, `\*`, `[^/]*`, `\?`, `[^/]`, `\{`, `(?:`, `\}`, `)`, `,`, `|`).Replace(quoted)
	return regexp.Compile("^" + quoted + "$")
}
