package jsonata

import (
	"math"
	"strings"
)

var (
	few = [...]string{
		"Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
		"Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
	}
	fewth = [...]string{
		"Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth",
		"Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth",
	}
	decades    = [...]string{"Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"}
	magnitudes = [...]string{"Thousand", "Million", "Billion", "Trillion"}
)

// words is a whole number in English.
func words(f float64, ordinal bool) string { return wordsAfter(f, false, ordinal) }

// wordsAfter is what a number reads like behind a larger part of it, or alone.
func wordsAfter(f float64, after, ordinal bool) string {
	glue := func(s string) string {
		if after {
			return s
		}
		return ""
	}
	switch {
	case f < 20:
		if ordinal {
			return glue(" and ") + fewth[int(f)]
		}
		return glue(" and ") + few[int(f)]
	case f < 100:
		text := glue(" and ") + decades[int(f)/10-2]
		if rest := math.Mod(f, 10); rest > 0 {
			return text + "-" + wordsAfter(rest, false, ordinal)
		} else if ordinal {
			return text[:len(text)-1] + "ieth"
		}
		return text
	case f < 1000:
		return glue(", ") + few[int(f)/100] + " Hundred" + remainder(math.Mod(f, 100), ordinal)
	}
	magnitude := 0
	factor := 1000.0
	for magnitude < len(magnitudes)-1 && f >= factor*1000 {
		magnitude++
		factor *= 1000
	}
	count := math.Floor(f / factor)
	return glue(", ") + wordsAfter(count, false, false) + " " + magnitudes[magnitude] + remainder(f-count*factor, ordinal)
}

func remainder(f float64, ordinal bool) string {
	switch {
	case f > 0:
		return wordsAfter(f, true, ordinal)
	case ordinal:
		return "th"
	default:
		return ""
	}
}

// wordValue is what a word of a number stands for, in lower case.
func wordValue(word string) (float64, bool) {
	for i := range few {
		if word == strings.ToLower(few[i]) || word == strings.ToLower(fewth[i]) {
			return float64(i), true
		}
	}
	for i, name := range decades {
		name = strings.ToLower(name)
		if word == name || word == name[:len(name)-1]+"ieth" {
			return float64(10 * (i + 2)), true
		}
	}
	if word == "hundred" || word == "hundredth" {
		return 100, true
	}
	for i, name := range magnitudes {
		if strings.TrimSuffix(word, "th") == strings.ToLower(name) {
			return math.Pow(1000, float64(i+1)), true
		}
	}
	return 0, false
}

// betweenWords is what is between the words of a number.
var betweenWords = pattern(`,\s|\sand\s|[\s\\-]`)

// parseWords reads a number in English, in lower case.
func parseWords(text string) (float64, bool) {
	segments := []float64{0}
	for _, word := range betweenWords().Split(text, -1) {
		n, ok := wordValue(word)
		if !ok {
			return 0, false
		}
		top := &segments[len(segments)-1]
		switch {
		case n >= 100:
			*top *= n
		case *top >= 1000:
			segments = append(segments, n)
		default:
			*top += n
		}
	}
	total := 0.0
	for _, s := range segments {
		total += s
	}
	return total, true
}
