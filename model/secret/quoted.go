package secret

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// leastCut is how many bytes of a secret are masked at a text's end. Less of it may be any word.
const leastCut = 3

// MaskMember is Mask for the value of a member of this name, "" for none, as a sentence quotes it: JSON,
// or the beginning of JSON, whose rest was cut off.
func (m *Masker) MaskMember(key, text string) string {
	v, err := jsonvalue.Parse(text)
	switch {
	case err != nil:
		return m.cut(m.Mask(text))
	case v.Kind() == jsonvalue.KindNumber && m.names[v.NumberText()] != "" && m.kindOf(key).numbered:
		return m.names[v.NumberText()] // its own number tells one from another
	}
	if masked := m.value(v, key, 0, false); !masked.Same(v) {
		return masked.String()
	}
	return text
}

// cut masks secrets as JSON spells them, and the beginning of one at the end of a text.
func (m *Masker) cut(text string) string {
	body, dots := strings.CutSuffix(text, "...")
	longest := slices.SortedFunc(maps.Keys(m.names), func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	for _, secret := range longest {
		name, whole := m.names[secret], jsonvalue.NewString(secret).String()
		quoted := whole[1 : len(whole)-1]
		body = strings.ReplaceAll(body, whole, `"`+name+`"`)
		if tells(secret) {
			body = strings.ReplaceAll(body, quoted, name)
		}
		for n := min(len(quoted)-1, len(body)); dots && n >= leastCut; n-- {
			if strings.HasSuffix(body, quoted[:n]) {
				body = body[:len(body)-n] + name
				break
			}
		}
	}
	if dots {
		return body + "..."
	}
	return body
}
