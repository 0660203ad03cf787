package jsonvalue

import (
	"fmt"
	"strings"
	"testing"
)

// TestBlank fills in blanks: what comes out is what NewObject makes of the same members.
func TestBlank(t *testing.T) {
	many := make([]string, 40)
	for i := range many {
		many[i] = fmt.Sprint("key", i)
	}
	for _, keys := range [][]string{nil, {"a"}, {"b", "a"}, {"a", "b", "a"}, {"\xff", "\n"}, many} {
		var blank, whole []Member
		for i, key := range keys {
			blank = append(blank, Member{Key: key})
			whole = append(whole, Member{Key: key, Value: NewInt(int64(i))})
		}
		b := NewBlank(blank)
		for range 2 {
			members := make([]Member, b.Len())
			b.CopyTo(members)
			for i := range members {
				members[i].Value = NewInt(int64(i))
			}
			got, want := b.Fill(members), NewObject(append([]Member(nil), whole...))
			same(t, got, want.String())
			if got.Size() != want.Size() {
				t.Errorf("%s: size %d, want %d", got, got.Size(), want.Size())
			}
			if x, _ := got.Get("key39"); len(keys) == len(many) && x.NumberText() != "39" {
				t.Errorf("key39 is %s", x)
			}
		}
	}
}

func TestExcerpt(t *testing.T) {
	v := NewString(strings.Repeat("x", 1000))
	for range 3 {
		v = NewArray([]Value{v, v, v, v, v, v, v, v, v, v})
	}
	if got := v.Excerpt(); got != v.String() {
		t.Errorf("%d bytes of %d", len(got), v.Size())
	}
	for range 9 {
		v = NewArray([]Value{v, v, v, v, v, v, v, v, v, v})
	}
	if got := v.Excerpt(); got != "…" {
		t.Errorf("%d bytes of %d", len(got), v.Size())
	}
}
