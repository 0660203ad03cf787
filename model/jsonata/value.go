package jsonata

import (
	"math"

	"expresso/model/jsonvalue"
)

// value is what expressions work on: plain JSON, or, in a box, what the evaluation has
// made and JSON does not have. The zero value is undefined.
type value struct {
	json jsonvalue.Value // if box is nil
	box  *box
}

// boxKind is what a box holds.
type boxKind uint8

const (
	listBox   boxKind = iota // an array with marks, or of values that are not plain
	recordBox                // an object of values that are not plain, or one that is being changed
	funcBox
	tupleBox    // a stream of tuples, inside of paths that bind variables
	infiniteBox // a number that is too large for one, or none
)

// box is a value beyond plain JSON. Only the transform operator changes a record after it
// was made: one that nobody else has.
type box struct {
	kind boxKind

	// The marks of a list. A sequence is what a path, a filter or a range gives: in the end
	// one of a single value is that value, and an empty one is undefined, unless it is to
	// be kept as an array. A construct was written as an array at an end of a path, and is
	// not flattened by it. The wrapper holds the input document when that is an array.
	sequence, keep, construct, wrapper bool

	elems []value         // of a list; the values of a record
	keys  []string        // of a record
	array jsonvalue.Value // a list's elements, if they are those of a plain array
	from  int64           // the first of count integers, which a list consists of
	count int
	fn    *function
	tuple []tuple
	float float64 // an infinity or NaN
}

// typ is the type of a value as the language has them.
type typ uint8

const (
	tUndefined typ = iota
	tNull
	tBool
	tNumber
	tString
	tArray
	tObject
	tFunction
)

var jsonTypes = [...]typ{
	jsonvalue.KindUndefined: tUndefined, jsonvalue.KindNull: tNull, jsonvalue.KindBool: tBool, jsonvalue.KindNumber: tNumber,
	jsonvalue.KindString: tString, jsonvalue.KindArray: tArray, jsonvalue.KindObject: tObject,
}

func (v value) typ() typ {
	if v.box == nil {
		return jsonTypes[v.json.Kind()]
	}
	switch v.box.kind {
	case recordBox:
		return tObject
	case funcBox:
		return tFunction
	case infiniteBox:
		return tNumber
	default:
		return tArray
	}
}

func (v value) undefined() bool { return v.box == nil && v.json.IsUndefined() }
func (v value) isArray() bool {
	if v.box == nil {
		return v.json.Kind() == jsonvalue.KindArray
	}
	return v.box.kind == listBox || v.box.kind == tupleBox
}
func (v value) isString() bool { return v.box == nil && v.json.Kind() == jsonvalue.KindString }
func (v value) isNumber() bool {
	if v.box == nil {
		return v.json.Kind() == jsonvalue.KindNumber
	}
	return v.box.kind == infiniteBox
}

// isSequence and isConstruct ask for the marks of a list.
func (v value) isSequence() bool  { return v.box != nil && v.box.sequence }
func (v value) isConstruct() bool { return v.box != nil && v.box.construct }

func str(s string) value            { return value{json: jsonvalue.NewString(s)} }
func boolean(b bool) value          { return value{json: jsonvalue.NewBool(b)} }
func plain(v jsonvalue.Value) value { return value{json: v} }
func integer(i int) value           { return value{json: jsonvalue.NewInt(int64(i))} }
func array(elems []value) value     { return value{box: &box{elems: elems}} }
func sequence(elems []value) value  { return value{box: &box{elems: elems, sequence: true}} }
func funcValue(f *function) value   { return value{box: &box{kind: funcBox, fn: f}} }

// texts returns an array of strings.
func texts(s []string) value {
	elems := make([]value, len(s))
	for i := range s {
		elems[i] = str(s[i])
	}
	return array(elems)
}

// number returns f, which may be an infinity. Operators that are given one fail.
func number(f float64) value {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return value{box: &box{kind: infiniteBox, float: f}}
	}
	return value{json: jsonvalue.NewFloat(f)}
}

// float is the number that v is.
func (v value) float() float64 {
	if v.box != nil && v.box.kind == infiniteBox {
		return v.box.float
	}
	return v.json.Float()
}

// length is the number of an array's elements, 0 for what is not an array.
func (v value) length() int {
	switch b := v.box; {
	case b == nil:
		if v.json.Kind() == jsonvalue.KindArray {
			return v.json.Len()
		}
		return 0
	case b.kind == tupleBox:
		return len(b.tuple)
	case b.kind != listBox:
		return 0
	case b.count > 0:
		return b.count
	case !b.array.IsUndefined():
		return b.array.Len()
	default:
		return len(b.elems)
	}
}

// at is the ith element of an array.
func (v value) at(i int) value {
	switch b := v.box; {
	case b == nil:
		return value{json: v.json.At(i)}
	case b.kind == tupleBox:
		return b.tuple[i].at
	case b.count > 0:
		return value{json: jsonvalue.NewInt(b.from + int64(i))}
	case !b.array.IsUndefined():
		return value{json: b.array.At(i)}
	default:
		return b.elems[i]
	}
}

// list is a value's elements for those who go through all of them: a value that is not an array
// is its only one.
type list struct {
	json  []jsonvalue.Value
	elems []value
	of    value
	n     int
}

func (v value) list() list {
	l := list{of: v, n: 1}
	switch b := v.box; {
	case b == nil && v.json.Kind() == jsonvalue.KindArray:
		l.json = v.json.Elements()
		l.n = len(l.json)
	case b == nil || b.kind != listBox && b.kind != tupleBox:
		l.elems = []value{v}
	case !b.array.IsUndefined():
		l.json = b.array.Elements()
		l.n = len(l.json)
	case b.kind == listBox && b.count == 0:
		l.elems = b.elems
		l.n = len(b.elems)
	default:
		l.n = v.length()
	}
	return l
}

func (l *list) at(i int) value {
	if l.json != nil {
		return value{json: l.json[i]}
	}
	if l.elems != nil {
		return l.elems[i]
	}
	return l.of.at(i)
}

// plain is the ith value where it stands, nil if it is in a box, or stands nowhere.
func (l *list) plain(i int) *jsonvalue.Value {
	if l.json != nil {
		return &l.json[i]
	}
	if l.elems != nil && l.elems[i].box == nil {
		return &l.elems[i].json
	}
	return nil
}

// items are an array's elements, as a slice that is not to be changed; of what is not an array
// the value itself, and of undefined none.
func (v value) items() []value {
	if v.box != nil && v.box.kind == listBox && v.box.count == 0 && v.box.array.IsUndefined() {
		return v.box.elems
	}
	if v.undefined() {
		return nil
	}
	if !v.isArray() {
		return []value{v}
	}
	return v.appendTo(nil)
}

// appendTo appends the elements of an array.
func (v value) appendTo(dst []value) []value {
	n := v.length()
	if dst == nil {
		dst = make([]value, 0, n)
	}
	if v.box != nil && len(v.box.elems) > 0 {
		return append(dst, v.box.elems...)
	}
	for i := range n {
		dst = append(dst, v.at(i))
	}
	return dst
}

// size is the number of members of an object.
func (v value) size() int {
	if v.box != nil {
		return len(v.box.keys)
	}
	return v.json.Len()
}

// member is the ith member of an object.
func (v value) member(i int) (string, value) {
	if v.box != nil {
		return v.box.keys[i], v.box.elems[i]
	}
	m := v.json.Member(i)
	return m.Key, value{json: m.Value}
}

// get finds a member of an object. It is undefined for everything else.
func (v value) get(key string) value {
	if v.box == nil {
		x, _ := v.json.Get(key)
		return value{json: x}
	}
	if v.box.kind == recordBox {
		for i, k := range v.box.keys {
			if k == key {
				return v.box.elems[i]
			}
		}
	}
	return value{}
}

// set gives a record a member.
func (b *box) set(key string, v value) {
	for i, k := range b.keys {
		if k == key {
			b.elems[i] = v
			return
		}
	}
	b.keys = append(b.keys, key)
	b.elems = append(b.elems, v)
}

// remove takes a member from a record.
func (b *box) remove(key string) {
	for i, k := range b.keys {
		if k == key {
			b.keys = append(b.keys[:i:i], b.keys[i+1:]...)
			b.elems = append(b.elems[:i:i], b.elems[i+1:]...)
			return
		}
	}
}

// object returns an object: plain if all its values are. The slices belong to it.
func object(keys []string, values []value) value {
	for i := range values {
		if values[i].box != nil {
			return value{box: &box{kind: recordBox, keys: keys, elems: values}}
		}
	}
	members := make([]jsonvalue.Member, len(keys))
	for i := range members {
		members[i] = jsonvalue.Member{Key: keys[i], Value: values[i].json}
	}
	return value{json: jsonvalue.NewObject(members)}
}

// unwrapped is what becomes of a sequence when the expression that made it is done.
func (v value) unwrapped() value {
	if v.box == nil || !v.box.sequence || v.box.kind == tupleBox {
		return v
	}
	switch v.length() {
	case 0:
		return value{}
	case 1:
		if !v.box.keep {
			return v.at(0)
		}
	}
	return v
}

// kept is v as a sequence that stays an array even if it has but one value.
func (v value) kept() value {
	switch {
	case v.undefined():
		return v
	case !v.isArray():
		return value{box: &box{elems: []value{v}, sequence: true, keep: true}}
	case v.box == nil:
		return v // an array of the document is one anyway
	case v.box.construct && !v.box.sequence:
		return value{box: &box{elems: []value{v}, sequence: true, keep: true}}
	default:
		v.box.keep = true
		return v
	}
}

// truth is the boolean that a value stands for. Undefined stands for none; that is false
// as well. Functions are true, but not to those that ask for a boolean by name.
func (v value) truth() bool {
	if v.json.Bool() {
		return true
	}
	switch v.typ() {
	case tNumber:
		return v.box == nil && v.float() != 0 || v.box != nil && !math.IsNaN(v.box.float)
	case tString:
		return v.json.Len() > 0
	case tObject:
		return v.size() > 0
	case tFunction:
		return v.box.fn.regex == nil
	case tArray:
		looks := maxLooks
		return v.anyTrue(&looks)
	}
	return false
}

// maxLooks is how many elements are checked for one that is true: an array that has
// another one many times, and that another one, seems to have more than there is time for.
const maxLooks = 1_000_000

func (v value) anyTrue(looks *int) bool {
	for i := range v.length() {
		if *looks--; *looks < 0 {
			return false
		}
		x := v.at(i)
		if x.isArray() && x.anyTrue(looks) || !x.isArray() && x.truth() {
			return true
		}
	}
	return false
}
