package jsonvalue

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"
)

func parse(t testing.TB, text string) Value {
	t.Helper()
	v, err := Parse(text)
	if err != nil {
		t.Fatal(text, err)
	}
	return v
}

// same fails unless v is written as want and knows the size of that.
func same(t *testing.T, v Value, want string) {
	t.Helper()
	if got := v.String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if v.Size() != len(want) {
		t.Errorf("%s: size is %d, want %d", want, v.Size(), len(want))
	}
}

func TestParseAndWrite(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`{"b":1.0,"a":[1e2,-0,"x\u0041\/\u001f\n"],"c":{},"d":[]}`, `{"b":1.0,"a":[1e2,-0,"xA/\u001F\n"],"c":{},"d":[]}`},
		{` [ true , false , null ] `, `[true,false,null]`},
		{`"\ud83d\ude00 \ud83d \ude00\u00e9\u2028"`, "\"\U0001F600 \uFFFD \uFFFDé\u2028\""},
		{`"<a href='x'>&</a>` + "\x7f" + `"`, `"<a href='x'>&</a>` + "\x7f" + `"`},
		{`{"a":1,"b":2,"a":3,"\u0061":[4]}`, `{"a":[4],"b":2}`},
		{`12345678901234567890.00`, `12345678901234567890.00`},
	} {
		same(t, parse(t, test.text), test.want)
	}
}

func TestBuilders(t *testing.T) {
	same(t, Null(), `null`)
	same(t, NewBool(true), `true`)
	same(t, NewBool(false), `false`)
	same(t, NewString("a\"\\/\x01\t\xffé"), `"a\"\\/\u0001\t`+"\uFFFDé\"")
	same(t, NewNumber("-1.50E+3"), `-1.50E+3`)
	same(t, NewInt(math.MinInt64), `-9223372036854775808`)
	same(t, NewInt(math.MaxInt64), `9223372036854775807`)
	same(t, NewArray(nil), `[]`)
	same(t, NewArray([]Value{NewInt(10), NewFloat(0.5), {}}), `[10,0.5,null]`)
	same(t, NewObject(nil), `{}`)
	same(t, NewObject([]Member{{"a\n", NewInt(1)}, {"b", NewString("")}, {"a\n", Null()}}), `{"a\n":null,"b":""}`)
	for _, text := range []string{"", "-", "1.", "01", "+1", " 1", "1 ", "1e", "0x1", "NaN", "1_0"} {
		if v := NewNumber(text); !v.IsUndefined() {
			t.Errorf("%q is the number %s", text, v)
		}
	}
}

func TestFloats(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", 1: "1", -1.5: "-1.5", 0.1: "0.1", 1e20: "100000000000000000000", 1e21: "1e+21",
		1.5e300: "1.5e+300", 1e-6: "0.000001", 1e-7: "1e-7", 5e-324: "5e-324", 1 << 53: "9007199254740992", 123456789012.25: "123456789012.25",
	} {
		same(t, NewFloat(f), want)
		if got := NewFloat(f).Float(); got != f {
			t.Errorf("%v became %v", f, got)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if !NewFloat(f).IsUndefined() {
			t.Errorf("%v is a number of JSON", f)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct {
		text  string
		float float64
		i     int64
		isInt bool
	}{
		{"0", 0, 0, true},
		{"-0", 0, 0, true},
		{"17", 17, 17, true},
		{"1.0", 1, 1, true},
		{"1200e-2", 12, 12, true},
		{"0.12e2", 12, 12, true},
		{"1.5", 1.5, 0, false},
		{"9223372036854775807", math.MaxInt64, math.MaxInt64, true},
		{"-9223372036854775808", math.MinInt64, math.MinInt64, true},
		{"9223372036854775808", 1 << 63, 0, false},
		{"1e18", 1e18, 1e18, true},
		{"1e19", 1e19, 0, false},
		{"1e400", math.Inf(1), 0, false},
		{"-1e400", math.Inf(-1), 0, false},
		{"1e-400", 0, 0, false},
		{"0e99999999999999999999", 0, 0, true},
		{"1e99999999999999999999", math.Inf(1), 0, false},
	} {
		v := parse(t, test.text)
		if v.Float() != test.float || v.NumberText() != test.text {
			t.Errorf("%s: Float is %v", test.text, v.Float())
		}
		if i, ok := v.Int(); ok != test.isInt || ok && i != test.i {
			t.Errorf("%s: Int is %d, %v", test.text, i, ok)
		}
	}
	if i, ok := NewFloat(2.5).Int(); ok {
		t.Error("2.5 is the integer", i)
	}
	if math.Signbit(parse(t, "-0").Float()) != true {
		t.Error("-0 has lost its sign")
	}
}

func TestCompareNumbers(t *testing.T) {
	ordered := []string{"-1e400", "-12345678901234567891", "-12345678901234567890", "-10", "-9.5", "-1e-400", "0", "1e-400", "0.1", "1", "9", "9.5", "10", "12345678901234567890", "12345678901234567891", "1e400"}
	for i, a := range ordered {
		for j, b := range ordered {
			got := CompareNumbers(parse(t, a), parse(t, b))
			if (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%s and %s: %d", a, b, got)
			}
		}
	}
}

func TestEqual(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{`{"a":1,"b":[1,2]}`, `{"b":[1.0,20e-1],"a":1e0}`, true},
		{`{"a":1}`, `{"a":1,"b":2}`, false},
		{`{"a":1,"b":2}`, `{"a":1,"c":2}`, false},
		{`[1,2]`, `[2,1]`, false},
		{`[1]`, `[1,1]`, false},
		{`0`, `-0.0e5`, true},
		{`1`, `-1`, false},
		{`12345678901234567890`, `12345678901234567891`, false},
		{`0.1`, `0.10000000000000000001`, false},
		{`"1"`, `1`, false},
		{`null`, `false`, false},
		{`true`, `false`, false},
		{`"a\u0062"`, `"ab"`, true},
	} {
		a, b := parse(t, test.a), parse(t, test.b)
		if Equal(a, b) != test.want || Equal(b, a) != test.want || !Equal(a, a) {
			t.Errorf("%s and %s: want %v", a, b, test.want)
		}
	}
	if !Equal(NewFloat(0.5), NewNumber("5e-1")) || !Equal(NewInt(5), NewNumber("5.0")) || Equal(NewInt(5), NewFloat(5.5)) {
		t.Error("numbers of different forms")
	}
}

func TestWith(t *testing.T) {
	v := parse(t, `{"a":1,"b":{"c":"x"}}`)
	same(t, v.With("b", NewInt(22)), `{"a":1,"b":22}`)
	same(t, v.With("\t", NewFloat(0.25)), `{"a":1,"b":{"c":"x"},"\t":0.25}`)
	same(t, Value{}.With("a", Null()), `{"a":null}`)
	same(t, NewInt(1).With("a", Null()), `{"a":null}`)
	same(t, NewObject(nil).With("a", Null()), `{"a":null}`)
	same(t, parse(t, `[1,[2],3]`).WithAt(1, NewString("two")), `[1,"two",3]`)
	same(t, v, `{"a":1,"b":{"c":"x"}}`)
}

func TestBigObjects(t *testing.T) {
	v, want := Value{}, ""
	for i := range 100 {
		key := fmt.Sprint("key", i)
		v = v.With(key, NewInt(int64(i)))
		want += fmt.Sprintf(`,"%s":%d`, key, i)
		same(t, v, "{"+want[1:]+"}")
		for j := range i + 1 {
			if x, ok := v.Get(fmt.Sprint("key", j)); !ok || x.String() != strconv.Itoa(j) {
				t.Fatalf("key%d of %s is %s, %v", j, v, x, ok)
			}
		}
		if _, ok := v.Get("key"); ok {
			t.Fatal("found what is not there")
		}
	}
	same(t, v.With("key50", NewString("x")).With("key50", NewInt(50)), "{"+want[1:]+"}")
	if x, _ := v.With("key50", Null()).Get("key50"); x.Kind() != KindNull {
		t.Errorf("key50 is %s", x)
	}
	doubled := parse(t, "{"+want[1:]+want+"}")
	same(t, doubled, "{"+want[1:]+"}")
	if !Equal(doubled, v) {
		t.Error("not equal")
	}
}

func TestOtherKindsHaveNothing(t *testing.T) {
	for _, v := range []Value{{}, Null(), NewBool(true), NewInt(7), NewFloat(7.5), NewNumber("7"), NewString("abc"), NewArray([]Value{Null()}), NewObject([]Member{{"a", Null()}})} {
		if v.Kind() != KindString && v.Str() != "" || v.Kind() != KindNumber && v.NumberText() != "" || v.Kind() != KindBool && v.Bool() {
			t.Errorf("%s has contents of another kind", v)
		}
		if _, ok := v.Get("b"); ok {
			t.Errorf("%s has a member b", v)
		}
		if _, ok := v.Int(); ok != (v.Kind() == KindNumber && v.Float() == 7) {
			t.Errorf("%s: Int", v)
		}
		if math.IsNaN(v.Float()) != (v.Kind() != KindNumber) {
			t.Errorf("%s: Float is %v", v, v.Float())
		}
	}
	same(t, Value{}, "null")
	if got := KindObject.String() + KindUndefined.String(); got != "objectundefined" {
		t.Error(got)
	}
}

func TestAstronomicSizes(t *testing.T) {
	v := NewString(strings.Repeat("x", 1000))
	for range 64 {
		v = NewArray([]Value{v, v})
	}
	if v.Size() != math.MaxInt32 || v.WithAt(0, Null()).Size() != math.MaxInt32 {
		t.Error(v.Size())
	}
	object := NewObject([]Member{{"a", v}, {"b", NewInt(1)}})
	if object.Size() != math.MaxInt32 || object.With("c", Null()).Size() != math.MaxInt32 {
		t.Error(object.Size())
	}
	same(t, object.With("a", Null()), `{"a":null,"b":1}`)
}

func TestSharedByGoroutines(t *testing.T) {
	v := parse(t, document(8<<10))
	want := v.String()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 10 {
				orders, _ := v.Get("orders")
				w := v.With("orders", orders.WithAt(0, orders.At(0)))
				if w.String() != want || w.Size() != len(want) || !Equal(v, w) || !Equal(v, parse(t, want)) {
					t.Error("not the same")
				}
			}
		})
	}
	group.Wait()
}

func TestParseAllocatesLittle(t *testing.T) {
	text := document(32 << 10)
	parse(t, text)
	// Slabs of members and elements, and one text for each string that has escapes.
	limit := float64(strings.Count(text, `\n`) + 60)
	if n := testing.AllocsPerRun(10, func() { _, _ = Parse(text) }); n > limit {
		t.Errorf("%v allocations, want at most %v", n, limit)
	}
	if n := testing.AllocsPerRun(10, func() { _ = Check(text) }); n != 0 {
		t.Errorf("Check: %v allocations", n)
	}
}

func TestWalk(t *testing.T) {
	var members strings.Builder
	members.WriteString(`"k0":0`)
	for i := range 40 {
		fmt.Fprintf(&members, `,"m%d":%d`, i, i)
	}
	root := parse(t, `{"a":{"b":{"c":1}},"list":[{"c":2}],"many":{`+members.String()+`}}`)
	for _, c := range []struct {
		path, want string
		walked     int
	}{
		{"a b c", "1", 3}, {"a b", `{"c":1}`, 2}, {"a x c", "", 3}, {"list c", `[{"c":2}]`, 1}, {"a b c d", "1", 3}, {"many m17", "17", 2}, {"many none", "", 2},
	} {
		keys := strings.Fields(c.path)
		hints := make([]Hint, len(keys))
		for range 2 { // the second time by the hints
			v, walked := root.Walk(keys, hints)
			got := ""
			if !v.IsUndefined() {
				got = v.String()
			}
			if got != c.want || walked != c.walked {
				t.Errorf("%s: %s after %d, want %s after %d", c.path, got, walked, c.want, c.walked)
			}
		}
	}
}
