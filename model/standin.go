package model

import (
	"regexp"
	"strings"
	"sync"
)

// holdsStandIn finds the ARNs and URLs of stand-ins: their account, which no account on
// AWS has, tells them.
var holdsStandIn = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:000000000000:[^"\\\s]*|https://[a-z0-9.-]*amazonaws\.com/000000000000/[^"\\\s]*`)
})

// StandInIn returns the first stand-in in a text that its account tells, "" if there is none.
func StandInIn(text string) string { return holdsStandIn().FindString(text) }

// StandIn is a value in place of one that only a deployment knows.
type StandIn struct {
	Name  string // to define it by
	Value string
	From  string // where it comes from: a resource, a parameter, its place
}

// common are values of stand-ins that are nobody's in particular: of pseudo parameters, and
// of what stands without quotes.
var common = map[string]bool{"": true, "aws": true, "us-east-1": true, "amazonaws.com": true, "stack": true, "value": true}

// noAccount is the account of stand-ins.
const noAccount = "000000000000"

// Tells reports whether the value can be told from one that is no stand-in: it is no number
// and no literal, and nothing that is the same everywhere.
func (s StandIn) Tells() bool {
	return s.Value == noAccount || !common[s.Value] && strings.IndexFunc(s.Value, func(r rune) bool { return r >= 'A' && r <= 'z' || r > 0x7f }) >= 0 &&
		s.Value != "true" && s.Value != "false" && s.Value != "null" && s.Value != "[]" && s.Value != "{}"
}

// StandInOf returns the first of some stand-ins that a JSON text holds: a plain name as a
// whole string, an ARN or a URL anywhere. ok is false if it holds none.
func StandInOf(text string, all []StandIn) (found StandIn, ok bool) {
	if text == "" {
		return StandIn{}, false
	}
	for _, s := range all {
		switch {
		case !s.Tells():
		case hasString(text, `"`+s.Value+`"`), hasString(text, `\"`+s.Value+`\"`), StandInIn(s.Value) != "" && strings.Contains(text, s.Value):
			return s, true
		}
	}
	if made := StandInIn(text); made != "" {
		return StandIn{Name: made, Value: made}, true
	}
	return StandIn{}, false
}

// hasString reports whether a JSON text has this string, and not only as a key.
func hasString(text, quoted string) bool {
	for {
		_, rest, ok := strings.Cut(text, quoted)
		if !ok {
			return false
		}
		if text = strings.TrimLeft(rest, " \t\r\n"); !strings.HasPrefix(text, ":") {
			return true
		}
	}
}
