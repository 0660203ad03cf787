package model

import (
	"regexp"
	"sync"
)

// holdsStandIn finds the ARNs and URLs of stand-ins: their account, which no account on
// AWS has, tells them.
var holdsStandIn = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:000000000000:[^"\\\s]*|https://[a-z0-9.-]*amazonaws\.com/000000000000/[^"\\\s]*`)
})

// StandInIn returns the first stand-in in a text, "" if there is none.
func StandInIn(text string) string { return holdsStandIn().FindString(text) }
