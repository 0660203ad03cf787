package jsonata

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

func numberFunctions() []definition {
	return []definition{
		{"sum", "<a<n>:n>", 1, overNumbers("sum", integer(0))},
		{"count", "<a:n>", 1, func(_ *evaluator, args []value) (value, error) { return integer(args[0].length()), nil }},
		{"max", "<a<n>:n>", 1, overNumbers("max", value{})},
		{"min", "<a<n>:n>", 1, overNumbers("min", value{})},
		{"average", "<a<n>:n>", 1, overNumbers("average", value{})},
		{"number", "<(nsb)-:n>", 1, onFirst(toNumber)},
		{"floor", "<n-:n>", 1, ofNumber(math.Floor)},
		{"ceil", "<n-:n>", 1, ofNumber(math.Ceil)},
		{"abs", "<n-:n>", 1, ofNumber(math.Abs)},
		{"round", "<n-n?:n>", 2, onFirst(round)},
		{"sqrt", "<n-:n>", 1, onFirst(func(_ *evaluator, args []value) (value, error) {
			f := args[0].float()
			if f < 0 {
				return value{}, fault("D3060", 0, about{token: "sqrt", value: args[0]})
			}
			return number(math.Sqrt(f)), nil
		})},
		{"power", "<n-n:n>", 2, onFirst(func(_ *evaluator, args []value) (value, error) {
			f := math.NaN()
			if exponent := argument(args, 1); !exponent.undefined() {
				f = raise(args[0].float(), exponent.float())
			}
			if math.IsInf(f, 0) || math.IsNaN(f) {
				return value{}, fault("D3061", 0, about{token: "power", value: args[0], value2: args[1]})
			}
			return number(f), nil
		})},
		{"formatNumber", "<n-so?:s>", 3, onFirst(formatNumber)},
		{"formatBase", "<n-n?:s>", 2, onFirst(formatBase)},
		{"formatInteger", "<n-s:s>", 2, onFirst(func(_ *evaluator, args []value) (value, error) {
			if args[1].undefined() {
				return value{}, ErrInternal
			}
			s, err := formatInteger(math.Floor(args[0].float()), args[1].json.Str())
			return str(s), err
		})},
		{"parseInteger", "<s-s:n>", 2, onFirst(func(_ *evaluator, args []value) (value, error) {
			if args[1].undefined() {
				return value{}, ErrInternal
			}
			return parseInteger(args[0].json.Str(), args[1].json.Str())
		})},
		{"boolean", "<x-:b>", 1, onFirst(func(_ *evaluator, args []value) (value, error) {
			return boolean(args[0].function() == nil && args[0].truth()), finite(args[0])
		})},
		{"not", "<x-:b>", 1, onFirst(func(_ *evaluator, args []value) (value, error) {
			return boolean(args[0].function() != nil || !args[0].truth()), finite(args[0])
		})},
	}
}

// toNumber reads a number: of a string in JSON's grammar, or with a prefix for its base.
func toNumber(_ *evaluator, args []value) (value, error) {
	v := args[0]
	switch v.typ() {
	case tNumber:
		return v, nil
	case tBool:
		if v.json.Bool() {
			return integer(1), nil
		}
		return integer(0), nil
	}
	text := v.json.Str()
	if n := jsonvalue.NewNumber(withoutZeros(text)); !n.IsUndefined() && !math.IsInf(n.Float(), 0) {
		return number(n.Float()), nil
	}
	if len(text) > 2 && text[0] == '0' && strings.IndexByte("xXoObB", text[1]) >= 0 {
		if n, err := strconv.ParseUint(text, 0, 64); err == nil && !strings.Contains(text, "_") {
			return number(float64(n)), nil
		}
	}
	return value{}, fault("D3030", 0, about{token: "number", value: v})
}

// withoutZeros is a number without zeros before its digits, which JSON does not allow.
func withoutZeros(text string) string {
	digits := strings.TrimPrefix(text, "-")
	sign := text[:len(text)-len(digits)]
	for len(digits) > 1 && digits[0] == '0' && '0' <= digits[1] && digits[1] <= '9' {
		digits = digits[1:]
	}
	return sign + digits
}

// round rounds half to even, at a digit before or behind the point.
func round(_ *evaluator, args []value) (value, error) {
	f := args[0].float()
	precision := 0
	if p := argument(args, 1); !p.undefined() {
		precision = floor(p.float())
	}
	f = shifted(f, precision)
	f = shifted(math.RoundToEven(f), -precision)
	if f == 0 {
		f = 0 // without a sign
	}
	return number(f), nil
}

// shifted moves the decimal point of a number by way of its text, which unlike a
// multiplication is exact.
func shifted(f float64, by int) float64 {
	if by == 0 {
		return f
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return math.NaN()
	}
	digits, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	n, _ := strconv.Atoi(exponent) // of FormatFloat
	f, _ = strconv.ParseFloat(digits+"e"+strconv.Itoa(n+by), 64)
	return f
}

func formatBase(_ *evaluator, args []value) (value, error) {
	f := math.RoundToEven(args[0].float())
	radix := 10
	if r := argument(args, 1); !r.undefined() {
		if of := math.RoundToEven(r.float()); of < 2 || of > 36 {
			return value{}, fault("D3100", 0, about{token: "formatBase", value: number(of)})
		}
		radix = floor(math.RoundToEven(r.float()))
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return str(infinite(f)), nil
	}
	if radix == 10 {
		return str(jsonvalue.NewFloat(f).NumberText()), nil // with an exponent if it is very large
	}
	// Of a number beyond those that are exact the last digits are zeros.
	sign, zeros := "", 0
	if f < 0 {
		sign, f = "-", -f
	}
	for ; f >= 1<<53; zeros++ {
		f /= float64(radix)
	}
	return str(sign + strconv.FormatInt(int64(f), radix) + strings.Repeat("0", zeros)), nil
}

// raise is more exact than math.Pow where the exponent is a whole number.
func raise(base, exponent float64) float64 {
	const limit, precision = 1024, 512
	if exponent != math.Trunc(exponent) || math.Abs(exponent) > limit || base == 0 || math.IsNaN(base) || math.IsInf(base, 0) {
		return math.Pow(base, exponent)
	}
	x, result := new(big.Float).SetPrec(precision).SetFloat64(base), new(big.Float).SetPrec(precision).SetInt64(1)
	for n := int(math.Abs(exponent)); n > 0; n /= 2 {
		if n%2 == 1 {
			result.Mul(result, x)
		}
		x.Mul(x, x)
	}
	if exponent < 0 {
		result.Quo(new(big.Float).SetPrec(precision).SetInt64(1), result)
	}
	f, _ := result.Float64()
	return f
}

func (ev *evaluator) rand() *rand.Rand {
	if ev.random == nil {
		ev.random = rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	return ev.random
}
