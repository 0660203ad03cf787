package model

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// maxNaming limits the text that an ARN is searched in: a URL of AWS's console.
const maxNaming = 8 << 10

// name is what a part of such an ARN looks like. What no name may hold ends it.
const name = "[^\\s:/?#%&\"'<>{}\\[\\]*\\\\^|~`$,;\\x00-\\x1f\\x7f]+"

// namingARN finds an ARN of Step Functions in a text.
var namingARN = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`arn:[a-z-]+:states:[a-z0-9-]+:[0-9]{12}:(?:stateMachine|express|execution):` + name + `(?::` + name + `)?`)
})

// executionARN finds the ARN of an execution in a text.
var executionARN = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`arn:[a-z-]+:states:[a-z0-9-]+:[0-9]{12}:(?:express:` + name + `:` + name + `|execution:` + name + `):` + name)
})

// FindExecution finds the execution that a text names by its ARN, or by a URL of AWS's console that holds it.
func FindExecution(text string) (ARN, bool) {
	if len(text) > maxNaming {
		return "", false
	}
	found := ARN(executionARN().FindString(unescaped(text)))
	return found, found != ""
}

// unescaped is a text without the escapes of a URL: the console escapes an ARN in the fragment of
// its URL, some links again.
func unescaped(text string) string {
	for range 2 {
		if open, err := url.PathUnescape(text); err == nil {
			text = open
		}
	}
	return text
}

// FindARN finds the state machine that a text names by an ARN: its own, with a version or an
// alias, that of an execution, or a URL of AWS's console that holds one of these.
func FindARN(text string) (ARN, bool) {
	text = strings.TrimSpace(text)
	if len(text) > maxNaming {
		return "", false
	}
	// A test case follows an ARN of the embedded target, and nothing else.
	plain, testCase, _ := strings.Cut(text, "#")
	open := unescaped(text)
	found := ARN(namingARN().FindString(open))
	// A text that begins with an ARN must be one as a whole: with a part of it, another machine
	// would run.
	rest, begins := strings.CutPrefix(open, string(found))
	more := ":" // of an execution's
	if found.part(5) == "stateMachine" {
		more = "#"
	}
	switch {
	case found == "" || begins && rest != "" && !strings.HasPrefix(rest, more):
		return "", false
	case found.part(5) == "stateMachine":
		if string(found) == plain && testCase != "" && !strings.ContainsAny(testCase, " /?") {
			found += ARN("#" + testCase)
		}
		return found, true
	}
	return ARN(strings.Join([]string{"arn", found.part(1), "states", found.Region(), found.Account(), "stateMachine", found.Machine()}, ":")), true
}
