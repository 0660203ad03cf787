package check

import (
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// rule checks a value.
type rule func(c *checker, v jsonvalue.Value, at *place)

// field is what an object may have under a name.
type field struct {
	rule rule
	only language // "" if it is a field of both query languages
}

// fields are all that an object may have.
type fields map[string]field

// object is what the table says of a kind of object.
type object struct {
	fields   fields
	required []string
	exactly  []group // of each just one field must be there
	atMost   []group // of each one field may be there
	also     rule    // what takes more than a table
}

// group is names of fields, in the order in which AWS lists them: that of a Java HashMap.
type group []string

func newGroup(names ...string) group {
	members := make([]jsonvalue.Member, len(names))
	for i, name := range names {
		members[i].Key = name
	}
	for i, m := range jsonvalue.JavaMapOrder(members) {
		names[i] = m.Key
	}
	return names
}

func (g group) String() string { return "[" + strings.Join(g, ", ") + "]" }

// both, onlyPath and onlyJSONata make the fields of the table.
func both(r rule) field        { return field{rule: r} }
func onlyPath(r rule) field    { return field{r, jsonPath} }
func onlyJSONata(r rule) field { return field{r, jsonAta} }

// and returns the fields with more of them.
func (f fields) and(more ...fields) fields {
	all := fields{}
	for _, of := range append([]fields{f}, more...) {
		for name, field := range of {
			all[name] = field
		}
	}
	return all
}

// check checks an object: what it must have, then every field that it has.
func (o *object) check(c *checker, v jsonvalue.Value, at *place) {
	if !isObject(c, v, at) {
		return
	}
	o.checkRequired(c, v, at)
	o.checkGroups(c, v, at)
	for i := range v.Len() {
		m := v.Member(i)
		f, known := o.fields[m.Key]
		switch {
		case !known:
			c.schema(at, "Field '%s' is not supported", m.Key)
		case f.only != "" && f.only != c.language:
			c.schema(at, "The QueryLanguage is set to '%s', but field '%s' is only supported for the '%s' QueryLanguage", c.language, m.Key, f.only)
		case f.rule != nil:
			f.rule(c, m.Value, at.member(m.Key))
		}
	}
	if o.also != nil {
		o.also(c, v, at)
	}
}

func (o *object) checkRequired(c *checker, v jsonvalue.Value, at *place) {
	required(c, v, at, o.required...)
}

// required reports those of the fields that are missing, all in one diagnostic as AWS does.
func required(c *checker, v jsonvalue.Value, at *place, names ...string) {
	missing := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return has(v, name) })
	if len(missing) > 0 {
		c.schema(at, "These fields are required: %s", newGroup(missing...))
	}
}

func (o *object) checkGroups(c *checker, v jsonvalue.Value, at *place) {
	for _, g := range o.exactly {
		checkGroup(c, v, at, g, true)
	}
	for _, g := range o.atMost {
		checkGroup(c, v, at, g, false)
	}
}

// checkGroup reports more than one field of a group, or none where there must be one.
func checkGroup(c *checker, v jsonvalue.Value, at *place, g group, must bool) {
	present := 0
	for _, name := range g {
		if has(v, name) {
			present++
		}
	}
	switch {
	case present > 1:
		c.schema(at, "There should only be one of the following fields: %s", g)
	case present == 0 && must:
		c.schema(at, "This object should have only one of the following fields: %s", g)
	}
}

// has reports whether a field is there. "End": false is as good as none.
func has(v jsonvalue.Value, name string) bool {
	x, ok := v.Get(name)
	return ok && (name != "End" || x.Kind() != jsonvalue.KindBool || x.Bool())
}

// isObject reports what is not an object.
func isObject(c *checker, v jsonvalue.Value, at *place) bool {
	return isKind(c, v, at, jsonvalue.KindObject)
}

func isKind(c *checker, v jsonvalue.Value, at *place, kind jsonvalue.Kind) bool {
	if v.Kind() != kind {
		c.schema(at, "Expected value of type [%s]", strings.ToUpper(kind.String()))
		return false
	}
	return true
}

// list is an array whose elements keep to a rule.
func list(element rule) rule {
	return func(c *checker, v jsonvalue.Value, at *place) {
		if !isKind(c, v, at, jsonvalue.KindArray) {
			return
		}
		for i := range v.Len() {
			element(c, v.At(i), at.at(i))
		}
	}
}

// filled is a value that keeps to a rule and is not empty.
func filled(r rule) rule {
	return func(c *checker, v jsonvalue.Value, at *place) {
		if (v.Kind() == jsonvalue.KindArray || v.Kind() == jsonvalue.KindObject) && v.Len() == 0 {
			c.schema(at, "Value cannot be empty")
			return
		}
		r(c, v, at)
	}
}
