package jsonvalue

import (
	"encoding/json"
	"testing"
)

func TestParseAndWrite(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`{"b":1.0,"a":[1e2,-0,"x\u0041\/\u001f\n"],"c":{},"d":[]}`, `{"b":1.0,"a":[1e2,-0,"xA/\u001F\n"],"c":{},"d":[]}`},
		{` [ true , false , null ] `, `[true,false,null]`},
		{`"\ud83d\ude00 \ud83d"`, "\"\U0001F600 \uFFFD\""},
		{`{"a":1,"b":2,"a":3}`, `{"a":3,"b":2}`},
	} {
		v, err := Parse(test.text)
		if err != nil {
			t.Fatal(test.text, err)
		}
		if got := v.String(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.text, got, test.want)
		}
		if v.Size() != len(test.want) {
			t.Errorf("%s: size %d, want %d", test.text, v.Size(), len(test.want))
		}
		if !json.Valid([]byte(v.String())) {
			t.Errorf("%s: not valid", v)
		}
	}
}
