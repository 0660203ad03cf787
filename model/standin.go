package model

import (
	"regexp"
	"strings"
	"sync"
)

// holdsStandIn finds the ARNs and URLs of stand-ins by their account, which no account on AWS has.
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

// common are stand-ins that cannot be told from other values: of pseudo parameters, and of values
// without quotes.
var common = map[string]bool{"": true, "aws": true, "us-east-1": true, "amazonaws.com": true, "stack": true, "value": true}

// noAccount is the account of stand-ins.
const noAccount = "000000000000"

// Tells reports whether the value can be told from one that is not a stand-in: it is not a number
// and no literal, and nothing that is the same everywhere.
func (s StandIn) Tells() bool {
	return s.Value == noAccount || !common[s.Value] && strings.IndexFunc(s.Value, func(r rune) bool { return r >= 'A' && r <= 'z' || r > 0x7f }) >= 0 &&
		s.Value != "true" && s.Value != "false" && s.Value != "null" && s.Value != "[]" && s.Value != "{}"
}

// StandInOf returns one of some stand-ins that a JSON text holds: a plain name as a whole
// string and not as a key, an ARN or a URL with the account of stand-ins anywhere. ok is false
// if it holds none.
func StandInOf(text string, all []StandIn) (found StandIn, ok bool) {
	names := make(map[string]StandIn, len(all))
	for _, s := range all {
		if s.Tells() {
			names[s.Value] = s
		}
	}
	// What is between two quotes is a string, or what is between strings, which no name is.
	for rest := text; len(names) > 0; {
		_, after, more := strings.Cut(rest, `"`)
		between, behind, closed := strings.Cut(after, `"`)
		if !more || !closed {
			break
		}
		s, known := names[strings.TrimSuffix(between, `\`)] // of JSON in a string
		if known && !strings.HasPrefix(strings.TrimLeft(behind, " \t\r\n"), ":") {
			return s, true
		}
		rest = after[len(between):]
	}
	if !strings.Contains(text, noAccount) {
		return StandIn{}, false
	}
	for _, s := range all {
		if strings.Contains(s.Value, noAccount) && s.Value != noAccount && strings.Contains(text, s.Value) {
			return s, true
		}
	}
	if made := StandInIn(text); made != "" {
		return StandIn{Name: made, Value: made}, true
	}
	return StandIn{}, false
}
