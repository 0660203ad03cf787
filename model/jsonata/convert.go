package jsonata

import (
	"math"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

// maxValueDepth bounds how deep a value may be nested that is walked through.
const maxValueDepth = jsonvalue.MaxDepth

func tooDeep() error { return limit("The value is nested more than 1000 levels deep") }

// deeper reports whether a value is nested more than so many levels deep.
func deeper(v jsonvalue.Value, levels int) bool {
	if levels < 0 {
		return true
	}
	for i := range v.Len() {
		switch v.Kind() {
		case jsonvalue.KindArray:
			if deeper(v.At(i), levels-1) {
				return true
			}
		case jsonvalue.KindObject:
			if deeper(v.Member(i).Value, levels-1) {
				return true
			}
		default:
			return false
		}
	}
	return false
}

// toJSON makes plain JSON of a value.
func (ev *evaluator) toJSON(v value, depth int) (jsonvalue.Value, error) {
	if depth > maxValueDepth {
		return jsonvalue.Value{}, tooDeep()
	}
	if v.box == nil {
		return v.json, nil
	}
	n := v.length()
	if v.box.kind == recordBox {
		n = len(v.box.keys)
	}
	if err := ev.grow(n * elemSize); err != nil {
		return jsonvalue.Value{}, err
	}
	if err := ev.step(n); err != nil {
		return jsonvalue.Value{}, err
	}
	switch v.box.kind {
	case funcBox:
		return jsonvalue.Value{}, ErrFunction
	case infiniteBox:
		return jsonvalue.NewString(infinite(v.box.float)), nil // AWS: a string
	case recordBox:
		members := make([]jsonvalue.Member, n)
		for i := range members {
			x, err := ev.toJSON(v.box.elems[i], depth+1)
			if err != nil {
				return x, err
			}
			members[i] = jsonvalue.Member{Key: v.box.keys[i], Value: x}
		}
		return jsonvalue.NewObject(members), nil
	}
	if !v.box.array.IsUndefined() {
		return v.box.array, nil
	}
	elems := make([]jsonvalue.Value, n)
	for i := range elems {
		x, err := ev.toJSON(v.at(i), depth+1)
		if err != nil {
			return x, err
		}
		if x.IsUndefined() {
			x = jsonvalue.Null() // a group of a match that took no part in it
		}
		elems[i] = x
	}
	return jsonvalue.NewArray(elems), nil
}

// infinite names an infinity, or what is not a number.
func infinite(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case f < 0:
		return "-Infinity"
	default:
		return "Infinity"
	}
}

// clone copies a value so that each object in it can be changed by itself.
func (ev *evaluator) clone(v value, depth int) (value, error) {
	if depth > maxValueDepth {
		return value{}, tooDeep()
	}
	switch v.typ() {
	case tArray:
		n := v.length()
		if err := ev.grow(n * elemSize); err != nil {
			return value{}, err
		}
		elems := make([]value, n)
		for i := range elems {
			var err error
			if elems[i], err = ev.clone(v.at(i), depth+1); err != nil {
				return value{}, err
			}
		}
		return array(elems), nil
	case tObject:
		n := v.size()
		if err := ev.grow(n * 2 * elemSize); err != nil {
			return value{}, err
		}
		b := &box{kind: recordBox, keys: make([]string, n), elems: make([]value, n)}
		for i := range n {
			key, x := v.member(i)
			x, err := ev.clone(x, depth+1)
			if err != nil {
				return value{}, err
			}
			b.keys[i], b.elems[i] = key, x
		}
		return value{box: b}, nil
	case tFunction:
		return str(""), nil
	case tNumber: // goes through a text of at most 15 digits, as everything in it
		if v.box != nil {
			return plain(jsonvalue.Null()), nil
		}
		if f := v.float(); rounded15(f) != f {
			return number(rounded15(f)), nil
		}
		return v, nil
	default:
		return v, nil
	}
}

// stringify is a value as a string: a string itself, else JSON, with numbers of at most 15
// digits.
func stringify(v value, pretty bool) (string, error) {
	switch v.typ() {
	case tString:
		return v.json.Str(), nil
	case tFunction:
		return "", nil
	case tNumber:
		if f := v.float(); math.IsInf(f, 0) || math.IsNaN(f) {
			return "", fault("D3001", 0, about{})
		}
	}
	if v.isNumber() {
		return shortNumber(v), nil
	}
	w := writer{pretty: pretty, limit: maxText}
	if err := w.write(v, 0); err != nil {
		return "", err
	}
	return string(w.text), nil
}

// maxText bounds the text that is made of one value, in bytes.
const maxText = 64 << 20

type writer struct {
	text   []byte
	pretty bool
	exact  bool // numbers with all their digits
	limit  int  // in bytes
}

func (w *writer) newLine(depth int) {
	if w.pretty {
		w.text = append(w.text, '\n')
		for range depth {
			w.text = append(w.text, "  "...)
		}
	}
}

func (w *writer) write(v value, depth int) error {
	switch {
	case depth > maxValueDepth:
		return tooDeep()
	case len(w.text) > w.limit:
		return errMemory()
	}
	switch v.typ() {
	case tNumber:
		f := v.float()
		switch {
		case math.IsNaN(f):
			w.text = append(w.text, "null"...)
			return nil
		case math.IsInf(f, 0):
			return fault("D1001", 0, about{value: v})
		}
		if w.exact {
			w.text = append(w.text, jsonvalue.NewFloat(f).NumberText()...)
		} else {
			w.text = append(w.text, shortNumber(v)...)
		}
	case tArray:
		w.text = append(w.text, '[')
		n := v.length()
		for i := range n {
			if i > 0 {
				w.text = append(w.text, ',')
			}
			w.newLine(depth + 1)
			if err := w.write(v.at(i), depth+1); err != nil {
				return err
			}
		}
		if n > 0 {
			w.newLine(depth)
		}
		w.text = append(w.text, ']')
	case tObject:
		w.text = append(w.text, '{')
		n := v.size()
		for i := range n {
			if i > 0 {
				w.text = append(w.text, ',')
			}
			w.newLine(depth + 1)
			key, x := v.member(i)
			w.text = append(str(key).json.AppendJSON(w.text), ':')
			if w.pretty {
				w.text = append(w.text, ' ')
			}
			if err := w.write(x, depth+1); err != nil {
				return err
			}
		}
		if n > 0 {
			w.newLine(depth)
		}
		w.text = append(w.text, '}')
	case tFunction:
		w.text = append(w.text, `""`...)
	default:
		w.text = v.json.AppendJSON(w.text)
	}
	return nil
}

// shortNumber is a number as text, rounded to 15 digits.
func shortNumber(v value) string {
	text := v.json.NumberText()
	if len(text) <= 15 && !strings.ContainsAny(text, ".eE") && text != "-0" {
		return text
	}
	if f := v.float(); whole(f) && math.Abs(f) > 1<<53 {
		return jsonvalue.NewFloat(f).NumberText() // AWS: whole numbers beyond those that are exact are not rounded
	}
	return jsonvalue.NewFloat(rounded15(v.float())).NumberText()
}

func rounded15(f float64) float64 {
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'e', 14, 64), 64) // its own text
	return f
}

// floor is a number rounded down, as an index.
func floor(f float64) int {
	if math.IsNaN(f) {
		return 0
	}
	return int(max(min(math.Floor(f), math.MaxInt32), math.MinInt32))
}
