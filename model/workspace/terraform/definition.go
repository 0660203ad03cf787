package terraform

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
)

// written is a definition as it is written, before stand-ins are filled in.
type written struct {
	path    string // of the file that holds it
	text    string
	as      source.Dialect
	marks   cty.ValueMarks
	literal bool                                    // ${NAME} in it is nobody's to fill in but ours
	place   func(line, column int) (int, int)       // where in the file a place of the text is; nil if expr says it
	expr    hclsyntax.Expression                    // what makes it
	locate  func(pointer string) (line, column int) // nil if place tells
}

// isNumber marks a stand-in for a number that has come into quotes.
const isNumber = "\uf8fe"

// definitionOf works a machine's definition out.
func (p *project) definitionOf(made *source.Machine, o *object, expr hclsyntax.Expression) {
	w := p.write(o.scope, expr, 0)
	p.refuseOpen(w.text, expr)
	if made.Path = w.path; w.path != expr.Range().Filename {
		made.Text, _ = p.folder.Read(w.path)
	}
	used := map[standin.Value]bool{}
	note := func(v standin.Value) {
		if !used[v] {
			used[v] = true
			made.StandIns = append(made.StandIns, v)
		}
	}
	filled, problem := source.Fill(w.text, w.as, p.standsFor(w, note))
	if problem != nil {
		panic(fault(expr.Range(), "%s", problem.Msg))
	}
	filled.Text = strings.ReplaceAll(filled.Text, `"`+isNumber+`1"`, "1")
	for id := range w.marks {
		if id, ok := id.(mark); ok {
			if u := p.known[id]; u.chooses || u.Text != "" && strings.Contains(filled.Text, u.Text) {
				note(u.Value)
			}
		}
	}
	slices.SortFunc(made.StandIns, func(a, b standin.Value) int {
		if n := strings.Index(filled.Text, a.Text) - strings.Index(filled.Text, b.Text); n != 0 {
			return n
		}
		return strings.Compare(a.Name, b.Name)
	})
	at := func(line, column int) (int, int) {
		if w.place == nil {
			start := w.expr.Range().Start
			return start.Line, start.Column
		}
		return w.place(filled.Place(line, column))
	}
	document, problem := source.Parse(filled.Text, w.as)
	if problem != nil {
		line, column := at(problem.Line, problem.Column)
		if w.place == nil {
			problem.Msg = fmt.Sprintf("in this text, line %d, column %d: %s", problem.Line, problem.Column, problem.Msg)
		}
		panic(&source.Problem{Place: source.Place{Path: w.path, Line: line, Column: column}, Msg: problem.Msg})
	}
	if start, ok := document.Root.Get("StartAt"); sourceOf(o.b) != "" && (!ok || start.Kind() != jsonvalue.KindString) {
		panic(fault(expr.Range(), "the definition has no StartAt"))
	}
	if made.JSON = filled.Text; w.as != source.JSON {
		made.JSON = document.Root.String()
	}
	made.Locate = func(pointer string) (int, int) { return at(document.Locate(pointer)) }
	if w.locate != nil {
		made.Locate = w.locate
	}
}

// refuseOpen panics if all of a definition is known only after deployment, and says what gives it.
func (p *project) refuseOpen(text string, expr hclsyntax.Expression) {
	id, open := p.openID(text)
	if !open {
		return
	}
	u := p.known[id]
	if u.problem != nil {
		panic(u.problem)
	}
	problem := fault(expr.Range(), "the definition is %s, known only after deployment", u.Name)
	problem.Setting = source.DefinitionFile
	if source.CheckName(u.Name) == nil {
		problem.Hint = fmt.Sprintf("give it with --define %s=TEXT", u.Name)
	}
	panic(problem)
}

// standsFor gives the names in a definition their values: those that are defined, or stand-ins by
// their places, which are noted.
func (p *project) standsFor(w written, note func(standin.Value)) source.Lookup {
	return func(name string, spot func() source.Spot) (string, bool) {
		var u unknown
		switch id, open := p.openID("${" + name + "}"); {
		case open:
			u = *p.known[id]
		case !w.literal:
			return "", false
		default:
			if v, ok := p.define[name]; ok {
				return v, true
			}
			u = unknown{Value: standin.Value{Name: name, From: "placeholder in " + w.path}, hint: name}
		}
		switch at := spot(); {
		case !at.Quoted:
			u.Text = standin.Unquoted(at.Key, u.hint)
		case at.Whole && w.place == nil && source.IsNumber(at.Key): // jsonencode made the quotes
			u.Text = "1"
			note(u.Value)
			return isNumber + u.Text, true
		case at.Whole:
			if u.Text = standin.At(at.Key, u.hint); u.text != "" && u.Text == standin.Part(u.hint) {
				u.Text = u.text
			}
		default:
			u.Text = u.asPart()
		}
		note(u.Value)
		return u.Text, true
	}
}

// write works out the text of a definition, and where it comes from: it follows references
// to the file, the template or the object that says it.
func (p *project) write(s *scope, expr hclsyntax.Expression, depth int) written {
	if s, expr = follow(s, expr); depth > maxNesting {
		panic(fault(expr.Range(), "the definition is nested more than %d deep", maxNesting))
	}
	switch e := expr.(type) {
	case *hclsyntax.ConditionalExpr:
		if yes, _ := p.truth(p.eval(s, e.Condition)); yes {
			return p.write(s, e.TrueResult, depth+1)
		}
		return p.write(s, e.FalseResult, depth+1)
	case *hclsyntax.TemplateExpr:
		t := &trail{}
		t.written, _ = p.folder.Read(e.SrcRange.Filename)
		v, marks := p.text(p.template(&scope{m: s.m, outer: s, trail: t}, e), e)
		return written{path: e.SrcRange.Filename, text: v, marks: marks, place: t.placer(v)}
	case *hclsyntax.ScopeTraversalExpr:
		if o := p.dataOf(s, e, "template_file", "rendered"); o != nil {
			return p.writeTemplate(o)
		}
		if o := p.dataOf(s, e, "local_file", "content"); o != nil && o.b.attrs["filename"] != nil {
			return p.write(o.scope, callOf("file", o.b.attrs["filename"]), depth+1)
		}
	case *hclsyntax.FunctionCallExpr:
		if w, ok := p.writeCall(s, e, depth); ok {
			return w
		}
	case *hclsyntax.ObjectConsExpr:
		return p.writeObject(s, expr)
	}
	v := p.eval(s, expr)
	if plain, _ := v.Unmark(); isString(plain) {
		text, marks := p.text(v, expr)
		return written{path: expr.Range().Filename, text: text, marks: marks, expr: expr}
	}
	return p.encoded(v, expr)
}

// writeCall is a definition that a function makes.
func (p *project) writeCall(s *scope, e *hclsyntax.FunctionCallExpr, depth int) (w written, ok bool) {
	if e.ExpandFinal || len(e.Args) == 0 {
		return w, false
	}
	switch {
	case e.Name == "jsonencode" && len(e.Args) == 1:
		return p.write(s, e.Args[0], depth+1), true
	case (e.Name == "yamldecode" || e.Name == "jsondecode") && len(e.Args) == 1:
		w = p.write(s, e.Args[0], depth+1)
		if e.Name == "yamldecode" {
			w.as = source.Lenient
		}
		return w, true
	case e.Name == "file" && len(e.Args) == 1, e.Name == "templatefile" && len(e.Args) == 2:
	default:
		return w, false
	}
	name, marks := p.eval(s, e.Args[0]).Unmark()
	if !isString(name) {
		return w, false
	}
	file := p.pathOf(s, p.plain(name.AsString()))
	text, err := p.readFile(file)
	if err != nil {
		problem := fault(e.Args[0].Range(), "%w", err)
		problem.Setting = source.DefinitionFile
		panic(problem)
	}
	w = written{path: file, text: text, marks: marks, literal: true, place: func(line, column int) (int, int) { return line, column }}
	if e.Name == "templatefile" {
		return p.putTogether(w, hcl.InitialPos, p.eval(s, e.Args[1]), e.Args[0]), true
	}
	return w, true
}

// putTogether is a definition whose text is a template.
func (p *project) putTogether(w written, start hcl.Pos, vars cty.Value, at hclsyntax.Expression) written {
	t := &trail{written: w.text}
	v, err := p.templateOf(w.path, w.text, start, vars, t)
	if err != nil {
		var placed *source.Problem
		if errors.As(err, &placed) {
			panic(placed)
		}
		panic(fault(at.Range(), "%w", err))
	}
	var marks cty.ValueMarks
	w.text, marks = p.text(v, at)
	w.literal, w.place = false, t.placer(w.text)
	w.marks = cty.ValueMarks{}
	for mark := range marks {
		w.marks[mark] = struct{}{}
	}
	return w
}

// dataOf is the source of data of this kind whose attribute a reference is, nil if it is
// none.
func (p *project) dataOf(s *scope, e *hclsyntax.ScopeTraversalExpr, kind, attribute string) *object {
	names := words(e.Traversal)
	if s.m == nil || len(names) < 3 || names[0] != "data" || names[1] != kind {
		return nil
	}
	v := p.steps(p.traverse(s, &hclsyntax.ScopeTraversalExpr{Traversal: e.Traversal[:len(e.Traversal)-1], SrcRange: e.SrcRange}), nil, e)
	if last, ok := e.Traversal[len(e.Traversal)-1].(hcl.TraverseAttr); !ok || last.Name != attribute {
		return nil
	}
	plain, _ := v.Unmark()
	return referenceOf(plain)
}

// writeTemplate is a definition that is the text of a data "template_file".
func (p *project) writeTemplate(o *object) written {
	expr := o.b.attrs["template"]
	if expr == nil {
		panic(fault(o.b.at, "template_file has no template"))
	}
	vars := cty.EmptyObjectVal
	if given, ok := o.b.attrs["vars"]; ok {
		vars = p.eval(o.scope, given)
	}
	w := p.write(o.scope, expr, 1)
	if w.place == nil || !strings.Contains(w.text, "{") {
		return w
	}
	if !w.literal { // made by a template in the configuration, whose names were filled in already
		inner := w.place
		w = p.putTogether(w, hcl.InitialPos, vars, expr)
		outer := w.place
		w.place = func(line, column int) (int, int) { return inner(outer(line, column)) }
		return w
	}
	return p.putTogether(w, hcl.InitialPos, vars, expr)
}

// rendered is the text of a data "template_file" as a value.
func (p *project) rendered(o *object) cty.Value {
	w := p.writeTemplate(o)
	return cty.StringVal(w.text).WithMarks(w.marks)
}

// fileOf is the text of the file that an expression names.
func (p *project) fileOf(s *scope, expr hclsyntax.Expression) cty.Value {
	return p.eval(s, callOf("file", expr))
}

// callOf is the call of a function where its argument stands.
func callOf(name string, arg hclsyntax.Expression) *hclsyntax.FunctionCallExpr {
	at := arg.Range()
	return &hclsyntax.FunctionCallExpr{Name: name, Args: []hclsyntax.Expression{arg}, NameRange: at, OpenParenRange: at, CloseParenRange: at}
}

// writeObject is a definition that is written as an object.
func (p *project) writeObject(s *scope, expr hclsyntax.Expression) written {
	w := p.encoded(p.eval(s, expr), expr)
	w.locate = func(pointer string) (int, int) { return find(s, expr, pointer) }
	return w
}

// encoded is a value as JSON.
func (p *project) encoded(v cty.Value, expr hclsyntax.Expression) written {
	plain, marks := v.UnmarkDeep()
	encoded, err := stdlib.JSONEncode(plain)
	if err != nil {
		panic(fault(expr.Range(), "the definition cannot be written as JSON: %w", err))
	}
	p.grow(len(encoded.AsString()), expr.Range())
	return written{path: expr.Range().Filename, text: encoded.AsString(), marks: marks, expr: expr}
}
