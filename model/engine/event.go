package engine

import (
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// Event is one entry of an execution's history, as AWS logs it at level ALL. What it says
// is kept as references and made into JSON when somebody asks.
type Event struct {
	ID       int64  // from 1, in the order of time
	Previous int64  // the event that it follows on its branch; 0 for none
	Type     string // AWS's HistoryEventType
	Time     time.Time

	state  *asl.State
	value  jsonvalue.Value // input, output, parameters, or the number of a Map's items or of an item
	detail *detail
}

// detail is what few events have.
type detail struct {
	failure   *failure
	field     string // whose expression failed
	assigned  jsonvalue.Value
	task      *asl.TaskState
	timeout   int64 // seconds, 0 for none
	heartbeat int64
	role      string
	region    string
}

// StateName is the name of the state that the event is about, "" for events of the
// execution itself.
func (e Event) StateName() string {
	if e.state == nil {
		return ""
	}
	return e.state.Name
}

// Details renders what the event says, with the names of AWS's history. Inputs, outputs
// and parameters are strings of JSON, as on AWS.
func (e Event) Details() jsonvalue.Value {
	var d details
	switch e.Type {
	case "ExecutionStarted":
		d.payload("input", e)
		role := ""
		if e.detail != nil {
			role = e.detail.role
		}
		d.text("roleArn", role)
	case "ExecutionSucceeded":
		d.payload("output", e)
	case "MapStateStarted":
		d.add("length", e.value)
	case "MapIterationStarted", "MapIterationSucceeded", "MapIterationFailed", "MapIterationAborted":
		d.text("name", e.StateName())
		d.add("index", e.value)
	case "LambdaFunctionScheduled":
		d.text("resource", e.detail.task.Resource.ARN)
		d.payload("input", e)
		d.limits(e.detail)
	case "LambdaFunctionSucceeded":
		d.payload("output", e)
	case "TaskScheduled":
		d.resource(e.detail.task)
		d.text("region", e.detail.region)
		if !e.truncated() {
			d.text("parameters", e.value.String())
		}
		d.limits(e.detail)
	case "TaskStarted":
		d.resource(e.detail.task)
	case "TaskSucceeded":
		d.resource(e.detail.task)
		d.payload("output", e)
	case "TaskFailed", "TaskTimedOut":
		d.resource(e.detail.task)
		d.failure(e.detail.failure)
	case "EvaluationFailed":
		d.failure(e.detail.failure)
		if e.detail.field != "" {
			d.text("location", e.detail.field)
		}
		d.text("state", e.StateName())
	case "LambdaFunctionFailed", "LambdaFunctionTimedOut", "ExecutionFailed":
		d.failure(e.detail.failure)
	default:
		d.state(e)
	}
	return jsonvalue.NewObject(d)
}

// details are the members of an event's details.
type details []jsonvalue.Member

func (d *details) add(key string, v jsonvalue.Value) {
	*d = append(*d, jsonvalue.Member{Key: key, Value: v})
}

func (d *details) text(key, text string) { d.add(key, jsonvalue.NewString(text)) }

// payload adds an input or output, and whether it is truncated.
func (d *details) payload(key string, e Event) {
	if !e.truncated() {
		d.text(key, e.value.String())
	}
	d.truncated(key, e.truncated())
}

// truncated reports whether the value was not kept: without one no event of those that have
// an input, output or parameters happens.
func (e Event) truncated() bool { return e.value.IsUndefined() }

func (d *details) truncated(key string, truncated bool) {
	d.add(key+"Details", jsonvalue.NewObject([]jsonvalue.Member{{Key: "truncated", Value: jsonvalue.NewBool(truncated)}}))
}

// state adds what the events of entering and leaving a state say.
func (d *details) state(e Event) {
	switch e.Type {
	case enteredType(e.kind()):
		d.text("name", e.StateName())
		d.payload("input", e)
	case exitedType(e.kind()):
		d.text("name", e.StateName())
		d.payload("output", e)
		if e.detail != nil {
			assigned := make([]jsonvalue.Member, e.detail.assigned.Len())
			for i := range assigned {
				m := e.detail.assigned.Member(i)
				assigned[i] = jsonvalue.Member{Key: m.Key, Value: jsonvalue.NewString(m.Value.String())}
			}
			d.add("assignedVariables", jsonvalue.NewObject(assigned))
			d.truncated("assignedVariables", false)
		}
	}
}

func (e Event) kind() asl.StateType {
	if e.state == nil {
		return ""
	}
	return e.state.Type
}

func (d *details) resource(t *asl.TaskState) {
	d.text("resourceType", t.Resource.Service)
	d.text("resource", t.Resource.Action)
}

func (d *details) limits(of *detail) {
	if of.timeout > 0 {
		d.add("timeoutInSeconds", jsonvalue.NewInt(of.timeout))
	}
	if of.heartbeat > 0 {
		d.add("heartbeatInSeconds", jsonvalue.NewInt(of.heartbeat))
	}
	if of.role != "" {
		d.add("taskCredentials", jsonvalue.NewObject([]jsonvalue.Member{{Key: "roleArn", Value: jsonvalue.NewString(of.role)}}))
	}
}

func (d *details) failure(f *failure) {
	if f.name != nil {
		d.text("error", *f.name)
	}
	if cause := f.cause(); cause != nil {
		d.text("cause", *cause)
	}
}

// enteredType is the type of the event of entering a state.
func enteredType(t asl.StateType) string {
	switch t {
	case asl.Pass:
		return "PassStateEntered"
	case asl.Task:
		return "TaskStateEntered"
	case asl.Choice:
		return "ChoiceStateEntered"
	case asl.Wait:
		return "WaitStateEntered"
	case asl.Succeed:
		return "SucceedStateEntered"
	case asl.Fail:
		return "FailStateEntered"
	case asl.Parallel:
		return "ParallelStateEntered"
	default:
		return "MapStateEntered"
	}
}

// exitedType is the type of the event of leaving a state.
func exitedType(t asl.StateType) string {
	switch t {
	case asl.Pass:
		return "PassStateExited"
	case asl.Task:
		return "TaskStateExited"
	case asl.Choice:
		return "ChoiceStateExited"
	case asl.Wait:
		return "WaitStateExited"
	case asl.Succeed:
		return "SucceedStateExited"
	case asl.Parallel:
		return "ParallelStateExited"
	default:
		return "MapStateExited"
	}
}
