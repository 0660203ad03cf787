package diff

import (
	"encoding/binary"
	"hash/maphash"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

var seed = maphash.MakeSeed()

// doc is a JSON value with fingerprints of 64 bits, by which any two values of two
// documents are compared at once.
type doc struct {
	value jsonvalue.Value
	// meaning is the same for values that mean the same: numbers however they are spelled,
	// objects in whatever order. exact is the same only for the same tokens.
	meaning, exact uint64
	kids           []doc // elements, or the members' values
}

func newDoc(v jsonvalue.Value) doc {
	d := doc{value: v}
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
		d.kids = make([]doc, v.Len())
		exact := h
		for i := range d.kids {
			d.kids[i] = newDoc(v.At(i))
			write(&h, d.kids[i].meaning)
			write(&exact, d.kids[i].exact)
		}
		d.meaning, d.exact = h.Sum64(), exact.Sum64()
	case jsonvalue.KindObject:
		d.kids = make([]doc, v.Len())
		exact := h
		var sum uint64 // does not depend on the order
		for i := range d.kids {
			m := v.Member(i)
			d.kids[i] = newDoc(m.Value)
			key := maphash.String(seed, m.Key)
			var one maphash.Hash
			one.SetSeed(seed)
			write(&one, key)
			write(&one, d.kids[i].meaning)
			sum += one.Sum64()
			write(&exact, key)
			write(&exact, d.kids[i].exact)
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
