package task

import (
	"context"
	"hash/fnv"
	"time"

	"expresso/model/jsonvalue"
)

// Unhurried answers as another invoker does, after about the time that a function takes: the
// same for each call of a state, so that a demo is the same every time.
func Unhurried(answers Invoker) Invoker { return unhurried{answers} }

type unhurried struct{ Invoker }

const (
	leastTask = 350 * time.Millisecond
	mostTask  = 900 * time.Millisecond
)

func (u unhurried) Invoke(ctx context.Context, call Call) (jsonvalue.Value, error) {
	of := fnv.New32a()
	_, _ = of.Write([]byte(call.State)) // never fails
	wait := time.NewTimer(leastTask + time.Duration(of.Sum32())%(mostTask-leastTask))
	defer wait.Stop()
	select {
	case <-wait.C:
		return u.Invoker.Invoke(ctx, call)
	case <-ctx.Done():
		return jsonvalue.Value{}, ctx.Err()
	}
}
