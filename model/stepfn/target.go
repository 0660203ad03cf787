// Package stepfn is the Target over the AWS SDK. It reaches AWS itself, or anything with the
// same API, the embedded service included. It knows how StartSyncExecution must be sent (once,
// with a deadline past the longest run) and what AWS's errors ask of a user. It is not for
// workflows' contents: what it sends and returns is text.
package stepfn

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"expresso/model"
	"expresso/model/child"
)

// deadline bounds one StartSyncExecution. It is past the five minutes that a run may last,
// so that only a lost answer meets it; a context's deadline is never retried by the SDK.
const deadline = 330 * time.Second

// Target runs workflows through a Step Functions client. It is safe for concurrent use.
type Target struct {
	client   *sfn.Client
	starts   sfn.HTTPClient // sends StartSyncExecution
	trace    TraceFunc
	logs     func() *cloudwatchlogs.Client // nil where no machine logs
	pauses   []time.Duration               // see logPauses
	patience time.Duration                 // see logDeadline
	// custom is set for an endpoint of the user's own: nothing but AWS resolves the
	// prefixed name sync-HOST.
	custom bool
	noSync bool // the endpoint is of PrivateLink, and none is given for synchronous runs
	// foreign is set for an endpoint that is not AWS's: an emulator may have what would be
	// a stand-in there.
	foreign  bool
	standIns func() []model.StandIn // see Options
	sync     string                 // URL that StartSyncExecution goes to, "" for that of the other requests

	found    *source            // of the credentials, nil where requests need none
	security func() *sts.Client // nil like found

	mu   sync.Mutex
	info model.Info
}

// TraceFunc returns the history of an execution, or model.ErrNoTrace.
type TraceFunc func(ctx context.Context, execution model.ARN) ([]model.Event, error)

// New returns a target over client. A nil trace means that no histories are kept.
func New(client *sfn.Client, info model.Info, trace TraceFunc) *Target {
	options := client.Options()
	if info.Region == "" {
		info.Region = options.Region
	}
	return &Target{client: client, starts: single(options.HTTPClient), trace: trace, pauses: logPauses, patience: logDeadline, custom: options.BaseEndpoint != nil, foreign: options.BaseEndpoint != nil, info: info}
}

// Info names the target. The account is known once a machine has been listed.
func (t *Target) Info() model.Info {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.info
}

// Describe returns a machine with its definition. Of an alias that is the version that
// gets most of its runs: what DescribeStateMachine does with an alias is not established.
func (t *Target) Describe(ctx context.Context, machine model.ARN) (model.Description, error) {
	machine, err := t.one(ctx, machine)
	if err != nil {
		return model.Description{}, err
	}
	out, err := t.client.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(string(machine))}, bounded)
	if err != nil {
		return model.Description{}, t.explain(err, "states:DescribeStateMachine", machine)
	}
	group, _ := loggedTo(out.LoggingConfiguration)
	return model.Description{
		Machine: model.Machine{
			ARN:     model.ARN(aws.ToString(out.StateMachineArn)),
			Name:    aws.ToString(out.Name),
			Type:    model.MachineType(out.Type),
			Created: model.PlausibleTime(aws.ToTime(out.CreationDate)),
		},
		Definition: aws.ToString(out.Definition),
		Role:       model.ARN(aws.ToString(out.RoleArn)),
		Revision:   aws.ToString(out.RevisionId),
		LogGroup:   model.ARN(group),
	}, nil
}

// one is the machine or version that an ARN stands for: of an alias the version that gets
// most of its runs.
func (t *Target) one(ctx context.Context, machine model.ARN) (model.ARN, error) {
	if q := machine.Qualifier(); strings.Trim(q, "0123456789") != "" {
		return t.heaviest(ctx, machine)
	}
	return machine, nil
}

// Start sends StartSyncExecution once. An execution is not idempotent, not even under a
// fixed name, so nothing here sends it again: neither the SDK nor we.
func (t *Target) Start(ctx context.Context, r model.Request) (model.Run, error) {
	info := t.Info()
	if !r.Origin.Whole() && !info.Local {
		return model.Run{}, &model.NotStartedError{Usage: true, Err: model.WithHint(
			fmt.Errorf("only the embedded target can start a run at a state (%s): StartSyncExecution runs the whole machine", r.Origin.State),
			"run it from its first state; nothing was sent")}
	}
	if region := r.Machine.Region(); region != "" && region != info.Region {
		return model.Run{}, &model.NotStartedError{Usage: true, Err: model.WithHint(
			fmt.Errorf("%s is in %s, but requests go to %s", r.Machine, region, info.Region),
			"start expresso with "+child.Flag("--region", region))}
	}
	if t.noSync {
		return model.Run{}, &model.NotStartedError{Usage: true, Err: model.WithHint(
			errors.New("the endpoint does not support synchronous runs: in a VPC they need an interface endpoint of their own"),
			"give the endpoint of com.amazonaws."+info.Region+".sync-states with --sync-endpoint-url; nothing was sent")}
	}
	if err := t.refuseStandIns(string(r.Machine), r.Input); err != nil {
		return model.Run{}, &model.NotStartedError{Usage: true, Err: err}
	}
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, starting{}, true), deadline)
	defer cancel()
	in := &sfn.StartSyncExecutionInput{
		StateMachineArn: aws.String(string(r.Machine)),
		Input:           aws.String(r.Input),
	}
	if r.Name != "" {
		in.Name = aws.String(r.Name)
	}
	if r.TraceHeader != "" {
		in.TraceHeader = aws.String(r.TraceHeader)
	}
	in.IncludedData = types.IncludedData(r.Included)
	var raw rawBody
	out, err := t.client.StartSyncExecution(ctx, in, func(o *sfn.Options) {
		o.Retryer = aws.NopRetryer{}
		o.HTTPClient = raw.tap(t.starts)
		if t.sync != "" {
			o.BaseEndpoint = aws.String(t.sync)
		}
		if t.custom {
			o.APIOptions = append(o.APIOptions, withoutHostPrefix)
		}
	})
	if err != nil {
		return model.Run{}, t.explainStart(ctx, err, r.Machine, raw.connected.Load())
	}
	status := model.Status(out.Status)
	if !status.Answered() {
		return model.Run{}, model.WithHint(fmt.Errorf("%w that can be read: its status is %q", errNoResponse, out.Status), perhapsRun)
	}
	return model.Run{
		Status:    status,
		Execution: model.ARN(aws.ToString(out.ExecutionArn)),
		Started:   aws.ToTime(out.StartDate),
		Stopped:   aws.ToTime(out.StopDate),
		Output:    aws.ToString(out.Output),
		Error:     aws.ToString(out.Error),
		Cause:     aws.ToString(out.Cause),
		Billing:   billing(out.BillingDetails),
		Raw:       raw.text(),

		OutputWithheld: status == model.Succeeded && out.Output == nil,
	}, nil
}

// refuseStandIns refuses texts for AWS that hold a value which the embedded target made up.
func (t *Target) refuseStandIns(texts ...string) error {
	if info := t.Info(); t.foreign || info.Local || info.Loopback {
		return nil
	}
	var all []model.StandIn
	if t.standIns != nil {
		all = t.standIns()
	}
	for _, text := range texts {
		switch s, ok := model.StandInOf(text, all); {
		case !ok:
		case s.Name == s.Value && model.StandInIn(s.Value) != "":
			return model.WithHint(fmt.Errorf("%s is a stand-in of the embedded target and is never sent to AWS", s.Value), "replace it with the real value")
		default:
			return model.WithHint(fmt.Errorf("%q is the stand-in for %s and is never sent to AWS", s.Value, s.Name),
				"replace it with the real value, or confirm that it is real: expresso project set "+child.Names("values."+s.Name, s.Value))
		}
	}
	return nil
}

// Trace returns the history of an execution: as the service keeps it, or as its machine has
// logged it.
func (t *Target) Trace(ctx context.Context, run model.Run) ([]model.Event, error) {
	switch {
	case t.trace != nil:
		return t.trace(ctx, run.Execution)
	case t.logs != nil && run.Execution != "":
		return t.logged(ctx, run)
	}
	return nil, model.ErrNoTrace
}

func billing(d *types.BillingDetails) model.Billing {
	if d == nil {
		return model.Billing{}
	}
	return model.Billing{
		// What would overflow is no bill of an execution, and stays none.
		Duration: time.Duration(min(max(d.BilledDurationInMilliseconds, -1), math.MaxInt64/int64(time.Millisecond))) * time.Millisecond,
		MemoryMB: d.BilledMemoryUsedInMB,
	}
}

// withoutHostPrefix keeps the SDK from sending a request to sync-HOST. The flag has to be
// set inside the stack, before all else: on a caller's context it is cleared.
func withoutHostPrefix(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("expresso:withoutHostPrefix",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			return next.HandleInitialize(smithyhttp.DisableEndpointHostPrefix(ctx, true), in)
		}), middleware.Before)
}

var errNoResponse = errors.New("no answer")
