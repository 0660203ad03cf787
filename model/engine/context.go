package engine

import (
	"cmp"
	"strings"
	"sync"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// contextParts are the parts of the context object that are the same in all states.
type contextParts struct {
	once               sync.Once
	execution, machine jsonvalue.Value
}

// timeText is how the context object has times: without a fraction at a full second, as Java
// writes them.
func timeText(t time.Time) jsonvalue.Value {
	t = t.UTC().Truncate(time.Millisecond)
	if t.Nanosecond() == 0 {
		return jsonvalue.NewString(t.Format("2006-01-02T15:04:05Z"))
	}
	return jsonvalue.NewString(t.Format("2006-01-02T15:04:05.000Z"))
}

// makeContext makes the context object if the state reads it. Its members are those of an
// Express execution, in AWS's order (recorded).
func (v *visit) makeContext() {
	if !v.st.UsesContext {
		return
	}
	x, t := v.b.x, v.trial()
	if t != nil && !t.Context.IsUndefined() {
		v.b.scope.Context = t.Context
		return
	}
	role, name := jsonvalue.NewString(x.RoleARN), v.st.Name
	if t != nil {
		if x.RoleARN == "" {
			role = jsonvalue.Null() // recorded
		}
		name = cmp.Or(t.Name, name)
	}
	x.context.once.Do(func() {
		members := []jsonvalue.Member{
			{Key: "Id", Value: jsonvalue.NewString(x.ARN)},
			{Key: "Input", Value: x.contextInput()},
			{Key: "Name", Value: jsonvalue.NewString(x.Name)},
			{Key: "RoleArn", Value: role},
			{Key: "StartTime", Value: timeText(x.started)},
		}
		if x.Redrives {
			members = append(members, jsonvalue.Member{Key: "RedriveCount", Value: jsonvalue.NewInt(0)})
		}
		x.context.execution = jsonvalue.NewObject(members)
		x.context.machine = jsonvalue.NewObject([]jsonvalue.Member{
			{Key: "Id", Value: jsonvalue.NewString(x.MachineARN)},
			{Key: "Name", Value: jsonvalue.NewString(x.MachineName)},
		})
	})
	state := []jsonvalue.Member{
		{Key: "Name", Value: jsonvalue.NewString(name)},
		{Key: "EnteredTime", Value: timeText(v.enteredAt)},
	}
	switch v.st.Type {
	case asl.Task, asl.Map, asl.Parallel:
		state = append(state, jsonvalue.Member{Key: "RetryCount", Value: jsonvalue.NewInt(v.retries)})
	}
	members := []jsonvalue.Member{
		{Key: "Execution", Value: x.context.execution},
		{Key: "StateMachine", Value: x.context.machine},
		{Key: "State", Value: jsonvalue.NewObject(state)},
	}
	if !v.b.mapItem.IsUndefined() {
		members = append(members, jsonvalue.Member{Key: "Map", Value: v.b.mapItem})
	}
	v.b.scope.Context = jsonvalue.NewObject(members)
}

// contextInput is the execution's input as the context object has it.
func (x *execution) contextInput() jsonvalue.Value {
	if x.Midway.State != "" {
		return x.Midway.Input
	}
	return x.Input
}

// region is where a task's resource is: a service integration's is the machine's.
func (x *execution) region(r asl.Resource) string {
	if r.Region != "" {
		return r.Region
	}
	if parts := strings.SplitN(x.MachineARN, ":", 5); len(parts) == 5 {
		return parts[3]
	}
	return ""
}
