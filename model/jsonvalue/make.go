package jsonvalue

import (
	"math"
	"unsafe"
)

// maxSize is what Size says of everything that is larger: shared values can make a
// document astronomically long, which must neither overflow nor pass for short.
const maxSize = math.MaxInt32

func clamp(size int) int32 { return int32(min(uint(size), maxSize)) }

// Null returns null.
func Null() Value { return Value{kind: KindNull, size: 4} }

// NewBool returns true or false.
func NewBool(b bool) Value {
	if b {
		return Value{kind: KindBool, n: 1, size: 4}
	}
	return Value{kind: KindBool, size: 5}
}

// NewString returns a string. Bytes of s that are not UTF-8 become U+FFFD.
func NewString(s string) Value {
	s, size := measure(s)
	return stringValue(s, size)
}

// stringValue returns the string s, whose text in quotes has size bytes.
func stringValue(s string, size int) Value {
	return Value{kind: KindString, p: unsafe.Pointer(unsafe.StringData(s)), n: uint64(len(s)), size: clamp(size)}
}

// NewNumber returns the number that text spells in JSON's grammar, with that spelling.
// Text that is not a number gives undefined.
func NewNumber(text string) Value {
	if end, msg := scanNumber(text, 0); end != len(text) || msg != "" {
		return Value{}
	}
	return numberValue(text)
}

func numberValue(text string) Value {
	return Value{kind: KindNumber, p: unsafe.Pointer(unsafe.StringData(text)), n: uint64(len(text)), size: clamp(len(text))}
}

// NewInt returns the integer i.
func NewInt(i int64) Value {
	return Value{kind: KindNumber, form: integer, n: uint64(i), size: int32(digits(i))}
}

// NewFloat returns the number f, which is written as ECMAScript writes it. NaN and the
// infinities, which JSON does not have, give undefined.
func NewFloat(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	if i := int64(f); float64(i) == f && -1<<53 <= i && i <= 1<<53 {
		return NewInt(i)
	}
	return Value{kind: KindNumber, form: float, n: math.Float64bits(f)}
}

// NewArray returns the array of elems, which belongs to the value from now on.
func NewArray(elems []Value) Value {
	size := 2 + max(0, len(elems)-1)
	for i := range elems {
		size = min(size+elems[i].Size(), maxSize)
	}
	return arrayValue(elems, size)
}

func arrayValue(elems []Value, size int) Value {
	return Value{kind: KindArray, p: unsafe.Pointer(unsafe.SliceData(elems)), n: uint64(len(elems)), size: clamp(size)}
}

// NewObject returns the object of members, which belongs to the value from now on. If a
// key comes twice, the last value stands at the first's place.
func NewObject(members []Member) Value {
	members, index := unique(members)
	size := 2 + max(0, len(members)-1)
	for i := range members {
		m := &members[i]
		key, keySize := measure(m.Key)
		m.Key = key
		size = min(size+keySize+1+m.Value.Size(), maxSize)
	}
	return objectValue(members, index, size)
}

func objectValue(members []Member, index index, size int) Value {
	if index != nil {
		return Value{kind: KindObject, form: lookup, p: unsafe.Pointer(&indexed{members, index}), n: uint64(len(members)), size: clamp(size)}
	}
	return Value{kind: KindObject, p: unsafe.Pointer(unsafe.SliceData(members)), n: uint64(len(members)), size: clamp(size)}
}
