package check

import (
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

// place is where in the definition something is; nil for the definition itself.
type place struct {
	up      *place
	key     string
	index   int // of an element
	element bool
}

func (p *place) member(key string) *place { return &place{up: p, key: key} }

func (p *place) at(i int) *place { return &place{up: p, index: i, element: true} }

// location is the place as AWS writes it.
func (p *place) location() string {
	if p == nil {
		return "/"
	}
	return p.text(func(key string) string { return key }, "[", "]")
}

// pointer is the place as a JSON pointer.
func (p *place) pointer() string {
	return p.text(jsonvalue.PointerToken, "/", "")
}

// text writes the steps to the place one after the other.
func (p *place) text(escape func(string) string, open, closing string) string {
	steps := []*place{}
	for ; p != nil; p = p.up {
		steps = append(steps, p)
	}
	var b strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		if s := steps[i]; s.element {
			b.WriteString(open + strconv.Itoa(s.index) + closing)
		} else {
			b.WriteString("/" + escape(s.key))
		}
	}
	return b.String()
}
