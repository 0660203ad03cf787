package jsondiff

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"expresso/model/jsonvalue"
)

func TestPlaces(t *testing.T) {
	l, _ := Parse(`{"a b":[1,{"id":1},{"id":2}],"gone":0}`)
	r, _ := Parse(`{"a b":[{"id":1},{"id":3}],"new":{"x":0}}`)
	var places, every []string
	Compare(l, r).All(func(p *Part) bool {
		places, every = append(places, p.Place(false)), append(every, p.Place(true))
		return true
	})
	want := map[string]string{
		`$["a b"][0]`: `$["a b"][*]`, `$["a b"][1].id`: `$["a b"][*].id`, `$["a b"][2]`: `$["a b"][*]`, `$.gone`: `$.gone`, `$.new`: `$.new`,
	}
	for i, place := range places {
		if want[place] != every[i] {
			t.Errorf("%s, of every element %s, want %q", place, every[i], want[place])
		}
	}
	if len(places) != 4 {
		t.Errorf("%v", places)
	}
}

// Whatever a key is, its place can be read again, and leads there.
func TestPlacesArePaths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.String().Draw(t, "key")
		v := jsonvalue.NewObject([]jsonvalue.Member{{Key: key, Value: jsonvalue.NewArray([]jsonvalue.Value{jsonvalue.NewInt(7)})}})
		empty := jsonvalue.NewObject([]jsonvalue.Member{{Key: key, Value: jsonvalue.NewArray(nil)}})
		l, r := NewDoc(empty), NewDoc(v)
		Compare(l, r).All(func(p *Part) bool {
			path, err := ParsePath(p.Place(false))
			if err != nil {
				t.Fatalf("%s: %v", p.Place(false), err)
			}
			if got, ok := path.At(v); !ok || got.String() != "7" {
				t.Fatalf("%s leads to %v, %v", p.Place(false), got, ok)
			}
			return true
		})
	})
}

// A path that may continue at every level is not followed in every way that there is.
func TestWithoutAtAnyDepth(t *testing.T) {
	const depth = 90
	nested := func(levels int, inner string) string {
		return strings.Repeat(`{"a":`, levels) + inner + strings.Repeat("}", levels)
	}
	v, err := jsonvalue.Parse(nested(depth, `{"b":1,"c":2}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"$" + strings.Repeat("..a", maxSteps): v.String(), // it would lie deeper
		"$" + strings.Repeat("..a", depth):    nested(depth-1, "{}"),
		"$" + strings.Repeat("..*", depth+1):  nested(depth, "{}"),
		"$..a..b":                             nested(depth, `{"c":2}`),
	} {
		p, err := ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := Without(v, []Path{p}).String(); got != want {
			t.Errorf("%.20s: %s", path, got)
		}
	}
}
