package jsonata

import (
	"strconv"
	"strings"
)

// signature is what types of arguments a function takes.
type signature struct {
	params []param
}

// param is one parameter of a signature.
type param struct {
	accepts  typeSet
	array    bool // is given as an array, whatever comes
	of       byte // what the array, or the function, is to consist of; 0 for anything
	optional bool
	more     bool // one or more of them
	context  bool // if it is missing the context value is taken
}

// typeSet is a set of types, a bit for each.
type typeSet uint16

func (s typeSet) has(t typ) bool { return s&(1<<t) != 0 }

const anything = 1<<tNull | 1<<tBool | 1<<tNumber | 1<<tString | 1<<tArray | 1<<tObject | 1<<tUndefined

// typesOf is what a letter of a signature stands for. Whatever is undefined may be given.
func typesOf(c byte) (typeSet, bool) {
	switch c {
	case 's':
		return 1<<tString | 1<<tUndefined, true
	case 'n':
		return 1<<tNumber | 1<<tUndefined, true
	case 'b':
		return 1<<tBool | 1<<tUndefined, true
	case 'l':
		return 1<<tNull | 1<<tUndefined, true
	case 'o':
		return 1<<tObject | 1<<tUndefined, true
	case 'a', 'x':
		return anything | 1<<tFunction, true
	case 'f':
		return 1 << tFunction, true
	case 'j':
		return anything, true
	default:
		return 0, false
	}
}

// letter is a type as a signature has it.
func letter(v value) byte { return "mlbnsaof"[v.typ()] }

// parseSignature reads <params:result>. What the result is said to be changes nothing.
func parseSignature(text string) (*signature, *Error) {
	s := &signature{}
	for i := 1; i < len(text) && text[i] != ':' && text[i] != '>'; i++ {
		var last *param
		if n := len(s.params); n > 0 {
			last = &s.params[n-1]
		}
		switch c := text[i]; {
		case c == '(':
			end := strings.IndexByte(text[i:], ')')
			if end < 0 {
				return s, nil
			}
			p := param{}
			for _, c := range []byte(text[i+1 : i+end]) {
				if c == '<' {
					return nil, fault("S0402", i, about{})
				}
				types, _ := typesOf(c)
				p.accepts |= types | 1<<tUndefined
				if c == 'a' {
					p.accepts = p.accepts&^anything | 1<<tArray | 1<<tUndefined | p.accepts&(1<<tString|1<<tNumber|1<<tBool|1<<tNull|1<<tObject)
				}
			}
			s.params = append(s.params, p)
			i += end
		case c == '<':
			end := closingAngle(text, i)
			if last == nil || !last.array && last.accepts != 1<<tFunction {
				return nil, fault("S0401", i, about{})
			}
			if end > i+1 {
				last.of = text[i+1]
			}
			i = end
		case last != nil && c == '-':
			last.context = true
		case last != nil && c == '?':
			last.optional = true
		case last != nil && c == '+':
			last.more = true
		default:
			if types, ok := typesOf(c); ok {
				s.params = append(s.params, param{accepts: types, array: c == 'a'})
			}
		}
	}
	return s, nil
}

func closingAngle(text string, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '<':
			depth++
		case '>':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(text) - 1
}

// match distributes arguments over parameters: counts[p] of them for each. good is how
// many there were that fitted when it does not work out.
func (s *signature) match(p int, args []value, at int, counts []int, good *int) bool {
	*good = max(*good, at)
	if p == len(s.params) {
		return at == len(args)
	}
	q := &s.params[p]
	most := 0
	for at+most < len(args) && q.accepts.has(args[at+most].typ()) && (most == 0 || q.more) {
		most++
	}
	least := 1
	if q.optional || q.context {
		least = 0
	}
	for n := most; n >= least; n-- {
		counts[p] = n
		if s.match(p+1, args, at+n, counts, good) {
			return true
		}
	}
	return false
}

// check brings arguments into the form that the function expects: what is missing is taken
// from the context, what is to be an array is made one. The slice may be changed.
func (s *signature) check(name string, args []value, context value, pos int) ([]value, error) {
	if s.fits(args) {
		return args, nil
	}
	var room [8]int
	counts := room[:]
	if len(s.params) > len(room) {
		counts = make([]int, len(s.params))
	}
	good := 0
	if !s.match(0, args, 0, counts, &good) {
		return nil, fault("T0410", pos, about{token: name, index: strconv.Itoa(good + 1)})
	}
	out := make([]value, 0, max(len(args), len(s.params)))
	at := 0
	for p := range s.params {
		q := &s.params[p]
		if counts[p] == 0 {
			if q.context {
				if !q.accepts.has(context.typ()) {
					return nil, fault("T0411", pos, about{token: name, index: strconv.Itoa(at + 1)})
				}
				out = append(out, context)
			} else {
				out = append(out, value{})
			}
			continue
		}
		for range counts[p] {
			v := args[at]
			at++
			if q.array && !v.undefined() {
				if q.of != 0 && !consists(v, q.of) {
					return nil, fault("T0412", pos, about{token: name, index: strconv.Itoa(at), typ: plural(q.of)})
				}
				if !v.isArray() {
					v = array([]value{v})
				}
			}
			out = append(out, v)
		}
	}
	return out, nil
}

// fits reports whether the arguments are already what is expected, one for each parameter.
func (s *signature) fits(args []value) bool {
	if len(args) != len(s.params) {
		return false
	}
	for i := range args {
		q := &s.params[i]
		t := args[i].typ()
		if t == tUndefined || !q.accepts.has(t) || q.array && (t != tArray || q.of != 0 && !consists(args[i], q.of)) {
			return false
		}
	}
	return true
}

// consists reports whether a value, or all elements of an array, are of a type.
func consists(v value, of byte) bool {
	switch {
	case !v.isArray():
		return letter(v) == of
	case of == 'x':
		return true
	case v.box != nil && v.box.count > 0:
		return of == 'n'
	}
	each := v.list()
	for i := range each.n {
		if letter(each.at(i)) != of {
			return false
		}
	}
	return true
}

func plural(of byte) string {
	switch of {
	case 's':
		return "strings"
	case 'n':
		return "numbers"
	case 'b':
		return "booleans"
	case 'a':
		return "arrays"
	case 'o':
		return "objects"
	case 'f':
		return "functions"
	default:
		return "" // the reference has no word for them
	}
}
