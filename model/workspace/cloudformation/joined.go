package cloudformation

import (
	"strings"

	"expresso/model/jsonvalue"
)

// Joined is a text that is put together of plain text and of values which a template tells.
type Joined struct {
	parts []jsonvalue.Value
	plain strings.Builder
}

// Text adds plain text.
func (j *Joined) Text(s string) { j.plain.WriteString(s) }

// Add adds a value.
func (j *Joined) Add(v jsonvalue.Value) {
	j.flush()
	j.parts = append(j.parts, v)
}

// Empty reports whether nothing was added.
func (j *Joined) Empty() bool { return len(j.parts) == 0 && j.plain.Len() == 0 }

// Value is the whole as a template has it: a string, the only value, or Fn::Join.
func (j *Joined) Value() jsonvalue.Value {
	j.flush()
	switch len(j.parts) {
	case 0:
		return jsonvalue.NewString("")
	case 1:
		return j.parts[0]
	}
	join := jsonvalue.NewArray([]jsonvalue.Value{jsonvalue.NewString(""), jsonvalue.NewArray(j.parts)})
	return jsonvalue.NewObject([]jsonvalue.Member{{Key: "Fn::Join", Value: join}})
}

func (j *Joined) flush() {
	if j.plain.Len() > 0 {
		j.parts = append(j.parts, jsonvalue.NewString(j.plain.String()))
		j.plain.Reset()
	}
}
