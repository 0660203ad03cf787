package terraform

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"

	"expresso/model/workspace/source"
)

// What a file may be: the library's parser goes down a level of the stack for each
// nesting, and for each operator of a row of them.
const (
	maxNesting   = 200
	maxOperators = 20_000
)

// block is a block of a configuration, whichever syntax it was written in.
type block struct {
	kind   string
	labels []string
	attrs  map[string]hclsyntax.Expression
	blocks []*block
	at     hcl.Range
}

// config is a module: all files of one folder.
type config struct {
	dir       string
	variables map[string]*block
	locals    map[string]hclsyntax.Expression
	resources map[string]*block // by "TYPE.NAME", those of data by "data.TYPE.NAME"
	modules   map[string]*block
	outputs   map[string]*block
	machines  []*block // of resources and modules, those that may be machines, as they are written
}

// isJSON reports whether a file is written in the JSON syntax.
func isJSON(name string) bool { return strings.HasSuffix(name, ".json") }

// isOverride reports whether what a file says goes before what the others say.
func isOverride(name string) bool {
	base := strings.TrimSuffix(path.Base(name), ".json")
	base = strings.TrimSuffix(base, path.Ext(base))
	return base == "override" || strings.HasSuffix(base, "_override")
}

// parseBlocks reads a file of either syntax; with an error, as much of it as can be read.
func parseBlocks(name, text string) (*block, error) {
	if isJSON(name) {
		attrs, err := parseJSON(name, text)
		if err != nil {
			return nil, err
		}
		root := &block{}
		for _, kind := range slices.Sorted(maps.Keys(attrs)) {
			root.blocks = append(root.blocks, jsonBlocks(kind, attrs[kind])...)
		}
		return root, nil
	}
	body, err := parseBody(name, text)
	if body == nil {
		return nil, err
	}
	return nativeBlock(&hclsyntax.Block{Body: body}), err
}

// parseAttributes reads a file of nothing but attributes, such as terraform.tfvars.
func parseAttributes(name, text string) (map[string]hclsyntax.Expression, error) {
	if isJSON(name) {
		return parseJSON(name, text)
	}
	body, err := parseBody(name, text)
	if err != nil {
		return nil, err
	}
	return nativeBlock(&hclsyntax.Block{Body: body}).attrs, nil
}

func parseBody(name, text string) (*hclsyntax.Body, error) {
	if mayBeDeep(text) {
		tokens, _ := hclsyntax.LexConfig([]byte(text), name, hcl.InitialPos)
		if err := refuse(tokens); err != nil {
			return nil, err
		}
	}
	file, diags := hclsyntax.ParseConfig([]byte(text), name, hcl.InitialPos)
	body, _ := file.Body.(*hclsyntax.Body)
	return body, firstError(diags)
}

// parseTemplate reads a template: the text of a file, or a string of the JSON syntax.
func parseTemplate(name, text string, start hcl.Pos) (hclsyntax.Expression, error) {
	if mayBeDeep(text) {
		tokens, _ := hclsyntax.LexTemplate([]byte(text), name, start)
		if err := refuse(tokens); err != nil {
			return nil, err
		}
	}
	expr, diags := hclsyntax.ParseTemplate([]byte(text), name, start)
	if err := firstError(diags); err != nil {
		return nil, err
	}
	return expr, nil
}

// mayBeDeep reports whether a text has enough of what nests for a closer look: most have
// not, and taking them apart twice takes time.
func mayBeDeep(text string) bool {
	n := strings.Count(text, "if") + strings.Count(text, "for")
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{', '!', '-', '+', '*', '/', '%', '<', '>', '=', '&', '|', '?':
			n++
		}
	}
	return n > maxOperators
}

// refuse says why a text would take the parser too far down the stack.
func refuse(tokens hclsyntax.Tokens) error {
	open, operators := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOParen, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc,
			hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			open++
		case hclsyntax.TokenOBrack:
			open++
			operators++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCParen, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc,
			hclsyntax.TokenTemplateSeqEnd, hclsyntax.TokenCBrack:
			open--
		case hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPlus, hclsyntax.TokenMinus, hclsyntax.TokenPercent,
			hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq,
			hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq, hclsyntax.TokenAnd, hclsyntax.TokenOr,
			hclsyntax.TokenBang, hclsyntax.TokenQuestion:
			operators++
		case hclsyntax.TokenIdent:
			if name := string(t.Bytes); name == "if" || name == "for" { // of a template, one inside the other
				operators++
			}
		default:
		}
		if open > maxNesting {
			return fault(t.Range, "nested more than %d deep", maxNesting)
		}
		if operators > maxOperators {
			return fault(t.Range, "more than %d operators: too many to evaluate", maxOperators)
		}
	}
	return nil
}

// fault is what is wrong at a place.
func fault(at hcl.Range, format string, args ...any) *source.Problem {
	return &source.Problem{Place: place(at), Msg: fmt.Errorf(format, args...).Error()}
}

func place(at hcl.Range) source.Place {
	return source.Place{Path: at.Filename, Line: at.Start.Line, Column: at.Start.Column}
}

func firstError(diags hcl.Diagnostics) error {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		msg := strings.ToLower(d.Summary[:1]) + d.Summary[1:]
		if d.Detail != "" {
			msg += ": " + strings.TrimSuffix(strings.Join(strings.Fields(d.Detail), " "), ".")
		}
		if d.Subject == nil {
			return fault(hcl.Range{}, "%s", msg)
		}
		return fault(*d.Subject, "%s", msg)
	}
	return nil
}

func nativeBlock(b *hclsyntax.Block) *block {
	made := &block{kind: b.Type, labels: b.Labels, attrs: make(map[string]hclsyntax.Expression, len(b.Body.Attributes)), at: b.DefRange()}
	for name, attr := range b.Body.Attributes {
		made.attrs[name] = attr.Expr
	}
	for _, inner := range b.Body.Blocks {
		made.blocks = append(made.blocks, nativeBlock(inner))
	}
	return made
}

// parseJSON reads a file of the JSON syntax as the attributes of its top.
func parseJSON(name, text string) (map[string]hclsyntax.Expression, error) {
	open, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case quoted:
		case c == '{', c == '[':
			if open++; open > maxNesting {
				return nil, fault(hcl.Range{Filename: name, Start: hcl.InitialPos}, "nested more than %d deep", maxNesting)
			}
		case c == '}', c == ']':
			open--
		}
	}
	file, diags := json.Parse([]byte(text), name)
	if err := firstError(diags); err != nil {
		return nil, err
	}
	all, diags := file.Body.JustAttributes()
	if err := firstError(diags); err != nil {
		return nil, err
	}
	attrs := make(map[string]hclsyntax.Expression, len(all))
	for name, attr := range all {
		attrs[name] = fromJSON(attr.Expr)
	}
	return attrs, nil
}

// fromJSON makes the native syntax of an expression of the JSON syntax, where a string is
// a template.
func fromJSON(expr hcl.Expression) hclsyntax.Expression {
	at := expr.Range()
	if pairs, diags := hcl.ExprMap(expr); !diags.HasErrors() {
		object := &hclsyntax.ObjectConsExpr{SrcRange: at, OpenRange: expr.StartRange()}
		for _, pair := range pairs {
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{KeyExpr: fromJSON(pair.Key), ValueExpr: fromJSON(pair.Value)})
		}
		return object
	}
	if list, diags := hcl.ExprList(expr); !diags.HasErrors() {
		tuple := &hclsyntax.TupleConsExpr{SrcRange: at, OpenRange: expr.StartRange()}
		for _, elem := range list {
			tuple.Exprs = append(tuple.Exprs, fromJSON(elem))
		}
		return tuple
	}
	value, _ := expr.Value(nil)
	literal := &hclsyntax.LiteralValueExpr{Val: value, SrcRange: at}
	if !isString(value) || !strings.Contains(value.AsString(), "${") && !strings.Contains(value.AsString(), "%{") {
		return literal
	}
	start := at.Start
	start.Column++
	start.Byte++
	template, err := parseTemplate(at.Filename, value.AsString(), start)
	if err != nil {
		return literal // as it is written: somebody who wants it evaluated sees it
	}
	return template
}

// labels is how many names follow the kind of a block.
var labels = map[string]int{"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "locals": 0}

// jsonBlocks makes blocks of an object with their names for keys, or of a list of such.
func jsonBlocks(kind string, expr hclsyntax.Expression) []*block {
	depth, ok := labels[kind]
	if !ok {
		return nil
	}
	var made []*block
	var down func(expr hclsyntax.Expression, names []string)
	down = func(expr hclsyntax.Expression, names []string) {
		switch e := expr.(type) {
		case *hclsyntax.TupleConsExpr:
			for _, elem := range e.Exprs {
				down(elem, names)
			}
		case *hclsyntax.ObjectConsExpr:
			b := &block{kind: kind, labels: names, attrs: map[string]hclsyntax.Expression{}, at: e.OpenRange}
			for _, item := range e.Items {
				key, _ := item.KeyExpr.Value(nil)
				if !isString(key) {
					continue
				}
				if len(names) < depth {
					down(item.ValueExpr, append(names[:len(names):len(names)], key.AsString()))
				} else {
					b.attrs[key.AsString()] = item.ValueExpr
				}
			}
			if len(names) == depth {
				made = append(made, b)
			}
		}
	}
	down(expr, nil)
	return made
}

// add takes what a file says into the module. What an override says goes before.
func (c *config) add(file *block, override bool) {
	put := func(all map[string]*block, name string, b *block) {
		old, has := all[name]
		if !has {
			all[name] = b
			if b.kind == "module" || b.kind == "resource" && machineKinds[b.labels[0]] != nil {
				c.machines = append(c.machines, b)
			}
			return
		}
		if !override {
			return // which Terraform refuses
		}
		for attr, expr := range b.attrs {
			old.attrs[attr] = expr
		}
	}
	for _, b := range file.blocks {
		if n, ok := labels[b.kind]; !ok || len(b.labels) != n {
			continue
		}
		switch b.kind {
		case "locals":
			for name, expr := range b.attrs {
				if _, has := c.locals[name]; !has || override {
					c.locals[name] = expr
				}
			}
		case "variable":
			put(c.variables, b.labels[0], b)
		case "output":
			put(c.outputs, b.labels[0], b)
		case "module":
			put(c.modules, b.labels[0], b)
		case "resource":
			put(c.resources, strings.Join(b.labels, "."), b)
		case "data":
			put(c.resources, "data."+strings.Join(b.labels, "."), b)
		}
	}
}
