package jsondiff

import (
	"encoding/binary"
	"hash/maphash"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

var seed = maphash.MakeSeed()

// Doc is a JSON value with fingerprints of 64 bits, by which any two values of two
// documents are compared at once.
type Doc struct {
	Value jsonvalue.Value
	// meaning is the same for values that mean the same: numbers however they are spelled,
	// objects in any order. exact is the same only for the same tokens.
	meaning, exact uint64
	Kids           []Doc // elements, or the members' values
}

// NewDoc takes the fingerprints of a value and of all in it.
func NewDoc(v jsonvalue.Value) *Doc {
	d := newDoc(v)
	return &d
}

func newDoc(v jsonvalue.Value) Doc {
	d := Doc{Value: v}
	var h maphash.Hash
	h.SetSeed(seed)
	_ = h.WriteByte(byte(v.Kind())) // never fails
	switch v.Kind() {
	case jsonvalue.KindBool:
		if v.Bool() {
			_ = h.WriteByte(1)
		}
		d.meaning = h.Sum64()
		d.exact = d.meaning
	case jsonvalue.KindNumber:
		text := v.NumberText()
		exact := h
		_, _ = exact.WriteString(text)
		_, _ = h.WriteString(canonical(text))
		d.meaning, d.exact = h.Sum64(), exact.Sum64()
	case jsonvalue.KindString:
		_, _ = h.WriteString(v.Str())
		d.meaning = h.Sum64()
		d.exact = d.meaning
	case jsonvalue.KindArray:
		d.Kids = make([]Doc, v.Len())
		exact := h
		for i := range d.Kids {
			d.Kids[i] = newDoc(v.At(i))
			write(&h, d.Kids[i].meaning)
			write(&exact, d.Kids[i].exact)
		}
		d.meaning, d.exact = h.Sum64(), exact.Sum64()
	case jsonvalue.KindObject:
		d.Kids = make([]Doc, v.Len())
		exact := h
		var sum uint64 // does not depend on the order
		for i := range d.Kids {
			m := v.Member(i)
			d.Kids[i] = newDoc(m.Value)
			key := maphash.String(seed, m.Key)
			var one maphash.Hash
			one.SetSeed(seed)
			write(&one, key)
			write(&one, d.Kids[i].meaning)
			sum += one.Sum64()
			write(&exact, key)
			write(&exact, d.Kids[i].exact)
		}
		write(&h, sum)
		d.meaning, d.exact = h.Sum64(), exact.Sum64()
	default:
		d.meaning = h.Sum64()
		d.exact = d.meaning
	}
	return d
}

func write(h *maphash.Hash, n uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], n)
	_, _ = h.Write(b[:]) // never fails
}

// canonical spells a JSON number in the one way that all spellings of its value share:
// digits without zeros around them, and an exponent. 1.50, 15e-1 and 1.5 are 15e-1.
func canonical(number string) string {
	mantissa, exponent := number, int64(0)
	if i := strings.IndexAny(number, "eE"); i >= 0 {
		e, err := strconv.ParseInt(number[i+1:], 10, 32)
		if err != nil {
			return number
		}
		mantissa, exponent = number[:i], e
	}
	negative := strings.HasPrefix(mantissa, "-")
	mantissa = strings.TrimPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	exponent -= int64(len(fraction))
	short := strings.TrimRight(digits, "0")
	exponent += int64(len(digits) - len(short))
	if short == "" {
		return "0"
	}
	if negative {
		short = "-" + short
	}
	return short + "e" + strconv.FormatInt(exponent, 10)
}
