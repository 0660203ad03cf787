package check

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"expresso/model/jsonvalue"
)

func text(c *checker, v jsonvalue.Value, at *place) { isKind(c, v, at, jsonvalue.KindString) }

func boolean(c *checker, v jsonvalue.Value, at *place) { isKind(c, v, at, jsonvalue.KindBool) }

// enum is one of some words.
func enum(words ...string) rule {
	return func(c *checker, v jsonvalue.Value, at *place) {
		if isKind(c, v, at, jsonvalue.KindString) && !slices.Contains(words, v.Str()) {
			c.schema(at, "Value should be one of the following: [%s]", strings.Join(words, ", "))
		}
	}
}

// integer is a whole number between two bounds.
func integer(low, high int64) rule {
	return func(c *checker, v jsonvalue.Value, at *place) {
		n, whole := v.Int()
		big := v.Kind() == jsonvalue.KindNumber && !whole && math.Abs(v.Float()) >= 1<<53 // too large for an int64
		switch {
		case !whole && !big:
			c.schema(at, "Expected value of type Integer")
		case whole && n < low, big && v.Float() < 0:
			c.schema(at, "Minimum value is %d", low)
		case whole && n > high, big:
			c.schema(at, "Maximum value is %d", high)
		}
	}
}

// number is a number between two bounds.
func number(low, high float64) rule {
	return func(c *checker, v jsonvalue.Value, at *place) {
		switch {
		case v.Kind() != jsonvalue.KindNumber:
			c.schema(at, "Expected value of type Number")
		case v.Float() < low:
			c.schema(at, "Minimum value is %s", javaDouble(low))
		case v.Float() > high:
			c.schema(at, "Maximum value is %s", javaDouble(high))
		}
	}
}

func javaDouble(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// timestamp is a point in time that is written out.
func timestamp(c *checker, v jsonvalue.Value, at *place) {
	if _, ok := ParseTimestamp(v.Str()); isKind(c, v, at, jsonvalue.KindString) && !ok {
		c.schema(at, "String does not match RFC3339 timestamp")
	}
}

// ParseTimestamp reads a timestamp as the language has them: RFC 3339 with a capital T and
// either Z or an offset.
func ParseTimestamp(s string) (time.Time, bool) {
	if len(s) < len("2006-01-02T15:04:05Z") || s[10] != 'T' {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	return t, err == nil
}

// computable is a value that keeps to a rule, or in JSONata an expression in its place.
func computable(r rule) rule {
	return func(c *checker, v jsonvalue.Value, at *place) {
		switch source, ok := JSONata(v); {
		case c.language != jsonAta || v.Kind() != jsonvalue.KindString:
			r(c, v, at)
		case ok:
			c.expression(source, at)
		default:
			c.schema(at, "%s", notJSONata)
		}
	}
}

// computableText is computable for a field that takes other texts than expressions too.
func computableText(r rule) rule {
	return func(c *checker, v jsonvalue.Value, at *place) {
		if c.language == jsonAta && strings.HasPrefix(v.Str(), opening) {
			c.jsonata(v, at)
			return
		}
		r(c, v, at)
	}
}
