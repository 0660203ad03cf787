// Package shape knows requests and responses of AWS services, and checks those of tasks. It
// does so in the words of Step Functions. It holds the services that workflows call most; of
// any other it knows nothing and says nothing.
package shape

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
)

//go:generate python3 generate.py

//go:embed shapes.txt.gz
var compressed []byte

// Operation is what one action of a service takes and gives. A nil *Operation is one that
// is not known.
type Operation struct {
	request, response *shape
}

// shape is what a value has to be: kind is the letter that generate.py tells.
type shape struct {
	kind      byte
	low, high float64  // of a number, or of the length of a text
	words     []string // of an enumeration
	members   []member
	of        *shape // elements of a list, values of a map
}

type member struct {
	name     string
	required bool
	of       *shape
}

// service is a service that is read when it is first asked for.
type service struct {
	text    string
	once    sync.Once
	actions map[string]*Operation
}

// integrated are the services whose optimized integration calls the API of the same action.
var integrated = map[string]string{
	"lambda": "lambda", "sqs": "sqs", "sns": "sns", "events": "eventbridge", "dynamodb": "dynamodb", "states": "sfn",
}

// own are the integrations that call no API of a service, in the form of generate.py.
const own = `@apigateway:invoke
invoke 0 1

o *ApiEndpoint=2 *Method=3 Headers=4 Stage=2 Path=2 QueryParameters=4 RequestBody=5 AllowNullValues=6 AuthType=7
o Headers=4 ResponseBody=5 StatusCode=8 StatusText=2
s
s |GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS
m 5
a
b
s |NO_AUTH|IAM_ROLE|RESOURCE_POLICY
i
@http:invoke
invoke 0 1

o *ApiEndpoint=2 *Method=3 Authentication=4 InvocationConfig=4 Headers=5 QueryParameters=5 RequestBody=6 Transform=6
o Headers=5 ResponseBody=6 StatusCode=7 StatusText=2
s
s |GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS
o *ConnectionArn=2
m 6
a
i
`

// services are all, by their names. The text is unpacked when one is first asked for.
var services = sync.OnceValue(func() map[string]*service {
	all := map[string]*service{}
	reader, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return all
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return all
	}
	for _, part := range strings.Split(string(text)+own, "\n@")[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		all[name] = &service{text: rest}
	}
	return all
})

// described are the actions whose response a task gets that waits for the end of what it has
// started.
var described = map[string]string{"states:startExecution": "describeExecution"}

// Find returns what is known of an integration: of a service as an ARN names it, such as
// "sqs" or "aws-sdk:s3", and an action with or without a pattern such as ".sync". It is nil
// for what is not known. What a task results in that waits for a token is not known: it is
// what somebody sends.
func Find(of, action string) *Operation {
	name, sdk := strings.CutPrefix(of, "aws-sdk:")
	action, pattern, _ := strings.Cut(action, ".")
	if !sdk {
		var ok bool
		if name, ok = integrated[of]; !ok {
			if name = of + ":" + action; name != "apigateway:invoke" && name != "http:invoke" {
				return nil
			}
		}
	}
	found := services()[name]
	if found == nil {
		return nil
	}
	found.once.Do(found.read)
	o := found.actions[action]
	switch {
	case o == nil || pattern == "":
		return o
	case pattern == "waitForTaskToken":
		return &Operation{request: o.request}
	}
	waited := &Operation{request: o.request}
	if describe := found.actions[described[of+":"+action]]; describe != nil {
		waited.response = describe.response
	}
	return waited
}

// OfResource returns what is known of the integration that the ARN of a Task state's
// Resource names, nil for any other.
func OfResource(arn string) *Operation {
	parts := strings.SplitN(arn, ":", 6) // arn:partition:states:region:account:service:action
	if len(parts) < 6 || parts[2] != "states" {
		return nil
	}
	of := strings.TrimSuffix(parts[5], ":2") // of .sync:2
	colon := strings.LastIndexByte(of, ':')
	return Find(of[:max(colon, 0)], of[colon+1:])
}

// read reads the lines of a service.
func (s *service) read() {
	actions, rest, _ := strings.Cut(s.text, "\n\n")
	lines := strings.Split(strings.TrimSuffix(rest, "\n"), "\n")
	shapes := make([]shape, len(lines))
	at := func(number string) *shape {
		i, err := strconv.Atoi(number)
		if err != nil || i < 0 || i >= len(shapes) {
			return nil // "-": there is none
		}
		return &shapes[i]
	}
	for i, line := range lines {
		shapes[i] = readShape(line, at)
	}
	s.actions = map[string]*Operation{}
	for line := range strings.SplitSeq(actions, "\n") {
		if words := strings.Split(line, " "); len(words) == 3 {
			s.actions[words[0]] = &Operation{at(words[1]), at(words[2])}
		}
	}
	s.text = ""
}

func readShape(line string, at func(number string) *shape) shape {
	kind, rest, _ := strings.Cut(line, " ")
	s := shape{kind: kind[0], low: math.Inf(-1), high: math.Inf(1)}
	switch {
	case s.kind == 'o':
		for word := range strings.FieldsSeq(rest) {
			name, number, _ := strings.Cut(word, "=")
			name, required := strings.CutPrefix(name, "*")
			s.members = append(s.members, member{name, required, at(number)})
		}
	case s.kind == 'l' || s.kind == 'm':
		s.of = at(rest)
	case strings.HasPrefix(rest, "|"):
		s.words = strings.Split(rest[1:], "|")
	case rest != "":
		low, high, _ := strings.Cut(rest, "..")
		if f, err := strconv.ParseFloat(low, 64); err == nil {
			s.low = f
		}
		if f, err := strconv.ParseFloat(high, 64); err == nil {
			s.high = f
		}
	}
	return s
}
