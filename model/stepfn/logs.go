package stepfn

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model"
	"expresso/model/child"
)

// AWS tells the history of an Express execution nowhere but in the log group that its
// machine logs to: an event of the history is a log event with a JSON text.

// What reading a log is bounded by. A page searches 1 MB of the log at most, so that a busy
// machine's takes many; margin is for the service's clocks.
const (
	logDeadline = 30 * time.Second
	logMargin   = 5 * time.Second
	logPages    = 60
	logEvents   = 100_000
	logBytes    = 64 << 20
)

// logPauses are waited for between one question and the next, where a run that has just ended is not in its
// log yet: it comes some seconds later. Of a run that ended before logFresh, nothing more is awaited.
var logPauses = []time.Duration{time.Second, 2 * time.Second}

const logFresh = 2 * time.Minute

// logged returns the history of an execution out of its machine's log. Events may come with
// an error that says why there may be more; what a log never has, the events show themselves.
func (t *Target) logged(ctx context.Context, run model.Run) ([]model.Event, error) {
	if region, here := run.Machine.Region(), t.Info().Region; region != here {
		return nil, model.WithHint(fmt.Errorf("%w: it ran in %s, but requests go to %s", model.ErrNoTrace, region, here), "start expresso with "+child.Flag("--region", region))
	}
	ctx, cancel := context.WithTimeout(ctx, t.patience)
	defer cancel()
	machine, err := t.one(ctx, run.Machine)
	if err != nil {
		return nil, err
	}
	out, err := t.client.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(string(machine))}, bounded)
	if err != nil {
		return nil, t.explain(err, "states:DescribeStateMachine", machine)
	}
	group, level := loggedTo(out.LoggingConfiguration)
	if group == "" {
		return nil, model.WithHint(fmt.Errorf("%w: %s does not log", model.ErrNoTrace, run.Machine.Machine()),
			"traces of runs on AWS are read from CloudWatch Logs: give the machine a loggingConfiguration of level ALL with includeExecutionData, and run again")
	}
	if level != types.LogLevelAll && run.Status == model.Succeeded {
		return nil, model.WithHint(fmt.Errorf("%w: %s logs at level %s, which does not log successful runs", model.ErrNoTrace, run.Machine.Machine(), level),
			"level ALL in its loggingConfiguration logs every state")
	}
	var events []model.Event
	asked := 0
	for {
		events, err = t.readLog(ctx, group, run)
		asked++
		if err != nil || ended(events) || time.Since(run.Stopped) > logFresh || asked > len(t.pauses) || !pause(ctx, t.pauses[asked-1]) {
			break
		}
	}
	const late = "logs arrive seconds to minutes after the run: read it again"
	times := "once"
	if asked > 1 {
		times = fmt.Sprintf("%d times", asked)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return events, fmt.Errorf("the log could not be read within %s", t.patience)
	case err != nil:
		return events, err
	case len(events) == 0:
		return nil, model.WithHint(fmt.Errorf("%w yet: the log group %s has no events of it, asked %s", model.ErrNoTrace, name(group), times), late)
	case !ended(events) || level == types.LogLevelAll && !strings.HasPrefix(events[0].Type, "Execution"):
		return events, model.WithHint(fmt.Errorf("the log is not complete yet, asked %s", times), late)
	}
	return events, nil
}

// ended reports whether events reach to the end of an execution.
func ended(events []model.Event) bool {
	if len(events) == 0 {
		return false
	}
	last := events[len(events)-1].Type
	return strings.HasPrefix(last, "Execution") && last != "ExecutionStarted"
}

// pause waits, and reports whether it did to the end.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// loggedTo is the ARN of the log group that a machine logs to, "" if it does not.
func loggedTo(c *types.LoggingConfiguration) (group string, level types.LogLevel) {
	if c == nil || c.Level == types.LogLevelOff {
		return "", types.LogLevelOff
	}
	for _, d := range c.Destinations {
		if d.CloudWatchLogsLogGroup != nil {
			group = strings.TrimSuffix(aws.ToString(d.CloudWatchLogsLogGroup.LogGroupArn), ":*")
		}
	}
	return group, c.Level
}

// name is a log group's name in its ARN.
func name(group string) string {
	_, name, _ := strings.Cut(group, ":log-group:")
	return name
}

// tooLongError says that a log continues past what is read of it.
type tooLongError struct{ events int }

func (e *tooLongError) Error() string {
	return fmt.Sprintf("the log is too long: only the first %d events were read", e.events)
}

// readLog reads the events of an execution, oldest first. Those that it has come with a tooLongError
// where that is not all.
func (t *Target) readLog(ctx context.Context, group string, run model.Run) (events []model.Event, err error) {
	started, stopped := run.Started, run.Stopped
	if run.Duration() < 0 {
		started, stopped = run.Asked, run.Asked.Add(run.Took)
	}
	in := &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: aws.String(name(group)),
		// An ARN has no quotes, and of the characters that mean something within them none.
		FilterPattern: aws.String(`{ $.execution_arn = "` + string(run.Execution) + `" }`),
		StartTime:     aws.Int64(started.Add(-logMargin).UnixMilli()),
		EndTime:       aws.Int64(stopped.Add(logMargin).UnixMilli()),
	}
	seen, size := map[int64]bool{}, 0
	var odd unreadable
	for range logPages {
		page, err := t.logs().FilterLogEvents(ctx, in, func(o *cloudwatchlogs.Options) { o.HTTPClient = new(rawBody).tap(o.HTTPClient) })
		if err != nil {
			if ctx.Err() != nil {
				return ordered(events), ctx.Err()
			}
			return ordered(events), t.explain(err, "logs:FilterLogEvents", model.ARN(group+":*"))
		}
		for _, e := range page.Events {
			event, ours, err := logEvent(aws.ToString(e.Message), run.Execution)
			if err != nil {
				odd.add(err)
				continue
			}
			if ours && !seen[event.ID] { // the same event may be delivered twice
				if seen[event.ID], size = true, size+len(event.Details); len(events) == logEvents || size > logBytes {
					return ordered(events), &tooLongError{len(events)}
				}
				events = append(events, event)
			}
		}
		token := aws.ToString(page.NextToken)
		if token == "" || token == aws.ToString(in.NextToken) {
			return ordered(events), odd.err(group)
		}
		in.NextToken = page.NextToken
	}
	return ordered(events), &tooLongError{len(events)}
}

func ordered(events []model.Event) []model.Event {
	slices.SortFunc(events, func(a, b model.Event) int { return cmp.Compare(a.ID, b.ID) })
	return events
}

// unreadable are events of an execution that cannot be read.
type unreadable struct {
	first error
	count int
}

func (u *unreadable) add(err error) {
	u.first = cmp.Or(u.first, err)
	u.count++
}

// err says that the log cannot be read, nil if all of it can.
func (u *unreadable) err(group string) error {
	if u.count == 0 {
		return nil
	}
	of := "1 event of this run"
	if u.count > 1 {
		of = fmt.Sprintf("%d events of this run", u.count)
	}
	return model.WithHint(fmt.Errorf("the log cannot be read: %s cannot be understood: %w", of, u.first),
		"Step Functions does not log like this: look at "+name(group)+" in CloudWatch Logs to find what writes to it or changes it")
}

// number reads an integer that is written as text, or as it is.
func number(key string, text json.RawMessage, to *int64) error {
	v, err := strconv.ParseInt(strings.Trim(string(text), `"`), 10, 64)
	switch {
	case len(text) == 0:
		return fmt.Errorf("its %s is missing", key)
	case err != nil:
		return fmt.Errorf("its %s is not a whole number: %.60s", key, text)
	}
	*to = v
	return nil
}

// logEvent reads the text of a log event. ours is false for what is not an event of the
// execution: other programs may log to the same group. An error says why one that is cannot be read.
func logEvent(message string, execution model.ARN) (event model.Event, ours bool, err error) {
	var e struct {
		ID        json.RawMessage `json:"id"`
		Previous  json.RawMessage `json:"previous_event_id"`
		Type      any             `json:"type"`
		Time      json.RawMessage `json:"event_timestamp"` // milliseconds
		Execution any             `json:"execution_arn"`
		Details   json.RawMessage `json:"details"`
	}
	if err := json.Unmarshal([]byte(message), &e); err != nil || e.Execution != string(execution) {
		return event, false, nil //nolint:nilerr // what is not JSON is another program's
	}
	kind, _ := e.Type.(string)
	if kind == "" {
		return event, true, errors.New("its type is missing")
	}
	var at int64
	for _, n := range []struct {
		key  string
		text json.RawMessage
		to   *int64
	}{{"id", e.ID, &event.ID}, {"previous_event_id", e.Previous, &event.Previous}, {"event_timestamp", e.Time, &at}} {
		if n.key == "previous_event_id" && len(n.text) == 0 {
			continue // the first has none
		}
		if err := number(n.key, n.text, n.to); err != nil {
			return event, true, err
		}
	}
	event.Type, event.Time, event.Details = kind, time.UnixMilli(at), string(e.Details)
	if strings.HasSuffix(kind, "StateEntered") || strings.HasSuffix(kind, "StateExited") {
		var d struct {
			Name string `json:"name"`
		}
		if err := json.Unmarshal(e.Details, &d); err == nil {
			event.State = d.Name
		}
	}
	return event, true, nil
}
