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

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"expresso/model/workspace/source"
)

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
