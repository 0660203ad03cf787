package jsonvalue

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JavaString is v as Java prints it, which shows in some of AWS's messages and in
// States.Format: a string without quotes, an object as a map ({a=1, b=x}), an array, and
// all that is in it, as JSON.
func (v Value) JavaString() string {
	switch v.kind {
	case KindString:
		return v.text()
	case KindNumber:
		return javaNumber(v)
	case KindObject:
		var b strings.Builder
		b.WriteByte('{')
		for i, m := range v.members() {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(m.Key)
			b.WriteByte('=')
			b.WriteString(m.Value.JavaString())
		}
		b.WriteByte('}')
		return b.String()
	default:
		return v.String()
	}
}

// javaNumber prints a number: an integer as it is spelled,
// anything else as a double (Double.toString).
func javaNumber(v Value) string {
	text := v.NumberText()
	if !strings.ContainsAny(text, ".eE") {
		return text
	}
	f := v.Float()
	switch abs := math.Abs(f); {
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0 || abs >= 1e-3 && abs < 1e7:
		text = strconv.FormatFloat(f, 'f', -1, 64)
		if !strings.Contains(text, ".") {
			text += ".0"
		}
		return text
	default:
		digits, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
		if !strings.Contains(digits, ".") {
			digits += ".0"
		}
		e, _ := strconv.Atoi(exponent)
		return digits + "E" + strconv.Itoa(e)
	}
}

// JavaMapOrder puts members into the order in which a Java HashMap goes through them. AWS
// builds some objects in one, and it shows in their text. The slice is changed in place;
// a key that comes twice is left to NewObject.
func JavaMapOrder(members []Member) []Member {
	keys := make(map[string]bool, len(members))
	for i := range members {
		keys[members[i].Key] = true
	}
	table := javaTable(len(keys))
	slices.SortStableFunc(members, func(a, b Member) int {
		return cmp.Compare(javaBucket(javaStringHash(a.Key), table), javaBucket(javaStringHash(b.Key), table))
	})
	return members
}

// JavaSetOrder leaves out values that equal an earlier one and puts the others into the
// order in which a Java HashSet goes through them. The slice is changed in place.
func JavaSetOrder(values []Value) []Value {
	table := javaTable(len(values) + 1) // as HashSet's constructor from a collection has it
	seen := make(map[string]bool, len(values))
	kept := values[:0]
	for _, v := range values {
		text := string(v.appendCanonical(nil))
		if !seen[text] {
			seen[text] = true
			kept = append(kept, v)
		}
	}
	slices.SortStableFunc(kept, func(a, b Value) int {
		return cmp.Compare(javaBucket(a.javaHash(), table), javaBucket(b.javaHash(), table))
	})
	return kept
}

// javaTable is the number of buckets of a HashMap with so many entries.
func javaTable(entries int) uint32 {
	table := uint32(16)
	for int64(entries) > int64(table)*3/4 {
		table *= 2
	}
	return table
}

func javaBucket(hash int32, table uint32) uint32 {
	h := uint32(hash)
	return (h ^ h>>16) & (table - 1)
}

// javaStringHash is String.hashCode, which goes over UTF-16.
func javaStringHash(s string) (h int32) {
	for _, r := range s {
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			h = 31*(31*h+high) + low
			continue
		}
		h = 31*h + r
	}
	return h
}

// javaHash is the hashCode of what a JSON library makes of v.
func (v Value) javaHash() (h int32) {
	switch v.kind {
	case KindBool:
		if v.Bool() {
			return 1231
		}
		return 1237
	case KindNumber:
		bits, ok := v.Int()
		if text := v.NumberText(); !ok || strings.ContainsAny(text, ".eE") {
			bits = int64(math.Float64bits(v.Float()))
		} else if bits == int64(int32(bits)) {
			return int32(bits)
		}
		return int32(bits ^ int64(uint64(bits)>>32))
	case KindString:
		return javaStringHash(v.text())
	case KindArray:
		h = 1
		for _, e := range v.elems() {
			h = 31*h + e.javaHash()
		}
	case KindObject:
		for _, m := range v.members() {
			h += javaStringHash(m.Key) ^ m.Value.javaHash()
		}
	}
	return h
}

// appendCanonical appends a text that equal values share: JSON with sorted keys and with
// numbers as Java prints them.
func (v Value) appendCanonical(dst []byte) []byte {
	switch v.kind {
	case KindNumber:
		return append(dst, javaNumber(v)...)
	case KindArray:
		dst = append(dst, '[')
		for _, e := range v.elems() {
			dst = append(e.appendCanonical(dst), ',')
		}
		return append(dst, ']')
	case KindObject:
		members := slices.Clone(v.members())
		slices.SortFunc(members, func(a, b Member) int { return cmp.Compare(a.Key, b.Key) })
		dst = append(dst, '{')
		for _, m := range members {
			dst = append(appendString(dst, m.Key, 0), ':')
			dst = append(m.Value.appendCanonical(dst), ',')
		}
		return append(dst, '}')
	default:
		return v.AppendJSON(dst)
	}
}
