// Package jsonvalue holds JSON values: ordered objects, numbers that keep their text. Values
// are immutable and shared without copying. It is not a codec for Go structs, and it decides
// nothing about what a document means.
package jsonvalue

import (
	"math"
	"slices"
	"strconv"
	"sync/atomic"
	"unsafe"
)

// Kind says what a value is.
type Kind uint8

// The kinds. Undefined is the absence of a value; it never is in a document.
const (
	KindUndefined Kind = iota
	KindNull
	KindBool
	KindNumber
	KindString
	KindArray
	KindObject
)

// String is the kind's name in a message: "object", "string" and so on.
func (k Kind) String() string {
	return [...]string{"undefined", "null", "boolean", "number", "string", "array", "object"}[k]
}

// Value is an immutable JSON value. The zero Value is undefined. Values are small: pass
// and keep them by value.
//
// The three words are put to a use that depends on kind and form, as in log/slog, so that
// strings, numbers and small objects need no allocation beyond what they refer to. The
// functions in this file are the only ones that look through the pointer.
type Value struct {
	_    [0]func()      // values are not comparable with ==: use Equal
	p    unsafe.Pointer // to the bytes, elements or members, or to an indexed
	n    uint64         // how many of them; or the integer or the bits of the float
	size int32          // bytes of the compact text; 0 if not known yet (floats)
	kind Kind
	form form
}

type form uint8

const (
	plain   form = iota // p and n are a string or a slice
	integer             // a number: n is an int64
	float               // a number: n has the bits of a float64
	lookup              // an object: p is an *indexed
)

// indexed is an object with so many members that a key is looked up, not searched for.
type indexed struct {
	members []Member
	index   index
}

// Member is one key of an object with its value.
type Member struct {
	Key   string
	Value Value
}

// Same reports whether v and w are one value in memory. Equal values need not be; of small ones
// that are not it may say so too.
func (v Value) Same(w Value) bool {
	return v.p == w.p && v.n == w.n && v.kind == w.kind && v.form == w.form
}

// elems is what an array consists of, nothing for other kinds.
func (v Value) elems() []Value {
	if v.kind != KindArray {
		return nil
	}
	return unsafe.Slice((*Value)(v.p), int(v.n))
}

// members is what an object consists of, nothing for other kinds.
func (v Value) members() []Member {
	switch {
	case v.kind != KindObject:
		return nil
	case v.form == lookup:
		return (*indexed)(v.p).members
	default:
		return unsafe.Slice((*Member)(v.p), int(v.n))
	}
}

// text is what a string or a number with a spelling of its own consists of.
func (v Value) text() string { return unsafe.String((*byte)(v.p), int(v.n)) }

// Kind says what the value is.
func (v Value) Kind() Kind { return v.kind }

// IsUndefined reports whether v is the absence of a value.
func (v Value) IsUndefined() bool { return v.kind == KindUndefined }

// Bool is true for the value true.
func (v Value) Bool() bool { return v.kind == KindBool && v.n == 1 }

// Str is the contents of a string, decoded; "" for other kinds.
func (v Value) Str() string {
	if v.kind != KindString {
		return ""
	}
	return v.text()
}

// NumberText is how the number is spelled, "" for other kinds.
func (v Value) NumberText() string {
	if v.kind != KindNumber {
		return ""
	}
	if v.form == plain {
		return v.text()
	}
	var buf [32]byte
	return string(v.appendNumber(buf[:0]))
}

// Float is the number as the nearest float64: infinite if it is too large for one, NaN for
// other kinds.
func (v Value) Float() float64 {
	switch {
	case v.kind != KindNumber:
		return math.NaN()
	case v.form == integer:
		return float64(int64(v.n))
	case v.form == float:
		return math.Float64frombits(v.n)
	}
	text := v.text()
	if i, ok := shortInt(text); ok && (i != 0 || text[0] != '-') {
		return float64(i)
	}
	if f, ok := shortDecimal(text); ok {
		return f
	}
	f, _ := strconv.ParseFloat(text, 64) // out of range: the infinity that is promised
	return f
}

// Int is the number as an integer, however it is spelled: 1, 1.0 and 10e-1 are the same.
// ok is false if it is not an integer, or none of 64 bits, or no number.
func (v Value) Int() (i int64, ok bool) {
	switch {
	case v.kind != KindNumber:
		return 0, false
	case v.form == integer:
		return int64(v.n), true
	case v.form == plain:
		text := v.text()
		if i, ok := shortInt(text); ok {
			return i, true
		}
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return i, true
		}
	}
	return decimalOf(v.NumberText()).int64()
}

// Len is the number of an array's elements, an object's members or a string's bytes; 0
// for other kinds.
func (v Value) Len() int {
	switch v.kind {
	case KindArray, KindObject, KindString:
		return int(v.n)
	default:
		return 0
	}
}

// At is the ith element of an array. It panics if there is none.
func (v Value) At(i int) Value { return v.elems()[i] }

// Elements are an array's, for those who look at all of them: they are the value's own and
// not to be changed. Other kinds have none.
func (v Value) Elements() []Value { return v.elems() }

// Member is the ith member of an object. It panics if there is none.
func (v Value) Member(i int) Member { return v.members()[i] }

// Get finds a member of an object by key. Other kinds have none.
func (v Value) Get(key string) (Value, bool) {
	members := v.members()
	if v.form == lookup {
		if i := place(members, v.index(), key); i >= 0 {
			return members[i].Value, true
		}
		return Value{}, false
	}
	for i := range members {
		if members[i].Key == key {
			return members[i].Value, true
		}
	}
	return Value{}, false
}

// Find is Get for those who look for one key in many objects that are alike: hint is where
// it was found before, and where it was found now is returned. The value is undefined if
// there is none.
func (v Value) Find(key string, hint int) (Value, int) {
	if v.kind != KindObject {
		return Value{}, hint
	}
	if v.form != lookup {
		members := unsafe.Slice((*Member)(v.p), int(v.n))
		if uint(hint) < uint(len(members)) && members[hint].Key == key {
			return members[hint].Value, hint
		}
		for i := range members {
			if members[i].Key == key {
				return members[i].Value, i
			}
		}
		return Value{}, hint
	}
	x, _ := v.Get(key)
	return x, hint
}

// Hint is where a key was found last in an object. It may be used by several at once.
type Hint struct{ at atomic.Uint32 }

// Walk goes from member to member, by one key after the other, as long as it comes to objects.
// It returns where it ended and how many keys that took: all of them, or those before what is
// no object. Hints has as many elements as keys.
func (v Value) Walk(keys []string, hints []Hint) (Value, int) {
	at := &v
	for i, key := range keys {
		switch {
		case at.kind != KindObject:
			return *at, i
		case at.form == lookup:
			x, _ := at.Get(key)
			at = &x
			continue
		}
		members := unsafe.Slice((*Member)(at.p), int(at.n))
		hint := hints[i].at.Load()
		if int(hint) >= len(members) || members[hint].Key != key {
			found := slices.IndexFunc(members, func(m Member) bool { return m.Key == key })
			if found < 0 {
				return Value{}, len(keys)
			}
			hint = uint32(found)
			hints[i].at.Store(hint)
		}
		at = &members[hint].Value
	}
	return *at, len(keys)
}

// index is that of an object with many members, nil for all else.
func (v Value) index() index {
	if v.form != lookup {
		return nil
	}
	return (*indexed)(v.p).index
}

// With returns the object with x under key: in the place of what is there, else at the
// end. Of a value that is not an object it makes one with this only member.
func (v Value) With(key string, x Value) Value {
	old := v.members()
	at := place(old, v.index(), key)
	if at < 0 {
		members := make([]Member, len(old)+1)
		copy(members, old)
		members[len(old)] = Member{key, x}
		if len(members) > searched {
			return NewObject(members)
		}
		key, keySize := measure(key)
		members[len(old)].Key = key
		size := 2 + keySize + 1 + x.Size()
		if len(old) > 0 {
			size += v.Size() - 1
		}
		return objectValue(members, nil, size)
	}
	members := make([]Member, len(old))
	copy(members, old)
	members[at].Value = x
	if v.size == maxSize {
		return NewObject(members)
	}
	return objectValue(members, v.index(), v.Size()-old[at].Value.Size()+x.Size())
}

// WithAt returns the array with x as its ith element. It panics if there is no ith.
func (v Value) WithAt(i int, x Value) Value {
	old := v.elems()
	elems := make([]Value, len(old))
	copy(elems, old)
	elems[i] = x
	if v.size == maxSize {
		return NewArray(elems)
	}
	return arrayValue(elems, v.Size()-old[i].Size()+x.Size())
}

// Size is the number of bytes of the compact JSON text, at most 2147483647. It is known
// without writing the text.
func (v Value) Size() int {
	if v.size != 0 {
		return int(v.size)
	}
	if v.kind == KindNumber {
		var buf [32]byte
		return len(v.appendNumber(buf[:0]))
	}
	return len("null") // undefined, which is not to be in a document, is written so
}
