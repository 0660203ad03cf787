package terraform

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"expresso/model/workspace/source"
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
	// A stand-in may be for a list: once more, with lists of one in their places.
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
			return errors.New("the format asks for too wide a text")
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

// functions are the others, as Terraform calls them.
var functions = sync.OnceValue(func() map[string]function.Function {
	text := func(do func(args []string) (string, error), params int) function.Function {
		spec := &function.Spec{Type: function.StaticReturnType(cty.String), Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			texts := make([]string, len(args))
			for i, arg := range args {
				texts[i] = arg.AsString()
			}
			made, err := do(texts)
			return cty.StringVal(made), err
		}}
		for range params {
			spec.Params = append(spec.Params, function.Parameter{Name: "text", Type: cty.String})
		}
		return function.New(spec)
	}
	plain := func(do func(string) string) function.Function {
		return text(func(args []string) (string, error) { return do(args[0]), nil }, 1)
	}
	test := func(do func(text, part string) bool) function.Function {
		return function.New(&function.Spec{
			Params: []function.Parameter{{Name: "text", Type: cty.String}, {Name: "part", Type: cty.String}},
			Type:   function.StaticReturnType(cty.Bool),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				return cty.BoolVal(do(args[0].AsString(), args[1].AsString())), nil
			},
		})
	}
	// dynamic is a function of any values, of which the first least have to be there.
	dynamic := func(least int, do func(args []cty.Value) (cty.Value, error)) function.Function {
		made := func(args []cty.Value) (cty.Value, error) {
			if len(args) < least {
				return cty.NilVal, fmt.Errorf("takes %d arguments", least)
			}
			return do(args)
		}
		return function.New(&function.Spec{
			VarParam: &function.Parameter{Name: "values", Type: cty.DynamicPseudoType, AllowNull: true, AllowMarked: true},
			Type: func(args []cty.Value) (cty.Type, error) {
				v, err := made(args)
				if err != nil {
					return cty.NilType, err
				}
				return v.Type(), nil
			},
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return made(args) },
		})
	}
	truths := func(all bool) function.Function {
		return dynamic(1, func(args []cty.Value) (cty.Value, error) {
			list, marks := args[0].UnmarkDeep()
			for _, v := range values(list) {
				b, err := convert.Convert(v, cty.Bool)
				if err != nil {
					return cty.NilVal, err
				}
				if !b.IsNull() && b.True() != all {
					return cty.BoolVal(!all).WithMarks(marks), nil
				}
			}
			return cty.BoolVal(all).WithMarks(marks), nil
		})
	}
	same := dynamic(1, func(args []cty.Value) (cty.Value, error) { return args[0], nil })
	all := map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "log": stdlib.LogFunc, "max": stdlib.MaxFunc,
		"min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc, "signum": stdlib.SignumFunc,

		"chomp": stdlib.ChompFunc, "format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc, "indent": stdlib.IndentFunc,
		"join": stdlib.JoinFunc, "lower": stdlib.LowerFunc, "regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc,
		"split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc,
		"trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc,
		"upper": stdlib.UpperFunc, "startswith": test(strings.HasPrefix), "endswith": test(strings.HasSuffix), "strcontains": test(strings.Contains),
		"replace": text(replace, 3),

		"chunklist": stdlib.ChunklistFunc, "coalesce": stdlib.CoalesceFunc, "coalescelist": stdlib.CoalesceListFunc, "compact": stdlib.CompactFunc,
		"concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc,
		"flatten": stdlib.FlattenFunc, "keys": stdlib.KeysFunc, "merge": stdlib.MergeFunc, "range": stdlib.RangeFunc,
		"reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc, "setproduct": stdlib.SetProductFunc,
		"setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc, "slice": stdlib.SliceFunc, "sort": stdlib.SortFunc,
		"values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc, "alltrue": truths(true), "anytrue": truths(false),
		"length": dynamic(1, length), "lookup": dynamic(2, lookup), "one": dynamic(1, one), "sum": dynamic(1, total), "index": dynamic(2, indexOf),
		"list": dynamic(0, func(args []cty.Value) (cty.Value, error) { return cty.TupleVal(args), nil }),

		"csvdecode": stdlib.CSVDecodeFunc, "jsondecode": stdlib.JSONDecodeFunc, "jsonencode": stdlib.JSONEncodeFunc,
		"base64decode": text(func(args []string) (string, error) {
			decoded, err := base64.StdEncoding.DecodeString(args[0])
			return string(decoded), err
		}, 1),
		"urlencode":  plain(url.QueryEscape),
		"yamldecode": dynamic(1, yamlDecode), "yamlencode": stdlib.JSONEncodeFunc, // JSON is YAML

		"basename": plain(path.Base), "dirname": plain(path.Dir), "abspath": plain(path.Clean), "pathexpand": plain(path.Clean),
		"formatdate": stdlib.FormatDateFunc, "timeadd": stdlib.TimeAddFunc,
		"timestamp":     text(func([]string) (string, error) { return "2020-01-01T00:00:00Z", nil }, 0),
		"plantimestamp": text(func([]string) (string, error) { return "2020-01-01T00:00:00Z", nil }, 0),
		"uuid":          text(func([]string) (string, error) { return "00000000-0000-0000-0000-000000000000", nil }, 0),

		"sensitive": same, "nonsensitive": same, "ephemeralasnull": same,
		"tobool": stdlib.MakeToFunc(cty.Bool), "tonumber": stdlib.MakeToFunc(cty.Number), "tostring": stdlib.MakeToFunc(cty.String),
		"tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)), "tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
		"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
	}
	for _, name := range []string{"md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512"} {
		all[name] = plain(func(text string) string { return digest(name, text) })
	}
	all["base64encode"] = plain(func(text string) string { return digest("base64", text) })
	return all
})

// values are the elements of a collection without marks; nil if it is none.
func values(v cty.Value) []cty.Value {
	if v.IsNull() || !v.IsKnown() || !v.CanIterateElements() {
		return nil
	}
	return slices.Collect(func(yield func(cty.Value) bool) {
		for it := v.ElementIterator(); it.Next(); {
			if _, elem := it.Element(); !yield(elem) {
				return
			}
		}
	})
}

func length(args []cty.Value) (cty.Value, error) {
	v, marks := args[0].Unmark()
	switch {
	case isString(v) && openName().MatchString(v.AsString()):
		return cty.NilVal, errors.New("is not known")
	case isString(v):
		n, err := stdlib.Strlen(v)
		return n.WithMarks(marks), err
	case v.IsNull() || !v.CanIterateElements():
		return cty.NilVal, errors.New("takes a list, a map or a string")
	}
	return cty.NumberIntVal(int64(v.LengthInt())).WithMarks(marks), nil
}

func lookup(args []cty.Value) (cty.Value, error) {
	of, marks := args[0].Unmark()
	key, more := args[1].Unmark()
	if !isString(key) || of.IsNull() || !of.Type().IsObjectType() && !of.Type().IsMapType() {
		return cty.NilVal, errors.New("takes a map and a key")
	}
	for it := of.ElementIterator(); it.Next(); {
		if k, v := it.Element(); k.RawEquals(key) {
			return v.WithMarks(marks, more), nil
		}
	}
	if len(args) > 2 {
		return args[2].WithMarks(marks, more), nil
	}
	return cty.NilVal, fmt.Errorf("there is no %q", key.AsString())
}

func one(args []cty.Value) (cty.Value, error) {
	v, marks := args[0].Unmark()
	switch all := values(v); {
	case v.IsNull() || !v.CanIterateElements() || len(all) > 1:
		return cty.NilVal, errors.New("takes a list of at most one element")
	case len(all) == 0:
		return cty.NullVal(cty.DynamicPseudoType), nil
	default:
		return all[0].WithMarks(marks), nil
	}
}

func total(args []cty.Value) (cty.Value, error) {
	list, marks := args[0].UnmarkDeep()
	total := cty.Zero
	for _, v := range values(list) {
		n, err := convert.Convert(v, cty.Number)
		if err != nil || n.IsNull() {
			return cty.NilVal, errors.New("takes a list of numbers")
		}
		total = total.Add(n)
	}
	return total.WithMarks(marks), nil
}

func indexOf(args []cty.Value) (cty.Value, error) {
	list, marks := args[0].UnmarkDeep()
	wanted, more := args[1].UnmarkDeep()
	for i, v := range values(list) {
		if v.RawEquals(wanted) {
			return cty.NumberIntVal(int64(i)).WithMarks(marks, more), nil
		}
	}
	return cty.NilVal, errors.New("the list has no such value")
}

// replace puts a text in the place of another or, between slashes, of what matches it.
func replace(args []string) (string, error) {
	text, old, with := args[0], args[1], args[2]
	if len(old) < 2 || old[0] != '/' || old[len(old)-1] != '/' {
		return strings.ReplaceAll(text, old, with), nil
	}
	expr, err := regexp.Compile(old[1 : len(old)-1])
	if err != nil {
		return "", err
	}
	var out strings.Builder
	done := 0
	for _, m := range expr.FindAllStringSubmatchIndex(text, -1) {
		out.WriteString(text[done:m[0]])
		out.Write(expr.ExpandString(nil, with, text, m))
		if done = m[1]; out.Len() > maxText {
			return "", fmt.Errorf("the result has more than %d bytes", maxText)
		}
	}
	return out.String() + text[done:], nil
}

func yamlDecode(args []cty.Value) (cty.Value, error) {
	v, marks := args[0].Unmark()
	if !isString(v) {
		return cty.NilVal, errors.New("takes a string")
	}
	document, problem := source.Parse(v.AsString(), source.Lenient)
	if problem != nil {
		return cty.NilVal, problem
	}
	decoded, err := stdlib.JSONDecode(cty.StringVal(document.Root.String()))
	if err != nil {
		return cty.NilVal, err
	}
	return decoded.WithMarks(marks), nil
}
