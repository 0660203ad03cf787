package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/embedded"
	"expresso/model/file"
	"expresso/model/jsonvalue"
	"expresso/model/pricing"
	"expresso/model/record"
	"expresso/model/suite"
	"expresso/model/task"
	"expresso/model/workspace"
)

// Recorder records runs into a folder: a test case of the mock file, a saved input and what is
// expected of it.
type Recorder struct {
	Folder func() (*Local, error)
	Inputs func(*Local) model.SavedInputs
}

// Records is why runs of a machine cannot be recorded, as far as that is known without a run;
// nil if they can.
func (r Recorder) Records(machine model.ARN) error {
	l, err := r.Folder()
	if err == nil {
		_, err = l.recordsAs(machine)
	}
	return err
}

// Plan works out what recording a run writes, and tries whether it replays. Nothing is written.
func (r Recorder) Plan(ctx context.Context, run model.Run, events []model.Event, name string) (record.Plan, error) {
	l, err := r.Folder()
	if err != nil {
		return record.Plan{}, err
	}
	machine, err := l.recordsAs(run.Machine)
	if err != nil {
		return record.Plan{}, err
	}
	inputs := r.Inputs(l)
	if err := inputs.Check(machine, name); err != nil {
		return record.Plan{}, err
	}
	if strings.ContainsAny(name, "#:/ ") {
		return record.Plan{}, fmt.Errorf("%q is not a valid test case name: it must not contain blanks, colons, slashes or number signs", name)
	}
	recorded, err := record.Of(run, events)
	if err != nil {
		return record.Plan{}, err
	}
	p := record.Plan{Machine: machine, Case: name, Calls: recorded.Calls, Secrets: recorded.Secrets, Masked: recorded.Masked, Notes: recorded.Gaps}
	path, text, as, err := l.mockFor(machine)
	if err != nil {
		return record.Plan{}, err
	}
	p.As, p.States = as, recorded.States
	p.Mocks = model.FileChange{Path: l.ShortPath(path), Before: text}
	if p.Mocks.After, err = answering(&p, text); err != nil {
		return record.Plan{}, err
	}
	p.Again = hasCase(&p, text)
	before, err := inputs.Load(machine, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return record.Plan{}, err
	}
	expected, expectPath, err := inputs.Expectation(machine, name)
	if err != nil {
		return record.Plan{}, err
	}
	p.Expect = model.FileChange{Path: l.ShortPath(expectPath), Before: expected}
	p.Input = model.FileChange{Path: strings.TrimSuffix(p.Expect.Path, ".expect.json") + ".json", Before: before, After: recorded.Run.Input}
	if strings.Contains(recorded.Run.Input, "{{") {
		p.Notes = append(p.Notes, "the input contains {{, which marks a parameter in saved inputs")
	}
	err = l.expecting(ctx, &p, recorded.Run, as)
	return p, err
}

// answering is the text of a mock file with the test case of a plan.
func answering(p *record.Plan, text string) (string, error) {
	after, err := task.SetCase(text, p.As, p.Case, p.States)
	if err != nil {
		return "", fmt.Errorf("%s: %w", p.Mocks.Path, err)
	}
	if len(after) > maxMocks {
		return "", fmt.Errorf("%s would grow to %d bytes; the limit for a mock file is %d", p.Mocks.Path, len(after), maxMocks)
	}
	return after, nil
}

// hasCase reports whether a mock file has a test case of a plan's name.
func hasCase(p *record.Plan, text string) bool {
	before, err := task.LoadMocks(text)
	return err == nil && slices.Contains(before.Cases(p.As), p.Case)
}

// recordsAs is the machine of the folder that runs of a machine are recorded for: the one that was
// pulled from there, or the one of the same name.
func (l *Local) recordsAs(of model.ARN) (string, error) {
	if l.samples && of.Account() == embedded.Account {
		return "", model.WithHint(errors.New("the samples bring their own mocks"), "copy a sample's definition into a folder first")
	}
	said, _ := l.Project()
	for _, name := range said.Order {
		if arn := model.ARN(said.Machines[name].Source.ARN); arn != "" && arn.Unqualified() == of.Unqualified() && l.Has(name) {
			return name, nil
		}
	}
	name := of.Machine()
	if l.Has(name) && !l.samples {
		return name, nil
	}
	if own, ok := l.Named(name); ok {
		return own, nil
	}
	hint := "list the machines with: expresso machines"
	if of.Account() != embedded.Account {
		hint = "pull its definition first: expresso pull " + child.Word(string(of.Unqualified())) + " --profile NAME"
	}
	return "", model.WithHint(fmt.Errorf("no state machine named %q in %s to record for", name, l.Dir), hint)
}

// maxTries is how often a replay is compared with the expectation, each time without what
// differed.
const maxTries = 20

// expecting fills in the expectation: the result of the run, without what differs here each time.
func (l *Local) expecting(ctx context.Context, p *record.Plan, run model.Run, as string) error {
	run.Machine = model.ARN(embedded.ARN(p.Machine) + "#" + p.Case)
	expected, err := suite.Accept(run, nil)
	if err != nil {
		return fmt.Errorf("%w: it was withheld and is not in the trace", err)
	}
	again, err := l.replayed(ctx, p, run, as)
	if err != nil {
		p.Differs = err.Error()
		p.Expect.After = expected.Text()
		return nil //nolint:nilerr // the plan says what stands in the way
	}
	varies := map[string]bool{} // by paths, from one replay to the next
	if third, err := l.replayed(ctx, p, run, as); err == nil {
		if e, err := suite.Accept(again, nil); err == nil {
			for _, d := range suite.Judge(e, third, pricing.Table{}).Differences {
				varies[d.Path] = true
			}
		}
	}
	for range maxTries {
		judged := suite.Judge(expected, again, pricing.Table{})
		var made []suite.Made
		for _, d := range judged.Differences {
			switch {
			case d.Path != "" && d.Path != "$" && (varies[d.Path] || momentary(d.Want) && momentary(d.Got)):
				made = append(made, suite.Made{Path: d.Path})
				p.Notes = append(p.Notes, d.Path+" differs in each run and is ignored")
			case d.Place == "cause $" && eventID().ReplaceAllString(d.Want, "#") == eventID().ReplaceAllString(d.Got, "#"):
				expected.Cause = jsonvalue.Value{}
				p.Notes = append(p.Notes, "the event number in the cause differs here, so the cause is not compared")
			default:
				p.Differs = d.String()
				if _, state, ok := task.UnansweredIn(again.Cause); ok {
					p.Differs += ": the trace has no answer for the task " + state
				}
			}
		}
		if p.Differs != "" || judged.Verdict == suite.Passed {
			break
		}
		if len(made) > 0 {
			cause := expected.Cause
			if expected, err = expected.Without(run, made); err != nil {
				return err
			}
			if cause.IsUndefined() {
				expected.Cause = cause
			}
		}
	}
	p.Expect.After = expected.Text()
	return nil
}

var (
	// moment is what a time, a UUID or the ARN of an execution looks like, as JSON.
	moment = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^"(\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|arn:[^:"]*:states:[^"]*)"$|^1[5-9]\d{8}(\d{3}|\.\d+)?$`)
	})
	eventID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`#\d+`) })
)

// momentary reports whether a value belongs to one execution alone: it differs on another
// target, or at another time.
func momentary(value string) bool { return moment().MatchString(value) }

// replayed runs the machine of the folder with what was recorded, in simulated time and alone.
func (l *Local) replayed(ctx context.Context, p *record.Plan, run model.Run, as string) (model.Run, error) {
	mocks, err := task.LoadMocks(p.Mocks.After)
	if err != nil {
		return model.Run{}, err
	}
	mocks.Validation = l.Validation
	options := l.Options
	options.Simulated, options.Staged = true, false
	apart := New(options)
	l.mu.RLock()
	apart.project = l.project
	l.mu.RUnlock()
	of := l.File(p.Machine)
	if err := apart.Put(of); err != nil {
		return model.Run{}, errors.New(l.Short(err))
	}
	if as != p.Machine {
		mocks.Use(p.Machine, as)
	}
	apart.service.SetMocks(mocks)
	again, err := apart.Target().Start(ctx, model.Request{Machine: run.Machine, Input: run.Input})
	if err != nil {
		return model.Run{}, err
	}
	return again, nil
}

// Write writes what was planned, unless what it takes the place of has changed meanwhile. To the
// mock file others may have added.
func (r Recorder) Write(p record.Plan) error {
	l, err := r.Folder()
	if err != nil {
		return err
	}
	return alone(l.Dir, func() error { return r.write(l, p) })
}

func (r Recorder) write(l *Local, p record.Plan) error {
	inputs := r.Inputs(l)
	changed := func(path string) error {
		return model.WithHint(fmt.Errorf("%s has changed since it was shown: nothing was written", path), "record the run again")
	}
	path, text, as, err := l.mockFor(p.Machine)
	if err != nil {
		return err
	}
	if l.ShortPath(path) != p.Mocks.Path || as != p.As || text != p.Mocks.Before && (p.Again || hasCase(&p, text)) {
		return changed(p.Mocks.Path)
	}
	mocks, err := answering(&p, text)
	if err != nil {
		return err
	}
	input, err := inputs.Load(p.Machine, p.Case)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if input != p.Input.Before {
		return changed(p.Input.Path)
	}
	expected, _, err := inputs.Expectation(p.Machine, p.Case)
	if err != nil {
		return err
	}
	if expected != p.Expect.Before {
		return changed(p.Expect.Path)
	}
	if err := l.writeMocks(path, mocks); err != nil {
		return err
	}
	return inputs.SaveExpected(p.Machine, p.Case, p.Input.After, p.Expect.After)
}

// writeMocks writes a mock file, which answers from then on.
func (l *Local) writeMocks(path, text string) error {
	below, err := filepath.Rel(l.Dir, path)
	if l.MockFile != "" || err != nil || !filepath.IsLocal(below) {
		err = file.Write(path, true, file.Text(text))
	} else {
		err = inFolder(l.Dir, func(root *os.Root) error { return file.WriteIn(root, filepath.ToSlash(below), true, file.Text(text)) })
	}
	if err != nil {
		return err
	}
	found, err := workspace.Load(l.Dir, l.Workspace())
	if err != nil {
		return err
	}
	return l.ApplyMocks(found)
}
