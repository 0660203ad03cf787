package engine

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
	"expresso/model/task"
	"expresso/model/task/shape"
)

// attempts executes a state that can be retried and caught: Task, Parallel, Map.
func (v *visit) attempts() (jsonvalue.Value, *asl.State, *failure) {
	var tries []int64 // by retrier, within this visit
	for {
		var out jsonvalue.Value
		var f *failure
		started := false
		switch v.st.Type {
		case asl.Task:
			out, f = v.task()
		case asl.Parallel:
			out, started, f = v.parallel()
		default:
			out, started, f = v.mapItems()
		}
		if f == nil {
			return out, v.st.Next, nil
		}
		if f.catchable() {
			again, f := v.again(f, &tries)
			if f != nil {
				return out, nil, f
			}
			if again {
				v.retries++
				v.makeContext()
				continue
			}
		}
		if (started || v.st.Type != asl.Task && v.evaluationFailed(f)) && f.traced() {
			v.b.record(Event{Type: string(v.st.Type) + "StateFailed", state: v.st})
		}
		if f.catchable() {
			if c, i := catcherFor(v.st, f); c != nil {
				if t := v.trial(); t != nil {
					t.failure, t.tried.Catcher = f, i
				}
				return v.caught(c, f)
			}
		}
		if v.st.Type == asl.Task && v.b.nested && f.traced() {
			v.b.note(Event{Type: "TaskStateAborted", Previous: v.b.last, state: v.st})
		}
		return out, nil, f
	}
}

// again waits for the next try of a state that failed, and tells whether there is one. tries
// are those that each retrier has had. A failure ends the state.
func (v *visit) again(failed *failure, tries *[]int64) (bool, *failure) {
	r, i := retrierFor(v.st, failed)
	if r == nil {
		return false, nil
	}
	if t := v.trial(); t != nil {
		if t.again(r, i) {
			return false, failed
		}
		return false, nil
	}
	if *tries == nil {
		*tries = make([]int64, len(v.st.Retry))
	}
	if (*tries)[i] >= r.MaxAttempts {
		return false, nil
	}
	(*tries)[i]++
	d := r.Delay((*tries)[i])
	if r.FullJitter {
		d = v.b.jitter(d)
	}
	if v.b.x.simulated {
		d = max(d, transition) // or trying again at once would never end
	}
	return true, v.b.sleep(d)
}

// retrierFor is the first retrier that matches; whether it has tries left is its own affair.
func retrierFor(st *asl.State, f *failure) (*asl.Retrier, int) {
	for i, r := range st.Retry {
		if r.Matches(f.errorName()) {
			return r, i
		}
	}
	return nil, 0
}

func catcherFor(st *asl.State, f *failure) (*asl.Catcher, int) {
	for i, c := range st.Catch {
		if c.Matches(f.errorName()) {
			return c, i
		}
	}
	return nil, 0
}

// caught continues where a catcher says, with the error object in the state's input.
func (v *visit) caught(c *asl.Catcher, f *failure) (jsonvalue.Value, *asl.State, *failure) {
	var members []jsonvalue.Member
	if f.name != nil {
		members = append(members, jsonvalue.Member{Key: "Error", Value: jsonvalue.NewString(*f.name)})
	}
	cause := ""
	if text := f.cause(); text != nil {
		cause = *text
	}
	members = append(members, jsonvalue.Member{Key: "Cause", Value: jsonvalue.NewString(cause)})
	object := jsonvalue.NewObject(members)
	if v.st.Language == asl.JSONata {
		v.b.scope.Result, v.b.scope.ErrorOutput = jsonvalue.Value{}, object
		out, f := v.conclude(c.Assign, c.Output, object)
		return out, c.Next, f
	}
	if f := v.evaluate(c.Assign, object); f != nil {
		return v.raw, nil, f
	}
	out, err := c.ResultPath.Put(v.raw, object)
	if err != nil {
		return v.raw, nil, v.fault(err)
	}
	return out, c.Next, nil
}

// task executes one try of a Task state.
func (v *visit) task() (jsonvalue.Value, *failure) {
	none := jsonvalue.Value{}
	t := v.st.Task
	if f := v.effective(); f != nil {
		return none, f
	}
	parameters, f := v.parameters()
	if f != nil {
		return none, f
	}
	if parameters.Size() > maxPayload {
		return none, v.tooLarge(t.Resource.Name())
	}
	if wrong := shape.Find(t.Resource.Service, t.Resource.Action).Parameters(parameters); len(wrong) > 0 {
		return none, v.fail(asl.ErrRuntime, fmt.Sprintf("The Parameters '%s' could not be used to start the Task: [%s]", parameters.Excerpt(), strings.Join(wrong, ", ")))
	}
	d := &detail{task: t}
	if d.timeout, f = v.taskSeconds(&t.Timeout); f != nil {
		return none, f
	}
	if d.heartbeat, f = v.taskSeconds(&t.Heartbeat); f != nil {
		return none, f
	}
	if t.Credentials != nil {
		credentials, f := v.eval(t.Credentials, v.input)
		if f != nil {
			return none, f
		}
		role, _ := credentials.Get("RoleArn")
		d.role = role.Str()
	}
	d.region = v.b.x.region(t.Resource)
	kind := "Task"
	if t.Resource.IsFunction() {
		kind = "LambdaFunction"
	}
	v.b.record(Event{Type: kind + "Scheduled", state: v.st, value: parameters, detail: d})
	v.b.record(Event{Type: kind + "Started", state: v.st, detail: &detail{task: t}})
	result, f := v.invoke(parameters, d)
	if f == nil && result.Size() > maxPayload {
		f = v.tooLarge(t.Resource.Name())
	}
	if f != nil {
		if f.kind == failed && !f.fatal {
			how := "Failed"
			if name := f.errorName(); name == asl.ErrTimeout || name == asl.ErrHeartbeat {
				how = "TimedOut"
			}
			v.b.record(Event{Type: kind + how, state: v.st, detail: &detail{task: t, failure: f}})
		}
		return none, f
	}
	v.b.record(Event{Type: kind + "Succeeded", state: v.st, value: result, detail: &detail{task: t}})
	return v.finish(result)
}

// maxSeconds is the longest time that a task can be given (AWS: 99,999,999).
const maxSeconds = 99_999_999

// taskSeconds is the value of TimeoutSeconds or HeartbeatSeconds, 0 for none.
func (v *visit) taskSeconds(s *asl.Seconds) (int64, *failure) {
	if s.Path == nil {
		return s.Fixed, nil
	}
	x, f := v.eval(s.Path, v.input)
	if f != nil {
		return 0, f
	}
	if v.st.Language == asl.JSONata {
		n, whole := x.Int()
		switch {
		case !whole:
			return 0, v.wrongValue(s.Field, fmt.Sprintf("The %s field cannot be parsed as an integer: %s", s.Field, bare(x)))
		case n < 0 || n > maxSeconds:
			return 0, v.wrongValue(s.Field, fmt.Sprintf("%s must be between 0 and %d but was: %s", s.Field, maxSeconds, bare(x)))
		}
		return n, nil
	}
	n, err := strconv.ParseInt(bare(x), 10, 64)
	if err != nil || n <= 0 {
		return 0, v.fail(asl.ErrRuntime, fmt.Sprintf("The %s parameter does not reference a positive integer: %s == %s", s.Field, s.Text, bare(x)))
	}
	return n, nil
}

// invoke calls the task and bounds the time that it takes.
func (v *visit) invoke(parameters jsonvalue.Value, d *detail) (jsonvalue.Value, *failure) {
	if result, f, ok := v.mocked(); ok {
		return result, f
	}
	b := v.b
	if b.x.Tasks == nil {
		return jsonvalue.Value{}, v.unanswered(errors.New("this execution has nothing that answers tasks"))
	}
	now := time.Now()
	deadline := b.x.deadline
	if b.x.simulated {
		deadline = now.Add(b.x.deadline.Sub(b.now))
	}
	limited := false
	if d.timeout > 0 && d.timeout < int64(MaxRun/time.Second) {
		if t := now.Add(time.Duration(d.timeout) * time.Second); t.Before(deadline) {
			deadline, limited = t, true
		}
	}
	ctx, cancel := context.WithDeadline(b.ctx, deadline)
	defer cancel()
	result, err := b.x.Tasks.Invoke(ctx, task.Call{
		Resource: d.task.Resource.ARN, Machine: b.x.MachineName, State: v.st.Name,
		Parameters: parameters, Credentials: d.role, Attempt: int(v.retries),
	})
	b.tick()
	if err == nil && !result.IsUndefined() {
		return result, nil
	}
	var answer *task.Failure
	switch {
	case err == nil:
		return result, v.unanswered(errors.New("the task's invoker returned no value"))
	case errors.As(err, &answer):
		return result, &failure{name: answer.Name, text: answer.Cause}
	case b.ctx.Err() != nil:
		return result, b.interrupted()
	case ctx.Err() != nil && limited:
		name := asl.ErrTimeout
		return result, &failure{name: &name}
	case ctx.Err() != nil:
		return result, &failure{kind: timedOut}
	default:
		return result, v.unanswered(err)
	}
}

// unanswered is the failure of a task that was not answered at all. It cannot be caught:
// it is about the set-up and not about the workflow.
func (v *visit) unanswered(err error) *failure {
	f := v.fail(asl.ErrRuntime, err.Error())
	f.fatal = true
	return f
}
