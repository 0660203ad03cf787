package secret

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// look is what a kind of secret looks like, whatever it is called. Of a group of the pattern only
// what that matches is the secret. One of the hints is in every text that the pattern matches, in
// small letters: looking for them takes less time than looking for the pattern.
type look struct {
	hints   []string
	pattern *regexp.Regexp
	assigns bool // there is a = or a : in it as well
}

var looks = sync.OnceValue(func() []look {
	var all []look
	add := func(pattern string, hints ...string) {
		all = append(all, look{hints: hints, pattern: regexp.MustCompile(pattern)})
	}
	add(`\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b`, "akia", "asia", "abia", "acca") // AWS access keys
	add(`\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9+/=_-]{16,}`, "iqojb3jpz2lu", "ogzxivyxdz")
	add(`\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*`, "eyj") // JSON Web Tokens
	add(`(?i)\bbearer\s+([A-Za-z0-9._~+/=-]{8,})`, "bearer")
	add(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)`, "private key")
	add(`(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@"']*:([^\s@"']+)@`, "://") // scheme://user:password@host
	add(`(?i)(?:\b|_)(?:password|passwd|pwd|secret|token|session_?token|secret_?access_?key|account_?key|shared_?access_?key|api_?-?key|access_?key|x-amz-signature|x-amz-security-token|sig|signature)["']?\s*(?:=|:\s|:["'])\s*["']?([^\s;&"',}\])]{4,})`,
		"pass", "pwd", "secret", "token", "key", "sig")
	all[len(all)-1].assigns = true
	add(`\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}`, "gh", "github_pat_")
	add(`\bglpat-[A-Za-z0-9_-]{16,}|\bnpm_[A-Za-z0-9]{30,}`, "glpat-", "npm_")
	add(`\bxox[abeprs]-[A-Za-z0-9-]{10,}|https://hooks\.slack\.com/services/[A-Za-z0-9/]+`, "xox", "hooks.slack")
	add(`\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}|\bsk-[A-Za-z0-9_-]{20,}`, "_live_", "_test_", "sk-")
	add(`\bAIza[0-9A-Za-z_-]{35}|\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`, "aiza", "sg.")
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
	small, assigns := strings.ToLower(text), strings.ContainsAny(text, "=:")
	for _, look := range looks() {
		if look.assigns && !assigns || !slices.ContainsFunc(look.hints, func(hint string) bool { return strings.Contains(small, hint) }) {
			continue
		}
		for _, match := range look.pattern.FindAllStringSubmatch(text, -1) {
			all = append(all, match[len(match)-1])
		}
	}
	if strings.Contains(small, "basic") {
		for _, match := range basicAuth().FindAllStringSubmatch(text, -1) {
			if found := basic(match[1]); found != "" {
				all = append(all, found)
			}
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
