// Package secret finds and masks what looks like a secret in documents that are shared. It
// goes by the name of a member (password, token, apiKey) and by the value itself (AWS keys,
// JSON Web Tokens, bearer tokens, private keys, passwords in URLs). Each secret gets one name
// in the place of its value, everywhere, so that a workflow which passes it on or compares it
// does the same with the name.
//
// It goes by looks: a secret that looks like any other text stays. It never unmasks.
package secret

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// prefix begins the name of each secret.
const prefix = "masked-"

// maxDepth is how deep documents in strings of documents are looked through.
const maxDepth = 8

// Masker masks documents that belong together. All of them have to be learnt before the first
// is masked. The zero value knows no secrets.
type Masker struct {
	names  map[string]string // by secret
	long   []string          // secrets that are replaced within other text too, longest first
	sorted bool
	places int
	kinds  map[string]kind // by names of members
	seen   map[uint64]bool // sums of the texts that were learnt
	seed   maphash.Seed
}

// Count is how many different secrets there are.
func (m *Masker) Count() int { return len(m.names) }

// Places is in how many strings, numbers and keys secrets were masked.
func (m *Masker) Places() int { return m.places }

// Learn takes note of the secrets in a text, which is a document if it is JSON.
func (m *Masker) Learn(text string) {
	if m.seen == nil {
		m.seen, m.seed = map[uint64]bool{}, maphash.MakeSeed()
	}
	if sum := maphash.String(m.seed, text); !m.seen[sum] { // states pass on what they got
		m.seen[sum] = true
		m.text(text, 0, true)
	}
}

// Mask returns a text without the secrets that were learnt. Without any it is the same text,
// byte for byte.
func (m *Masker) Mask(text string) string { return m.text(text, 0, false) }

// text is one that is not a member's, or the name of one.
func (m *Masker) text(text string, depth int, learn bool) string {
	if depth < maxDepth && len(text) > 1 {
		if start := strings.TrimLeft(text, " \t\r\n"); start != "" && (start[0] == '{' || start[0] == '[' || start[0] == '"') {
			if v, err := jsonvalue.Parse(text); err == nil {
				if masked := m.value(v, "", depth+1, learn); !learn && !masked.Same(v) {
					return masked.String()
				}
				return text
			}
		}
	}
	if learn {
		for _, found := range find(text) {
			m.learn(found)
		}
		return text
	}
	return m.replace(text)
}

// learn gives a secret a name.
func (m *Masker) learn(found string) {
	if found == "" || strings.HasPrefix(found, prefix) || m.names[found] != "" {
		return
	}
	if m.names == nil {
		m.names = map[string]string{}
	}
	m.names[found] = fmt.Sprintf("%s%d", prefix, len(m.names)+1)
	if tells(found) {
		m.long, m.sorted = append(m.long, found), false
	}
}

// tells reports whether a secret can be told from an ordinary word within other text.
func tells(text string) bool {
	return len(text) >= 8 || len(text) >= 6 && strings.ContainsAny(text, "0123456789!@#$%^&*")
}

// replace puts names in the place of secrets in a text.
func (m *Masker) replace(text string) string {
	if name := m.names[text]; name != "" {
		m.places++
		return name
	}
	if !m.sorted {
		slices.SortFunc(m.long, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
		m.sorted = true
	}
	was := text
	for _, found := range m.long {
		if len(found) <= len(text) && strings.Contains(text, found) {
			text = strings.ReplaceAll(text, found, m.names[found])
		}
	}
	if text != was {
		m.places++
	}
	return text
}

// value is that of a member of this name, "" for none.
func (m *Masker) value(v jsonvalue.Value, key string, depth int, learn bool) jsonvalue.Value {
	switch v.Kind() {
	case jsonvalue.KindString:
		text := v.Str()
		if learn && m.kindOf(key).named && !plain(text) {
			m.learn(text)
		}
		if masked := m.text(text, depth, learn); masked != text {
			return jsonvalue.NewString(masked)
		}
	case jsonvalue.KindNumber:
		if m.kindOf(key).numbered && v.NumberText() != "0" { // there are counts of tokens
			if !learn {
				m.places++
				return jsonvalue.NewInt(0)
			}
			m.learn(v.NumberText())
		}
	case jsonvalue.KindArray:
		var elems []jsonvalue.Value // nil while none is another
		for i := range v.Len() {
			masked := m.value(v.At(i), key, depth, learn)
			if elems == nil && !learn && !masked.Same(v.At(i)) {
				elems = slices.Clone(v.Elements())
			}
			if elems != nil {
				elems[i] = masked
			}
		}
		if elems != nil {
			return jsonvalue.NewArray(elems)
		}
	case jsonvalue.KindObject:
		return m.object(v, key, depth, learn)
	}
	return v
}

// object is value for an object.
func (m *Masker) object(v jsonvalue.Value, key string, depth int, learn bool) jsonvalue.Value {
	within := m.kindOf(key).named // what is in an object called credentials
	var members []jsonvalue.Member
	for i := range v.Len() {
		of := v.Member(i)
		name := of.Key
		if within && of.Value.Kind() == jsonvalue.KindString && !m.kindOf(of.Key).harmless {
			name = key
		}
		now := jsonvalue.Member{Key: m.text(of.Key, maxDepth, learn), Value: m.value(of.Value, name, depth, learn)}
		if members == nil && !learn && (now.Key != of.Key || !now.Value.Same(of.Value)) {
			members = make([]jsonvalue.Member, v.Len())
			for j := range i {
				members[j] = v.Member(j)
			}
		}
		if members != nil {
			members[i] = now
		}
	}
	if members == nil {
		return v
	}
	return jsonvalue.NewObject(members)
}

// kind is what the name of a member tells.
type kind struct{ named, numbered, harmless bool }

func (m *Masker) kindOf(key string) kind {
	k, ok := m.kinds[key]
	if !ok {
		n := normal(key)
		k = kind{named(n), slices.Contains(exact, n), harmless(n)}
		if m.kinds == nil {
			m.kinds = map[string]kind{}
		}
		if len(m.kinds) < maxKinds {
			m.kinds[key] = k
		}
	}
	return k
}

// maxKinds is how many names of members are remembered.
const maxKinds = 10_000

// normal is a name in small letters without what separates words.
func normal(key string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == '-' || r == '_' || r == ' ' || r == '.':
			return -1
		}
		return r
	}, key)
}

// words are in the names of secrets, exact are such names as a whole: those that other words
// hold, too, and those of secrets that may be numbers.
var (
	words = []string{
		"password", "passwd", "passphrase", "passcode", "secret", "token", "authorization", "apikey", "accesskey", "privatekey",
		"credential", "cookie", "connectionstring", "sharedkey", "accountkey", "signingkey", "encryptionkey", "bearer", "sessionkey",
	}
	exact = []string{"password", "passwd", "passcode", "pwd", "pin", "otp", "cvv", "cvc", "cardnumber", "secret", "token", "auth", "jwt", "dsn", "ssn"}
	// endings tell what only describes a secret.
	endings = []string{"arn", "name", "type", "count", "limit", "expiry", "expires", "expiresin", "expiration", "version", "length", "used", "url", "uri", "endpoint"}
)

// named reports whether a member of this name, as normal has it, is a secret if it is a text.
func named(n string) bool {
	return n != "" && (slices.Contains(exact, n) || !harmless(n) && slices.ContainsFunc(words, func(word string) bool { return strings.Contains(n, word) }))
}

// harmless reports whether a name is one of what describes a secret.
func harmless(n string) bool {
	return slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(n, end) })
}

// plain reports whether a text is no secret wherever it stands.
func plain(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "", "true", "false", "null", "none", "bearer", "basic":
		return true
	}
	start := strings.TrimLeft(text, " \t\r\n")
	return strings.HasPrefix(text, "arn:") || strings.HasPrefix(text, prefix) || start[0] == '{' || start[0] == '['
}

// basic is the secret of HTTP's basic authentication, "" if the text is another word.
func basic(text string) string {
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		decoded, err = base64.RawStdEncoding.DecodeString(text)
	}
	if err != nil || !strings.Contains(string(decoded), ":") {
		return ""
	}
	return text
}
