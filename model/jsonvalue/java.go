package jsonvalue

import (
	"math"
	"strconv"
	"strings"
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
	case math.IsInf(f, 0):
		return strings.Replace(strconv.FormatFloat(f, 'g', -1, 64), "Inf", "Infinity", 1)
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
