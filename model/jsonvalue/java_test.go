package jsonvalue

import "testing"

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

func TestJavaOrders(t *testing.T) {
	var members []Member
	for _, key := range []string{"fallback", "value", "zeta", "alpha"} {
		members = append(members, Member{Key: key})
	}
	same(t, NewObject(JavaMapOrder(members)), `{"zeta":null,"alpha":null,"fallback":null,"value":null}`)
	values := parse(t, `[17,1,"b",1.0,16,1,0]`)
	same(t, NewArray(JavaSetOrder(append([]Value(nil), values.elems()...))), `[1.0,16,0,17,1,"b"]`)
}
