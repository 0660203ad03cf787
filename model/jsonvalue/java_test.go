package jsonvalue

import (
	"strings"
	"testing"
)

func TestJavaString(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":1,"b":[1.0,"x"],"c":{"d":null},"e":"f"}`: `{a=1, b=[1.0,"x"], c={d=null}, e=f}`,
		`1.0`:       "1.0",
		`1.10`:      "1.1",
		`1e2`:       "100.0",
		`1e7`:       "1.0E7",
		`123456.7`:  "123456.7",
		`1.25e-5`:   "1.25E-5",
		`0.001`:     "0.001",
		`-1.5e300`:  "-1.5E300",
		`1e400`:     "Infinity",
		`-1e400`:    "-Infinity",
		`123456789`: "123456789",
		`"x\n"`:     "x\n",
		`true`:      "true",
		`null`:      "null",
	} {
		if got := parse(t, text).JavaString(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// The hash codes are those that Java computes.
func TestJavaHash(t *testing.T) {
	for text, want := range map[string]int32{
		`null`: 0, `true`: 1231, `false`: 1237, `1`: 1, `-1`: -1, `4294967296`: 1, `1.0`: 1072693248, `"hello"`: 99162322,
		`"😀"`: 1772899, `""`: 0, `[1,2]`: 994, `[]`: 1, `{}`: 0, `{"a":1,"b":2}`: 192,
	} {
		if got := parse(t, text).javaHash(); got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}

func TestJavaMapOrder(t *testing.T) {
	for _, tt := range []struct{ keys, want string }{
		{"Payload FunctionName", "FunctionName Payload"},
		{"FunctionName Payload", "FunctionName Payload"},
		{"Aa BB", "Aa BB"}, // the same hash: as they came
		{"BB Aa", "BB Aa"},
		{"a b c d e f g h i j k l m n o p q", "a b c d e f g h i j k l m n o p q"},
		{"q p o n m l k j i h g f e d c b a", "a b c d e f g h i j k l m n o p q"}, // 32 buckets
		{"q a", "q a"}, // 16 buckets: the same one
	} {
		var members []Member
		for _, key := range strings.Fields(tt.keys) {
			members = append(members, Member{Key: key})
		}
		var got []string
		for _, m := range JavaMapOrder(members) {
			got = append(got, m.Key)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %s, want %s", tt.keys, got, tt.want)
		}
	}
}

func TestJavaOrders(t *testing.T) {
	var members []Member
	for _, key := range []string{"fallback", "value", "zeta", "alpha"} {
		members = append(members, Member{Key: key})
	}
	same(t, NewObject(JavaMapOrder(members)), `{"zeta":null,"alpha":null,"fallback":null,"value":null}`)
	values := parse(t, `[17,1,"b",1.0,16,1,0]`)
	same(t, NewArray(JavaSetOrder(append([]Value(nil), values.elems()...))), `[1.0,16,0,17,1,"b"]`)
}
