package plain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/parameter"
	"expresso/model/trace"
)

// stillRunning is when a run in flight is spoken of: soon enough that nobody takes it for
// stuck, and then now and then.
var stillRunning = []time.Duration{2 * time.Second, 10 * time.Second, 30 * time.Second}

// run sends the input, with the values of its parameters, to what is picked.
func (s *session) run(string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	text, err := s.filled()
	if err != nil {
		return err
	}
	return s.send(model.Request{Machine: s.arn, Input: text}, s.unchanged())
}

// filled is the input with the values of its parameters.
func (s *session) filled() (string, error) {
	if problem := wrong(s.input); problem != "" {
		return "", model.WithHint(fmt.Errorf("not sent: the input is not JSON: %s", problem), "say input to hear it, edit or write to fix it")
	}
	text, err := s.Parameters.Fill(s.input, 1)
	if err != nil {
		bad := (*parameter.Error)(nil)
		if errors.As(err, &bad) {
			return "", model.WithHint(fmt.Errorf("not sent: %w", err), model.HintOf(err))
		}
		return "", err
	}
	return text, nil
}

// unchanged names the saved input that the input still is, "" if it is none.
func (s *session) unchanged() string {
	if s.name == "" {
		return ""
	}
	if text, err := s.Inputs.Load(s.machine.Name, s.name); err != nil || text != s.input {
		return ""
	}
	return s.name
}

// again sends the shown run's input to its machine again, as it was sent.
func (s *session) again(string) error {
	if s.current.ID == "" {
		return errNoRun
	}
	return s.send(s.current.Again(), s.current.Saved)
}

// runAgain is the time within which a second run of a machine is taken for a mistake.
const runAgain = time.Second

// send runs a request, waits for the answer, and reads it out.
func (s *session) send(request model.Request, saved string) error {
	machine, now := request.Machine.Unqualified(), s.Now()
	on, again := s.Bench.Target.Info(), ""
	if on.Bills() && machine == s.ranLast && now.Sub(s.ranAt) < runAgain {
		again = "a run of " + machine.Machine() + " was started just now, and another one is billed too"
	}
	prepared, err := s.Bench.Prepare(request)
	if err != nil {
		return model.WithHint(fmt.Errorf("not sent: %w", err), model.HintOf(err))
	}
	if !s.maySend(again, guard.Start{On: on, Machine: request.Machine, Runs: 1, Input: len(prepared.Input)}) {
		return nil
	}
	s.ranLast, s.ranAt = machine, s.Now()
	if prepared, err = s.Bench.Prepare(request); err != nil { // it is asked for now
		return err
	}
	prepared.Saved = saved
	ctx, stopWaiting := context.WithCancelCause(s.ctx)
	defer stopWaiting(nil)
	type answer struct {
		run model.Run
		err error
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if r := recover(); r != nil {
				prepared.Status = model.NoResponse
				a = answer{prepared, fmt.Errorf("internal error (bug): %v", r)}
			}
			done <- a
		}()
		a.run, a.err = s.Bench.Run(ctx, prepared)
	}()
	s.say("running %s.", s.words(request.Machine))
	for waited, n := time.Duration(0), 0; ; n++ {
		step := stillRunning[min(n, len(stillRunning)-1)]
		select {
		case a := <-done:
			s.finished(a.run, a.err)
			return nil
		case <-s.After(step):
			waited += step
			s.say("still running after %s; AWS allows five minutes. Press control c to stop waiting.", spoken(waited))
		case signal := <-s.Signals:
			s.turn()
			stopWaiting(model.ErrStoppedWaiting)
			a := <-done
			s.finished(a.run, a.err)
			s.ended = signal != os.Interrupt
			return nil
		}
	}
}

// words names what an ARN names: the machine with its version, alias or test case.
func (s *session) words(arn model.ARN) string {
	plain, _, _ := strings.Cut(string(arn), "#")
	return arn.Machine() + strings.TrimPrefix(string(arn), string(model.ARN(plain).Unqualified()))
}

// finished reads out how a run ended.
func (s *session) finished(r model.Run, err error) {
	s.current = r
	s.runs++
	s.spent.Add(r)
	s.say("run %d of %s", s.runs, s.sentence(r))
	switch {
	case !r.Status.Answered():
	case err != nil: // answered, but not recorded
		s.fail(err)
	case r.Status == model.Succeeded:
		s.say("Say output, trace or billing to hear more.")
	default:
		s.say("Say error, trace or billing to hear more.")
	}
}

// sentence tells a run: its machine, how it ended, what it took and cost.
func (s *session) sentence(r model.Run) string {
	text := s.words(r.Machine) + " " + r.Status.String()
	switch {
	case r.Status == model.Running:
		return text + ": another program is waiting for its response."
	case !r.Status.Answered():
		text += ": " + r.Problem
		if r.Hint != "" {
			text += ". " + r.Hint
		}
		return text + "."
	}
	text += " in " + spoken(r.Duration())
	if r.Error != "" {
		text += " with " + r.Error
	}
	if r.OutputWithheld {
		text += ", output " + model.Withheld
	}
	if id := model.TraceID(r.TraceHeader); id != "" {
		text += ", X-Ray trace " + id
	}
	if r.Billing == (model.Billing{}) {
		return text + ". The response has no billing details."
	}
	prices := s.Prices.Of(r)
	return fmt.Sprintf("%s, billed %s, %d MB, estimated %s.", text, spoken(r.Billing.Duration), r.Billing.MemoryMB,
		prices.FormatColumn(prices.Of(r.Billing).Total))
}

var errNoRun = model.WithHint(errors.New("no run is shown"), "say run, or history and then show and a number")

func (s *session) output(how string) error {
	switch r := s.current; {
	case r.ID == "":
		return errNoRun
	case r.Status != model.Succeeded:
		return model.WithHint(fmt.Errorf("the run has no output: it is %s", r.Status), "say error to hear why")
	case r.OutputWithheld:
		s.say("The output is %s.", r.WhyWithheld())
		return nil
	default:
		return s.read("output", r.Output, how)
	}
}

func (s *session) sent(how string) error {
	if s.current.ID == "" {
		return errNoRun
	}
	return s.read("sent", s.current.Input, how)
}

// someLines is how much of a document is read unless all is asked for: about what a
// listener takes in before they want to stop it.
const someLines = 60

// read reads a document out, its first lines or all.
func (s *session) read(name, text, how string) error {
	if how != "" && how != "all" {
		return model.WithHint(fmt.Errorf("%s takes all or nothing, got %q", name, how), "say "+name+", or "+name+" all")
	}
	all := strings.Split(strings.TrimSuffix(pretty(text), "\n"), "\n")
	shown := all
	if how == "" {
		shown = all[:min(len(all), someLines)]
	}
	for _, line := range shown {
		s.say("%s", line)
	}
	if len(shown) < len(all) {
		s.say("These are %d of %s. Say %s all to hear the rest.", len(shown), counted(int64(len(all)), "line"), name)
	}
	return nil
}

func (s *session) sayError(string) error {
	r := s.current
	switch {
	case r.ID == "":
		return errNoRun
	case r.Status == model.Succeeded:
		s.say("no error: the run of %s SUCCEEDED.", s.words(r.Machine))
		return nil
	case !r.Status.Answered():
		s.say("%s", s.sentence(r))
		return nil
	}
	name := r.Error
	if name == "" {
		name = "without a name"
	}
	s.say("error %s.", name)
	// No log is read for it, which AWS would bill.
	if events, _ := s.Bench.TraceAtHand(s.ctx, r); len(events) > 0 {
		tree := trace.Build(events)
		if v := tree.Failure(); v != nil {
			s.say("It happened in the state %s, %s after the start.", v.Name, spoken(max(v.End.Sub(tree.Start), 0)))
		}
	}
	if r.Cause != "" {
		s.say("The cause is:")
		s.say("%s", pretty(r.Cause))
	}
	return nil
}

func (s *session) billing(string) error {
	r := s.current
	if r.ID == "" {
		return errNoRun
	}
	if r.Billing == (model.Billing{}) {
		s.say("The response has no billing details: the cost of this run is unknown.")
	} else {
		prices := s.Prices.Of(r)
		cost := prices.Of(r.Billing)
		s.say("billed %s at %d MB, which is %s.", spoken(r.Billing.Duration), r.Billing.MemoryMB, cost.Usage)
		if ran := r.Duration(); ran >= 0 && ran <= r.Billing.Duration && r.Billing.Duration > 0 {
			s.say("It ran %s: %d percent of the billed time is rounding.", spoken(ran), 100*(r.Billing.Duration-ran)/r.Billing.Duration)
		}
		s.say("%s for the request and %s for the duration, %s in total.", prices.FormatColumn(cost.Requests),
			prices.FormatColumn(cost.Duration), prices.FormatColumn(cost.Total))
		s.say("This is an %s.", unmarked(prices.Label()))
	}
	s.say("This session: %s, %s.", counted(s.runs, "run"), s.Prices.OfTotals(s.spent).Format())
	if on := s.Bench.Target.Info(); s.Guard.Session(on) != nil {
		s.say("Of its budget %s is spent.", s.Guard.Session(on).State(on.Region))
	}
	return nil
}
