package secret

import "testing"

func TestMaskMember(t *testing.T) {
	const document = `{"password": "hunter-22", "pin": 1234, "credentials": {"key": "x1"}, "list": ["a"], "pem": "-----BEGIN PRIVATE KEY-----\nAB\"CD\n-----END PRIVATE KEY-----", "secret": "no"}`
	for _, c := range []struct{ key, text, want string }{
		{"password", `"hunter-22"`, `"masked-1"`},
		{"", `"hunter-22"`, `"masked-1"`},
		{"pin", `1234`, `masked-2`},
		{"amount", `1234`, `1234`},
		{"key", `"x1"`, `"masked-3"`},
		{"text", `x1 is no secret in a sentence`, `x1 is no secret in a sentence`},
		{"", `{"password":"hunter-22","a":1}`, `{"password":"masked-1","a":1}`},
		{"", `{"a": 1, "password":"hunter-22","b":"...`, `{"a": 1, "password":"masked-1","b":"...`},
		{"", `{"a": 1, "password":"hunt...`, `{"a": 1, "password":"masked-1...`},
		{"", `{"secret":"no","rest":"...`, `{"secret":"masked-5","rest":"...`},
		{"pem", `"-----BEGIN PRIVATE KEY-----\nAB\"C...`, `"masked-4...`},
		{"list", `["a"...`, `["a"...`},
		{"", `nothing`, `nothing`},
		{"password", ``, ``},
	} {
		var m Masker
		m.Learn(document)
		if got := m.MaskMember(c.key, c.text); got != c.want {
			t.Errorf("%s of %q is %s, want %s", c.text, c.key, got, c.want)
		}
	}
}
