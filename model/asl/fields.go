package asl

import (
	"fmt"

	"expresso/model/jsonvalue"
)

// fields reads an object of the definition, which was checked before.
type fields struct {
	l    *loader
	of   jsonvalue.Value
	path string // JSON pointer to the object
}

func (f *fields) at(key string) string { return pointer(f.path, key) }

func (f *fields) get(key string) jsonvalue.Value {
	v, _ := f.of.Get(key)
	return v
}

func (f *fields) has(key string) bool {
	_, ok := f.of.Get(key)
	return ok
}

func (f *fields) text(key string) string { return f.get(key).Str() }

// integer returns a field that is an integer, or another number without it.
func (f *fields) integer(key string, otherwise int64) int64 {
	if n, ok := f.get(key).Int(); ok {
		return n
	}
	return otherwise
}

// object is a field that is an object.
func (f *fields) object(key string) *fields {
	return &fields{l: f.l, of: f.get(key), path: f.at(key)}
}

// list calls read for every element of a field that is an array.
func (f *fields) list(key string, read func(f *fields)) {
	v := f.get(key)
	for i := range v.Len() {
		read(&fields{l: f.l, of: v.At(i), path: element(f.at(key), i)})
	}
}

// pointer extends a JSON pointer by a key.
func pointer(to, key string) string {
	return to + "/" + jsonvalue.PointerToken(key)
}

// element extends a JSON pointer by an index.
func element(to string, i int) string { return fmt.Sprintf("%s/%d", to, i) }
