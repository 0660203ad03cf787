package secret

import (
	"regexp"
	"strings"
	"sync"
)

// looks is what secrets look like, whatever they are called. Of a group of a pattern only what
// that matches is the secret.
var looks = sync.OnceValue(func() []*regexp.Regexp {
	patterns := []string{
		`\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b`,                                                                      // AWS access keys
		`\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9+/=_-]{16,}`,                                            // AWS session tokens
		`\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*`,                                                    // JSON Web Tokens
		`(?i)\bbearer\s+([A-Za-z0-9._~+/=-]{8,})`,                                                                      // Authorization: Bearer
		`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)`, // PEM
		`(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@"']*:([^\s@"']+)@`,                                                           // scheme://user:password@host
		`(?i)(?:\b|_)(?:password|passwd|pwd|secret|token|account_?key|shared_?access_?key|api_?-?key|access_?key|x-amz-signature|x-amz-security-token|sig|signature)["']?\s*(?:=|:\s|:["'])\s*["']?([^\s;&"',}\])]{4,})`,
		`\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[A-Za-z0-9_-]{16,}|\bnpm_[A-Za-z0-9]{30,}`,
		`\bxox[abeprs]-[A-Za-z0-9-]{10,}|https://hooks\.slack\.com/services/[A-Za-z0-9/]+`,
		`\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}|\bsk-[A-Za-z0-9_-]{20,}|\bAIza[0-9A-Za-z_-]{35}`,
		`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`,
	}
	all := make([]*regexp.Regexp, len(patterns))
	for i, p := range patterns {
		all[i] = regexp.MustCompile(p)
	}
	return all
})

var (
	basicAuth = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\bbasic\s+([A-Za-z0-9+/]{6,}={0,2})`) })
	awsSecret = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9/+]{40}$`) })
)

// find returns the secrets that a text holds by their looks.
func find(text string) (all []string) {
	if len(text) < 8 {
		return nil
	}
	for _, look := range looks() {
		for _, match := range look.FindAllStringSubmatch(text, -1) {
			all = append(all, match[len(match)-1])
		}
	}
	for _, match := range basicAuth().FindAllStringSubmatch(text, -1) {
		if found := basic(match[1]); found != "" {
			all = append(all, found)
		}
	}
	if awsSecret().MatchString(text) && mixed(text) {
		all = append(all, text)
	}
	return all
}

// mixed reports whether a text has small and capital letters and digits, as a key has and a
// hash does not.
func mixed(text string) bool {
	return strings.ContainsAny(text, "0123456789") && strings.ToLower(text) != text && strings.ToUpper(text) != text
}
