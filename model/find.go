package model

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// maxNaming bounds the text that an ARN is looked for in: a URL of AWS's console.
const maxNaming = 8 << 10

// namingARN finds an ARN of Step Functions in a text. What no name may hold ends it.
var namingARN = sync.OnceValue(func() *regexp.Regexp {
	const name = "[^\\s:/?#%&\"'<>{}\\[\\]*\\\\^|~`$,;\\x00-\\x1f\\x7f]+"
	return regexp.MustCompile(`arn:[a-z-]+:states:[a-z0-9-]+:[0-9]{12}:(?:stateMachine|express|execution):` + name + `(?::` + name + `)?`)
})

// FindARN finds the state machine that a text names by an ARN: its own, with a version or an
// alias, that of an execution, or a URL of AWS's console that holds one of these.
func FindARN(text string) (ARN, bool) {
	text = strings.TrimSpace(text)
	if len(text) > maxNaming {
		return "", false
	}
	// A test case follows an ARN of the embedded target, and nothing else.
	plain, testCase, _ := strings.Cut(text, "#")
	for range 2 { // the console escapes an ARN in the fragment of its URL, some links once more
		if open, err := url.PathUnescape(text); err == nil {
			text = open
		}
	}
	found := ARN(namingARN().FindString(text))
	switch {
	case found == "":
		return "", false
	case found.part(5) == "stateMachine":
		if string(found) == plain && testCase != "" && !strings.ContainsAny(testCase, " /?") {
			found += ARN("#" + testCase)
		}
		return found, true
	}
	return ARN(strings.Join([]string{"arn", found.part(1), "states", found.Region(), found.Account(), "stateMachine", found.Machine()}, ":")), true
}
