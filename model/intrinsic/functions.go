package intrinsic

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// function is one of the States.* functions. Its limits and its way of rounding are AWS's:
// documented, or, where that differs, observed.
type function struct {
	name     string
	min, max int    // arguments
	template bool   // the first argument is a template
	count    string // what AWS says more about a wrong number of arguments
	// eval returns undefined for arguments that it does not take, and AWS's words for why,
	// "" if those are only that the arguments are invalid. The arguments are only lent to it.
	eval func(args []jsonvalue.Value) (v jsonvalue.Value, why string)
}

// invalid are AWS's words for arguments that a function does not take, be it for their
// types, their values or their number (recorded).
func (f *function) invalid() string { return "Invalid arguments in " + f.name }

var functions = func() map[string]*function {
	byName := make(map[string]*function)
	for _, f := range []function{
		{"States.Array", 0, math.MaxInt, false, "", array},
		{"States.ArrayPartition", 2, 2, false, "", arrayPartition},
		{"States.ArrayContains", 2, 2, false, "", arrayContains},
		{"States.ArrayRange", 3, 3, false, "", arrayRange},
		{"States.ArrayGetItem", 2, 2, false, "", arrayGetItem},
		{"States.ArrayLength", 1, 1, false, "", arrayLength},
		{"States.ArrayUnique", 1, 1, false, "", arrayUnique},
		{"States.Base64Encode", 1, 1, false, "", base64Encode},
		{"States.Base64Decode", 1, 1, false, "", base64Decode},
		{"States.Hash", 2, 2, false, "", hash},
		{"States.JsonMerge", 3, 3, false, "", jsonMerge},
		{"States.StringToJson", 1, 1, false, "", stringToJSON},
		{"States.JsonToString", 1, 1, false, ": only a single argument is allowed.", jsonToString},
		{"States.MathRandom", 2, 3, false, "", mathRandom},
		{"States.MathAdd", 2, 2, false, "", mathAdd},
		{"States.StringSplit", 2, 2, false, "", stringSplit},
		{"States.UUID", 0, math.MaxInt, false, "", newUUID}, // whatever they are (recorded),
		{"States.Format", 1, math.MaxInt, true, "", format},
	} {
		byName[f.name] = &f
	}
	return byName
}()

// maxText bounds the texts that functions make, in bytes: a value may contain another many
// times, and its text is then far longer than what it was made of. No state can hand on a
// tenth of this (AWS: 262,144 bytes).
const maxText = 4 << 20

func array(args []jsonvalue.Value) (jsonvalue.Value, string) {
	return jsonvalue.NewArray(slices.Clone(args)), ""
}

func isArray(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.KindArray }

func elements(v jsonvalue.Value) []jsonvalue.Value {
	list := make([]jsonvalue.Value, v.Len())
	for i := range list {
		list[i] = v.At(i)
	}
	return list
}

// truncated is a number without what is behind its point, as Java casts a double to int.
// AWS documents rounding, but of most functions that is not what it does.
func truncated(v jsonvalue.Value) (int, bool) { return integer(v, math.Trunc) }

// rounded is a number rounded half up, as Java's Math.round.
func rounded(v jsonvalue.Value) (int, bool) {
	return integer(v, func(f float64) float64 { return math.Floor(f + 0.5) })
}

func integer(v jsonvalue.Value, round func(float64) float64) (int, bool) {
	if i, ok := v.Int(); ok { // most are, and this is faster
		return int(i), i >= math.MinInt32 && i <= math.MaxInt32
	}
	f := round(v.Float()) // NaN if v is not a number
	return int(f), f >= math.MinInt32 && f <= math.MaxInt32
}

func arrayPartition(args []jsonvalue.Value) (jsonvalue.Value, string) {
	size, ok := truncated(args[1])
	if !isArray(args[0]) || !ok || size < 1 {
		return jsonvalue.Value{}, ""
	}
	var parts []jsonvalue.Value
	for part := range slices.Chunk(elements(args[0]), size) {
		parts = append(parts, jsonvalue.NewArray(part))
	}
	return jsonvalue.NewArray(parts), ""
}

// arrayContains compares what values look like when they are printed: 1 and "1" are the
// same to AWS, and objects of another order of members are not.
func arrayContains(args []jsonvalue.Value) (jsonvalue.Value, string) {
	if !isArray(args[0]) {
		return jsonvalue.Value{}, ""
	}
	if args[0].Size() > maxText || args[1].Size() > maxText {
		return jsonvalue.Value{}, ""
	}
	wanted := args[1].JavaString()
	for i := range args[0].Len() {
		if args[0].At(i).JavaString() == wanted {
			return jsonvalue.NewBool(true), ""
		}
	}
	return jsonvalue.NewBool(false), ""
}

func arrayRange(args []jsonvalue.Value) (jsonvalue.Value, string) {
	first, ok1 := truncated(args[0])
	last, ok2 := truncated(args[1])
	step, ok3 := truncated(args[2])
	if !ok1 || !ok2 || !ok3 || step == 0 {
		return jsonvalue.Value{}, ""
	}
	items := 0
	if (last-first)*step >= 0 {
		items = (last-first)/step + 1
	}
	if items > 1_000 { // AWS: 1000 items
		return jsonvalue.Value{}, ""
	}
	list := make([]jsonvalue.Value, items)
	for i := range list {
		list[i] = jsonvalue.NewInt(int64(first + i*step))
	}
	return jsonvalue.NewArray(list), ""
}

// arrayGetItem gives null for any place of an empty array, as AWS does.
func arrayGetItem(args []jsonvalue.Value) (jsonvalue.Value, string) {
	i, ok := truncated(args[1])
	switch {
	case !isArray(args[0]) || !ok || i < 0:
		return jsonvalue.Value{}, ""
	case args[0].Len() == 0:
		return jsonvalue.Null(), ""
	case i >= args[0].Len():
		return jsonvalue.Value{}, ""
	default:
		return args[0].At(i), ""
	}
}

func arrayLength(args []jsonvalue.Value) (jsonvalue.Value, string) {
	if !isArray(args[0]) {
		return jsonvalue.Value{}, ""
	}
	return jsonvalue.NewInt(int64(args[0].Len())), ""
}

// arrayUnique gives the items in the order of a Java HashSet, as AWS does: small numbers
// and single letters come sorted, false comes before true.
func arrayUnique(args []jsonvalue.Value) (jsonvalue.Value, string) {
	if !isArray(args[0]) {
		return jsonvalue.Value{}, ""
	}
	if args[0].Size() > maxText {
		return jsonvalue.Value{}, ""
	}
	items := elements(args[0])
	return jsonvalue.NewArray(jsonvalue.JavaSetOrder(items)), ""
}

// mathAdd takes a number beyond all doubles for one of Java's: an infinity, which is rounded
// to the largest or smallest long, of which the lower half counts.
func mathAdd(args []jsonvalue.Value) (jsonvalue.Value, string) {
	summand := func(v jsonvalue.Value) (int, bool) {
		switch f := v.Float(); {
		case math.IsInf(f, 1):
			return -1, true
		case math.IsInf(f, -1):
			return 0, true
		}
		return rounded(v)
	}
	a, ok1 := summand(args[0])
	b, ok2 := summand(args[1])
	if sum := a + b; ok1 && ok2 && sum >= math.MinInt32 && sum <= math.MaxInt32 {
		return jsonvalue.NewInt(int64(sum)), ""
	}
	return jsonvalue.Value{}, ""
}

// mathRandom gives a number from the first argument up to, but not including, the second.
// With a seed it is what Java's Random makes of it.
func mathRandom(args []jsonvalue.Value) (jsonvalue.Value, string) {
	start, ok1 := truncated(args[0])
	end, ok2 := truncated(args[1])
	if !ok1 || !ok2 || start >= end {
		return jsonvalue.Value{}, ""
	}
	if len(args) == 2 {
		return jsonvalue.NewInt(int64(start + rand.IntN(end-start))), ""
	}
	seed, ok := args[2].Int()
	if !ok {
		if _, ok = truncated(args[2]); !ok {
			return jsonvalue.Value{}, ""
		}
		seed = int64(args[2].Float())
	}
	return jsonvalue.NewInt(int64(start) + newJavaRandom(seed).below(int64(end-start))), ""
}

// stringSplit takes each character of the second argument for a separator and leaves out
// empty parts.
func stringSplit(args []jsonvalue.Value) (jsonvalue.Value, string) {
	if args[0].Kind() != jsonvalue.KindString || args[1].Kind() != jsonvalue.KindString {
		return jsonvalue.Value{}, ""
	}
	separators := args[1].Str()
	var parts []jsonvalue.Value
	for part := range strings.FieldsFuncSeq(args[0].Str(), func(r rune) bool {
		return strings.ContainsRune(separators, r)
	}) {
		parts = append(parts, jsonvalue.NewString(part))
	}
	return jsonvalue.NewArray(parts), ""
}
