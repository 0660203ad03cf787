package pricing

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Money is an amount in units of 10^-13 of a currency, saturating at about 922,337. One
// billing step (100 ms at 64 MB) at AWS's prices is a whole number of these units, so
// that sums of runs are exact.
type Money int64

// unit is how many Money make one dollar, or one unit of another currency, and
// decimals the number of its zeros.
const (
	unit     = 10_000_000_000_000
	decimals = 13
)

// Micro returns an amount of millionths, the unit in which AWS quotes requests.
func Micro(millionths int64) Money {
	return Money(mulDiv(millionths, unit/1_000_000, 1))
}

// ParseMoney reads a plain decimal, such as "0.00001667", of at most 13 decimals and not
// below zero. Nothing is rounded: what does not fit is an error.
func ParseMoney(text string) (Money, error) {
	whole, fraction, point := strings.Cut(text, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	switch {
	case !digits(whole) || point && !digits(fraction):
		return 0, fmt.Errorf("an amount must be a decimal like 0.00001667, got %.40q", text)
	case len(fraction) > decimals:
		return 0, fmt.Errorf("%.40s has more than %d decimals", text, decimals)
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%.40s is over the largest amount, %s", text, Money(math.MaxInt64))
	}
	return Money(n), nil
}

// Plus adds two amounts. It saturates, and so never turns a huge bill into a credit.
func (m Money) Plus(n Money) Money { return Money(plus(int64(m), int64(n))) }

// Times multiplies an amount that is not below zero. It saturates.
func (m Money) Times(n int64) Money { return Money(mulDiv(int64(m), n, 1)) }

// String is the amount in full, without a sign for the currency: "0.0000011041875".
// Tables know their currency: see Table.Format for what people read.
func (m Money) String() string {
	return trimZeros(m.fixed(decimals), 0)
}

// fixed writes the amount with so many decimals (0 to 13), rounded half up.
func (m Money) fixed(places int) string {
	step := int64(1)
	for range decimals - places {
		step *= 10
	}
	sign, n := "", uint64(m)
	if m < 0 {
		sign, n = "-", -n
	}
	n = (n + uint64(step)/2) / uint64(step)
	digits := strconv.FormatUint(n, 10)
	if len(digits) <= places {
		digits = strings.Repeat("0", places+1-len(digits)) + digits
	}
	if places == 0 {
		return sign + digits
	}
	whole := len(digits) - places
	return sign + digits[:whole] + "." + digits[whole:]
}

// significant is how many digits that are not leading zeros Format shows of an amount
// below one: enough to tell runs apart, few enough to read.
const significant = 3

// short writes the amount with the decimals it takes to show three significant digits,
// two decimals at least, and commas between thousands.
func (m Money) short() string {
	places := 2
	for limit := int64(unit); places < decimals && abs(m) < limit/10 && m != 0; limit /= 10 {
		places++
	}
	if m != 0 && abs(m) < unit {
		places += significant - 2
	}
	return grouped(trimZeros(m.fixed(min(places, decimals)), 2))
}

// columnPlaces is how many decimals amounts have that stand below each other: the
// cheapest run costs 0.0000011, and 8 decimals tell its neighbours apart.
const columnPlaces = 8

// abs is the size of m, saturating.
func abs(m Money) int64 {
	if m == math.MinInt64 {
		return math.MaxInt64
	}
	if m < 0 {
		return int64(-m)
	}
	return int64(m)
}

// trimZeros removes zeros from the end of a decimal fraction, but leaves so many places.
func trimZeros(s string, leave int) string {
	dot := strings.IndexByte(s, '.')
	if dot < 0 {
		return s
	}
	end := len(s)
	for end > dot+1+leave && s[end-1] == '0' {
		end--
	}
	return strings.TrimSuffix(s[:end], ".")
}

// grouped puts commas between the thousands of the whole part.
func grouped(s string) string {
	start := 0
	if strings.HasPrefix(s, "-") {
		start = 1
	}
	dot := strings.IndexByte(s, '.')
	if dot < 0 {
		dot = len(s)
	}
	for i := dot - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plus adds and saturates.
func plus(a, b int64) int64 {
	if b > 0 && a > math.MaxInt64-b {
		return math.MaxInt64
	}
	if b < 0 && a < math.MinInt64-b {
		return math.MinInt64
	}
	return a + b
}

// mulDiv returns a*b/c rounded half up, through 128 bits, saturating. Amounts, usage and
// prices are never negative: what is counts as 0.
func mulDiv(a, b, c int64) int64 {
	if a <= 0 || b <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	lo, carry := bits.Add64(lo, uint64(c)/2, 0)
	hi += carry
	if hi >= uint64(c) {
		return math.MaxInt64
	}
	quotient, _ := bits.Div64(hi, lo, uint64(c))
	if quotient > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(quotient)
}
