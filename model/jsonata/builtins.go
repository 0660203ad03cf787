package jsonata

import "sync"

// builtins are the functions of the language by name. They are put together when the first
// expression is compiled.
var builtins = sync.OnceValue(func() map[string]*function {
	all := map[string]*function{}
	for _, family := range [...][]definition{stringFunctions(), numberFunctions(), arrayFunctions(), objectFunctions(), timeFunctions(), awsFunctions()} {
		for _, d := range family {
			sig, _ := parseSignature(d.signature)
			f := &function{name: d.name, arity: d.arity, sig: sig, native: d.run, aggregate: aggregates[d.name]}
			f.self = &box{kind: funcBox, fn: f}
			all[d.name] = f
		}
	}
	return all
})

// definition is a function of the language. Its arguments come as the signature has them,
// what is missing at the end is undefined.
type definition struct {
	name      string
	signature string
	arity     int
	run       func(ev *evaluator, args []value) (value, error)
}

// argument is the ith argument, undefined if there are not so many.
func argument(args []value, i int) value {
	if i < len(args) {
		return args[i]
	}
	return value{}
}

// onFirst is a function that is undefined of what is undefined.
func onFirst(run func(ev *evaluator, args []value) (value, error)) func(*evaluator, []value) (value, error) {
	return func(ev *evaluator, args []value) (value, error) {
		if argument(args, 0).undefined() {
			return value{}, nil
		}
		return run(ev, args)
	}
}

// ofString is a function of one string.
func ofString(run func(s string) string) func(*evaluator, []value) (value, error) {
	return onFirst(func(ev *evaluator, args []value) (value, error) {
		s := run(args[0].json.Str())
		return str(s), ev.made(len(s))
	})
}

// ofNumber is a function of one number.
func ofNumber(run func(f float64) float64) func(*evaluator, []value) (value, error) {
	return onFirst(func(_ *evaluator, args []value) (value, error) {
		return number(run(args[0].float())), nil
	})
}
