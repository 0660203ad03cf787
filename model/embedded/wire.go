package embedded

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"runtime/debug"
	"strings"

	"github.com/google/uuid"
)

// maxRequest bounds a request's body: a definition may have 1 MiB, and each of its
// characters may be escaped.
const maxRequest = 8 << 20

const (
	targetPrefix = "AWSStepFunctions."
	contentType  = "application/x-amz-json-1.0"
	serviceShape = "com.amazonaws.swf.service.v2.model#"
	coralShape   = "com.amazon.coral.validate#"

	frontShape = "com.amazon.coral.service#" // of what never reaches an operation
)

// apiError is an error that the service answers with.
type apiError struct {
	status  int
	shape   string // the namespace, as AWS writes it before the code
	code    string
	message string
	// reason and resource are further members that some errors have.
	reason, resource string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

// fault is an error of the service's model, answered with status 400.
func fault(code, format string, args ...any) *apiError {
	return &apiError{status: http.StatusBadRequest, shape: serviceShape, code: code, message: fmt.Sprintf(format, args...)}
}

// withStatus is a fault that the model gives another status than 400.
func (e *apiError) withStatus(status int) *apiError {
	e.status = status
	return e
}

// body is what the error looks like on the wire.
func (e *apiError) body() any {
	return struct {
		Type         string `json:"__type"`
		Message      string `json:"message"`
		Reason       string `json:"reason,omitempty"`
		ResourceName string `json:"resourceName,omitempty"`
	}{e.shape + e.code, e.message, e.reason, e.resource}
}

// operation answers one request body.
type operation func(s *Service, c caller, body []byte) (any, error)

// op turns a method with typed request and response into an operation.
func op[Request, Response any](method func(*Service, caller, *Request) (*Response, error)) operation {
	return func(s *Service, c caller, body []byte) (any, error) {
		var in Request
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, misread(err)
		}
		out, err := method(s, c, &in)
		if err != nil {
			return nil, err
		}
		return out, nil
	}
}

// misread is the error of a body that is not JSON, or in which a member has another type.
func misread(err error) *apiError {
	message := "the request's body is not JSON: " + err.Error()
	if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) {
		given, _, _ := strings.Cut(wrong.Value, " ") // "number 1.5"
		switch kind := wrong.Type.Kind(); {
		case given == "array":
			message = "Start of list found where not expected"
		case given == "object":
			message = "Start of structure or map found where not expected"
		case kind == reflect.Slice:
			message = "Expected list or null"
		case kind == reflect.Struct || kind == reflect.Map:
			message = "Expected structure or null"
		default:
			wanted := map[reflect.Kind]string{reflect.String: "String", reflect.Bool: "Boolean"}[kind]
			message = strings.ToUpper(given) + "_VALUE cannot be converted to " + cmp.Or(wanted, "Integer")
		}
	}
	return &apiError{status: http.StatusBadRequest, shape: frontShape, code: "SerializationException", message: message}
}

// unknownOperation is the error of a request for what the service does not offer.
func unknownOperation(format string, args ...any) *apiError {
	e := fault("UnknownOperationException", format, args...)
	e.shape = frontShape
	return e
}

var operations = map[string]operation{
	"CreateStateMachine":             op((*Service).createStateMachine),
	"UpdateStateMachine":             op((*Service).updateStateMachine),
	"DeleteStateMachine":             op((*Service).deleteStateMachine),
	"DescribeStateMachine":           op((*Service).describeStateMachine),
	"ListStateMachines":              op((*Service).listStateMachines),
	"PublishStateMachineVersion":     op((*Service).publishStateMachineVersion),
	"ListStateMachineVersions":       op((*Service).listStateMachineVersions),
	"DeleteStateMachineVersion":      op((*Service).deleteStateMachineVersion),
	"CreateStateMachineAlias":        op((*Service).createStateMachineAlias),
	"UpdateStateMachineAlias":        op((*Service).updateStateMachineAlias),
	"DeleteStateMachineAlias":        op((*Service).deleteStateMachineAlias),
	"DescribeStateMachineAlias":      op((*Service).describeStateMachineAlias),
	"ListStateMachineAliases":        op((*Service).listStateMachineAliases),
	"StartSyncExecution":             op((*Service).startSyncExecution),
	"TestState":                      op((*Service).testState),
	"StartExecution":                 op((*Service).startExecution),
	"ValidateStateMachineDefinition": op((*Service).validateStateMachineDefinition),
	"TagResource":                    op((*Service).tagResource),
	"UntagResource":                  op((*Service).untagResource),
	"ListTagsForResource":            op((*Service).listTagsForResource),

	"DescribeStateMachineForExecution": op((*Service).describeStateMachineForExecution),

	// What AWS has for executions of STANDARD machines alone. The service has none.
	"ListExecutions":      op((*Service).listExecutions),
	"DescribeExecution":   op((*Service).standardExecution),
	"StopExecution":       op((*Service).standardExecution),
	"RedriveExecution":    op((*Service).standardExecution),
	"GetExecutionHistory": op((*Service).standardExecution),
}

// ServeHTTP answers one request. It looks at the header X-Amz-Target alone: clients send
// some operations to another host name.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := uuid.NewString()
	out, err := s.answer(r)
	var body []byte
	if err == nil {
		body, err = encode(out)
	}
	status := http.StatusOK
	if err != nil {
		var e *apiError
		if !errors.As(err, &e) {
			e = &apiError{status: http.StatusInternalServerError, shape: serviceShape, code: "InternalFailure", message: err.Error()}
		}
		status = e.status
		body, _ = encode(e.body()) // strings always encode
	}
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("X-Amzn-Requestid", id)
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has gone away cannot be told
}

func (s *Service) answer(r *http.Request) (out any, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("internal failure: %v\n%s", p, debug.Stack())
		}
	}()
	if r.Method != http.MethodPost {
		return nil, unknownOperation("requests are POST with a header X-Amz-Target, not %s", r.Method)
	}
	target := r.Header.Get("X-Amz-Target")
	run, ok := operations[strings.TrimPrefix(target, targetPrefix)]
	if !ok || !strings.HasPrefix(target, targetPrefix) {
		return nil, unknownOperation("the embedded service does not offer %q", target)
	}
	content := metered{from: io.LimitReader(r.Body, maxRequest+1), account: s.memory}
	defer content.release()
	body, err := io.ReadAll(&content)
	if err != nil {
		return nil, unreadable(err)
	}
	if len(body) > maxRequest {
		return nil, &apiError{status: http.StatusRequestEntityTooLarge, shape: frontShape, code: "RequestEntityTooLargeException", message: "the request is too large"}
	}
	return run(s, callerOf(r), body)
}

// unreadable is the error of a body that could not be read to its end: it was sent too
// slowly, or it broke off or is framed wrongly.
func unreadable(err error) *apiError {
	if errors.Is(err, errNoMemory) {
		return noMemory()
	}
	var network net.Error
	if errors.As(err, &network) && network.Timeout() {
		return &apiError{status: http.StatusRequestTimeout, shape: serviceShape, code: "RequestTimeoutException", message: "the request's body did not arrive in time"}
	}
	return &apiError{status: http.StatusBadRequest, shape: frontShape, code: "SerializationException", message: "the request's body cannot be read: " + err.Error()}
}

// encode writes JSON as AWS does, without escaping for HTML.
func encode(v any) ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(b.String(), "\n")), nil
}
