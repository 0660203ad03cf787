package jsonata

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"math"
	"math/rand/v2"

	"github.com/google/uuid"

	"expresso/model/jsonvalue"
)

// awsFunctions are those that AWS adds to the language, and those that it changes.
func awsFunctions() []definition {
	return []definition{
		{"partition", "<a<x>n?:a>", 2, onFirst(partition)},
		{"range", "<nnn?:a>", 3, onFirst(rangeOf)},
		{"hash", "<ss:s>", 2, onFirst(hashOf)},
		{"random", "<n?:n>", 0, random},
		{"uuid", "<:s>", 0, func(*evaluator, []value) (value, error) { return str(uuid.NewString()), nil }},
		{"parse", "<s?:x>", 1, onFirst(parseJSON)},
	}
}

// wrong is the error of a function of AWS's own (recorded).
func wrong(text string) error { return fault("D3137", 0, about{text: text}) }

// partition cuts an array into arrays of a size, the last of which may be shorter.
func partition(ev *evaluator, args []value) (value, error) {
	list := args[0].items()
	size := len(list) // without a size all is one part (recorded)
	if given := argument(args, 1); !given.undefined() {
		switch size = int(math.Trunc(max(min(given.float(), math.MaxInt32), math.MinInt32))); {
		case size < 0:
			return value{}, wrong("Second argument must be zero or greater")
		case size == 0:
			return value{}, nil
		}
	}
	var out []value
	for len(list) > 0 {
		n := min(size, len(list))
		out = append(out, array(list[:n:n]))
		list = list[n:]
	}
	return array(out), ev.grow(len(args[0].items()) * elemSize)
}

// rangeOf counts from a number to another one. A single number is not an array (recorded).
func rangeOf(ev *evaluator, args []value) (value, error) {
	for i := range 3 {
		if argument(args, i).undefined() {
			return value{}, nil
		}
	}
	from, to, by := math.Trunc(args[0].float()), math.Trunc(args[1].float()), math.Trunc(args[2].float())
	if by == 0 {
		return value{}, nil
	}
	n := math.Floor((to-from)/by) + 1
	if n > float64(ev.limits.Elements) {
		return value{}, errMemory()
	}
	if n < 1 {
		return sequence(nil), nil
	}
	if err := ev.grow(int(n) * elemSize); err != nil {
		return value{}, err
	}
	out := make([]value, int(n))
	for i := range out {
		out[i] = number(from + float64(i)*by)
	}
	return sequence(out), nil
}

func hashOf(_ *evaluator, args []value) (value, error) {
	var h hash.Hash
	switch algorithm := argument(args, 1).json.Str(); algorithm {
	case "MD5":
		h = md5.New()
	case "SHA-1":
		h = sha1.New()
	case "SHA-256":
		h = sha256.New()
	case "SHA-384":
		h = sha512.New384()
	case "SHA-512":
		h = sha512.New()
	default:
		return value{}, wrong("Hash algorithm '" + algorithm + "' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5")
	}
	h.Write([]byte(args[0].json.Str()))
	return str(hex.EncodeToString(h.Sum(nil))), nil
}

// random is a number from 0 to before 1: with a seed the one that Java's generator gives.
func random(_ *evaluator, args []value) (value, error) {
	seed := argument(args, 0)
	if seed.undefined() {
		return number(rand.Float64()), nil
	}
	const multiplier, mask = 0x5deece66d, 1<<48 - 1
	n := int64(math.Floor(seed.float()))
	if i, ok := seed.json.Int(); ok {
		n = i
	}
	state := (uint64(n) ^ multiplier) & mask
	bits := func(count uint) uint64 {
		state = (state*multiplier + 0xb) & mask
		return state >> (48 - count)
	}
	high := bits(26) << 27
	return number(float64(high+bits(27)) / (1 << 53)), nil
}

func parseJSON(ev *evaluator, args []value) (value, error) {
	text := args[0].json.Str()
	if err := ev.grow(len(text) * 4); err != nil {
		return value{}, err
	}
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return value{}, wrong("Invalid JSON")
	}
	return plain(v), nil
}
