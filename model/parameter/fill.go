package parameter

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	uuids "github.com/google/uuid"

	"expresso/model"
	"expresso/model/jsonvalue"
)

// Values is where the values of parameters come from. Its functions are called by several
// goroutines at once.
type Values struct {
	Now  func() time.Time                          // nil for time.Now
	UUID func() string                             // nil for random ones
	Env  func(name string) (value string, is bool) // nil for no variables
	File func(name string) (string, error)         // nil for no files
	// Allowed are the variables that may be put in although their names look secret.
	Allowed []string
}

// credentials are variables that hold what signs requests. An input that came with
// somebody else's repository should not carry them anywhere.
var credentials = []string{"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"}

// secret reports whether a variable's name looks like that of a secret. An input is kept in
// the history and in logs, and may come with somebody else's repository.
func secret(name string) bool {
	name = strings.ToUpper(name)
	for _, part := range []string{"TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	for _, end := range []string{"_KEY", "APIKEY", "DATABASE_URL"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// Fill returns a text with the values of its parameters, for the nth run of a burst or the
// first of one. A text without parameters comes back as it is, whatever it says. An error
// is an *Error with a hint.
func (v Values) Fill(text string, n int64) (string, error) {
	t, err := Parse(text)
	if err != nil || t.Count() == 0 {
		return text, err
	}
	f, err := t.With(v)
	if err != nil {
		return "", err
	}
	return f.Text(n), nil
}

// Filled is a template with its variables and files put in. What is left differs from run
// to run and is cheap to come by. It is safe for concurrent use.
type Filled struct {
	values Values
	parts  []part
	size   int  // bytes of the parts' texts
	clock  bool // the time is asked for
}

// part is text as it is sent, and behind it uuid, now or number, or env for nothing.
type part struct {
	text string
	kind kind
}

// With puts in variables and files. What is then left to go wrong is the size of the
// whole, which the workbench checks. A text that has parameters and is not JSON is an error,
// and so is one that becomes larger than model.MaxInput by far.
func (t *Template) With(v Values) (*Filled, error) {
	f := &Filled{values: v}
	if f.values.Now == nil {
		f.values.Now = time.Now
	}
	if f.values.UUID == nil {
		f.values.UUID = uuids.NewString
	}
	if len(t.holes) == 0 {
		f.add(t.text, env)
		return f, nil
	}
	if err := t.Check(); err != nil {
		return nil, err
	}
	known := map[hole]string{}
	var text strings.Builder
	at := 0
	for _, h := range t.holes {
		text.WriteString(t.text[at:h.from])
		at = h.to
		if h.kind != env && h.kind != file {
			f.add(text.String(), h.kind)
			text.Reset()
			continue
		}
		same := hole{kind: h.kind, name: h.name, quoted: h.quoted}
		value, ok := known[same]
		if !ok {
			var err error
			if value, err = t.value(v, h); err != nil {
				return nil, err
			}
			known[same] = value
		}
		if f.size+text.Len()+len(value) > model.MaxInput {
			return nil, t.wrong(h.from, "make it smaller, or pass a reference to data stored elsewhere",
				"with %s the input has more than %d bytes", t.text[h.from:h.to], model.MaxInput)
		}
		text.WriteString(value)
	}
	f.add(text.String()+t.text[at:], env)
	return f, nil
}

// longest is the size of the longest value that differs from run to run: a UUID.
const longest = 36

func (f *Filled) add(text string, k kind) {
	f.parts = append(f.parts, part{text, k})
	f.size += len(text)
	f.clock = f.clock || k == now
}

// Text is what the nth run is sent.
func (f *Filled) Text(n int64) string {
	if len(f.parts) == 1 {
		return f.parts[0].text
	}
	var time time.Time
	if f.clock {
		time = f.values.Now().UTC()
	}
	b := make([]byte, 0, f.size+longest*len(f.parts))
	for _, p := range f.parts {
		b = append(b, p.text...)
		switch p.kind {
		case uuid:
			b = append(b, f.values.UUID()...)
		case now:
			b = time.AppendFormat(b, "2006-01-02T15:04:05.000Z")
		case number:
			b = strconv.AppendInt(b, n, 10)
		}
	}
	return string(b)
}

// value is that of a variable or a file, as it is put in.
func (t *Template) value(v Values, h hole) (string, error) {
	token := t.text[h.from:h.to]
	var value string
	switch h.kind {
	case env:
		if slices.Contains(credentials, strings.ToUpper(h.name)) {
			return "", t.wrong(h.from, "inputs are saved in the history and in logs, so they must not contain credentials", "%s is a credential and is not filled in", token)
		}
		if secret(h.name) && !slices.Contains(v.Allowed, h.name) {
			return "", t.wrong(h.from, "if it is not, add "+h.name+" to allow-env in the configuration", "%s looks like a secret and is not filled in", token)
		}
		set := false
		if v.Env != nil {
			value, set = v.Env(h.name)
		}
		if !set {
			return "", t.wrong(h.from, "set it before you start expresso, or write its value", "%s: the environment variable %s is not set", token, h.name)
		}
	case file:
		if v.File == nil {
			return "", t.wrong(h.from, "", "%s: files cannot be read here", token)
		}
		var err error
		if value, err = v.File(h.name); err != nil {
			return "", t.wrong(h.from, "", "%s: %w", token, err)
		}
		value = strings.TrimPrefix(value, "\ufeff") // some editors on Windows write the mark
	}
	switch {
	case !utf8.ValidString(value):
		return "", t.wrong(h.from, "an input is UTF-8 throughout", "%s: its value is not UTF-8", token)
	case h.quoted:
		quoted := jsonvalue.NewString(value).String()
		return quoted[1 : len(quoted)-1], nil
	}
	if bad := jsonvalue.Check(value); bad != nil {
		return "", t.wrong(h.from, "fix it, or put "+token+" in quotes to send it as text", "%s: its value is not JSON: line %d, column %d: %s", token, bad.Line, bad.Column, bad.Msg)
	}
	return value, nil
}
