package history

import (
	"strings"

	"expresso/model/jsonvalue"
)

// maxCause bounds the causes that are read: AWS's are not longer.
const maxCause = 32 << 10

// account is what a cause that is the JSON of an error says.
type account struct {
	message string // the sentence in it, "" if there is none
	report  string // its stack trace and the rest, line by line; "" without a stack trace
}

// tell reads a cause that is the error of a Lambda function, as the runtimes write it, or of a
// service.
func tell(cause string) account {
	if len(cause) > maxCause || !strings.HasPrefix(strings.TrimSpace(cause), "{") {
		return account{}
	}
	doc, err := jsonvalue.Parse(cause)
	if err != nil {
		return account{}
	}
	a := account{message: sentence(doc)}
	var out strings.Builder
	if writeReport(&out, doc) {
		a.report = strings.TrimRight(out.String(), "\n")
	}
	return a
}

// The members that runtimes write: Node.js has trace, the others stackTrace.
var (
	messageKeys = []string{"errorMessage", "message", "Message"}
	stackKeys   = []string{"trace", "stackTrace"}
)

// text is the first of the members that is there as text.
func text(doc jsonvalue.Value, keys ...string) string {
	for _, key := range keys {
		if m, ok := doc.Get(key); ok && m.Kind() == jsonvalue.KindString {
			return m.Str()
		}
	}
	return ""
}

func sentence(doc jsonvalue.Value) string { return text(doc, messageKeys...) }

// writeReport writes the stack trace of an error, what else is known of it, and the error
// that caused it. It reports whether there was a stack trace.
func writeReport(out *strings.Builder, doc jsonvalue.Value) (found bool) {
	name, message := text(doc, "errorType"), sentence(doc)
	for _, key := range stackKeys {
		frames, ok := doc.Get(key)
		if !ok || frames.Kind() != jsonvalue.KindArray {
			continue
		}
		found = true
		for i := range frames.Len() {
			// Node.js begins with the error itself, which stands above already.
			if line := frame(frames.At(i)); i > 0 || line != name+": "+message {
				out.WriteString(strings.TrimRight(line, "\n") + "\n")
			}
		}
	}
	var rest, causes strings.Builder
	for i := range doc.Len() {
		switch m := doc.Member(i); m.Key {
		case "errorType", "errorMessage", "message", "Message", "trace", "stackTrace":
		case "cause":
			if m.Value.Kind() == jsonvalue.KindObject {
				causes.WriteString("\ncaused by " + strings.Trim(text(m.Value, "errorType")+": "+sentence(m.Value), ": ") + "\n")
				found = writeReport(&causes, m.Value) || found
				continue
			}
			fallthrough
		default:
			rest.WriteString(m.Key + "  " + plainText(m.Value) + "\n")
		}
	}
	if rest.Len() > 0 {
		out.WriteString("\n" + rest.String())
	}
	out.WriteString(causes.String())
	return found
}

// frame is one step of a stack trace. Go's runtime writes objects, and Python's older ones
// arrays.
func frame(v jsonvalue.Value) string {
	switch v.Kind() {
	case jsonvalue.KindArray:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = plainText(v.At(i))
		}
		return strings.Join(parts, "  ")
	case jsonvalue.KindObject:
		line, _ := v.Get("line")
		return text(v, "label") + "  " + text(v, "path") + ":" + plainText(line)
	}
	return plainText(v)
}

func plainText(v jsonvalue.Value) string {
	if v.Kind() == jsonvalue.KindString {
		return v.Str()
	}
	return v.String()
}
