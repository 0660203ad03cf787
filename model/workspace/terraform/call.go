package terraform

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// call is what a function makes of its arguments.
func (p *project) call(s *scope, e *hclsyntax.FunctionCallExpr) cty.Value {
	name := strings.TrimPrefix(e.Name, "core::")
	switch name {
	case "try", "can":
		return p.try(s, e, name == "can")
	}
	args := p.arguments(s, e)
	if n, ok := fileFunctions[name]; ok {
		if len(args) != n {
			return p.failed(e, fmt.Errorf("%s takes %d arguments", name, n))
		}
		v, err := p.callFile(s, name, args)
		if err != nil {
			return p.failed(e, err)
		}
		return v
	}
	if name == "templatestring" {
		v, err := p.templateString(args, e.Range().Filename)
		if err != nil {
			return p.failed(e, err)
		}
		return v
	}
	if name == "merge" { // what is not known adds nothing
		args = slices.DeleteFunc(args, func(arg cty.Value) bool {
			plain, _ := arg.Unmark()
			_, open := p.standInOf(plain)
			return open
		})
	}
	f, ok := functions()[name]
	if !ok {
		return p.failed(e, fmt.Errorf("unsupported function %s", e.Name))
	}
	if err := p.affordable(name, args); err != nil {
		panic(fault(e.Range(), "%w", err))
	}
	v, err := called(f, args)
	if err == nil {
		return v
	}
	// A stand-in may be for a list: try again, with lists of one in their places.
	lists, some := make([]cty.Value, len(args)), false
	for i, arg := range args {
		plain, marks := arg.Unmark()
		if lists[i] = arg; plain != cty.NilVal {
			if _, open := p.standInOf(plain); open {
				lists[i], some = cty.TupleVal([]cty.Value{plain}).WithMarks(marks), true
			}
		}
	}
	if some {
		if v, err := called(f, lists); err == nil {
			return v
		}
	}
	return p.failed(e, fmt.Errorf("%s: %w", e.Name, err))
}

// arguments are a call's, the last one taken apart if it ends in dots.
func (p *project) arguments(s *scope, e *hclsyntax.FunctionCallExpr) []cty.Value {
	var args []cty.Value
	for i, arg := range e.Args {
		v := p.eval(s, arg)
		if i < len(e.Args)-1 || !e.ExpandFinal {
			args = append(args, v)
			continue
		}
		for _, elem := range p.elements(v) {
			args = append(args, elem.value)
		}
	}
	return args
}

// called is a library's function, with what it panics with for an error.
func called(f function.Function, args []cty.Value) (v cty.Value, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("cannot be evaluated: %v", fault)
		}
	}()
	params := f.Params()
	for i := range args {
		param := f.VarParam()
		if i < len(params) {
			param = &params[i]
		}
		if param == nil {
			return cty.NilVal, errors.New("too many arguments")
		}
		if args[i], err = convert.Convert(args[i], param.Type); err != nil {
			return cty.NilVal, err
		}
	}
	return f.Call(args)
}

// try is the first argument that can be worked out, or whether one can.
func (p *project) try(s *scope, e *hclsyntax.FunctionCallExpr, can bool) cty.Value {
	v := p.failed(e, errors.New("nothing to try"))
	for _, arg := range e.Args {
		before := p.failures
		v = p.eval(s, arg)
		if p.failures == before {
			if can {
				return cty.True
			}
			return v
		}
	}
	if can {
		return cty.False
	}
	return v
}

// wide is a number in a format's verb that makes it wide.
var wide = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%[^%a-zA-Z]*[0-9]{4}`) })

// affordable refuses calls whose result may be far larger than their arguments.
func (p *project) affordable(name string, args []cty.Value) error {
	switch name {
	case "format", "formatlist", "join", "replace", "indent", "setproduct", "pow", "parseint", "distinct", "regex", "regexall":
	default:
		return nil
	}
	plain := make([]cty.Value, len(args))
	for i, arg := range args {
		plain[i], _ = arg.UnmarkDeep()
	}
	if len(plain) == 0 {
		return nil
	}
	text := func(i int) string {
		if i < len(plain) && isString(plain[i]) {
			return plain[i].AsString()
		}
		return ""
	}
	length := func(v cty.Value) int {
		if !v.IsNull() && v.IsKnown() && v.CanIterateElements() {
			return v.LengthInt()
		}
		return 1
	}
	size := 0
	switch name {
	case "format", "formatlist":
		if wide().MatchString(text(0)) {
			return errors.New("the format's width is too large")
		}
		times := 1
		for _, arg := range plain {
			size += weigh(arg, maxValue)
			times = max(times, length(arg))
		}
		size = len(text(0))*times + size*(1+strings.Count(text(0), "%"))
	case "join":
		for _, arg := range plain[min(1, len(plain)):] {
			size += (length(arg)+1)*len(text(0)) + weigh(arg, maxValue)/4
		}
	case "replace":
		p.work += len(text(0)) * len(text(1))
		size = (len(text(0)) + 1) * (len(text(2)) + 1)
		if old := text(1); old != "" && !strings.HasPrefix(old, "/") {
			size = len(text(0)) + strings.Count(text(0), old)*len(text(2))
		}
	case "indent":
		if n, err := convert.Convert(plain[0], cty.Number); err == nil && n.IsKnown() && !n.IsNull() && n.GreaterThan(cty.NumberIntVal(1000)).True() {
			return errors.New("more than 1000 spaces")
		}
		size = 1000 * (1 + strings.Count(text(1), "\n"))
	case "setproduct":
		size = 16
		for _, arg := range plain {
			if size *= max(length(arg), 1); size > maxText {
				break
			}
		}
	case "pow", "parseint":
		size = weigh(plain[0], maxValue)
	case "distinct":
		if length(plain[0]) > 5_000 { // it compares each with each
			return errors.New("the list has more than 5000 elements")
		}
	case "regex", "regexall":
		p.work += len(text(0)) * len(text(1))
	}
	if size > maxText || p.work > maxWork {
		return fmt.Errorf("the result may have more than %d bytes", maxText)
	}
	return nil
}
