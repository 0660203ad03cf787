package plain

import (
	"cmp"
	"errors"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/record"
)

var (
	errNoFolder = errors.New("the demo has no folder to write to")
	errReadOnly = errors.New("--read-only: no file is written")
)

// record records the shown run under a name, as mocks that replay it.
func (s *session) record(name string) error {
	switch {
	case s.Folder == nil:
		return errNoFolder
	case guard.Of(s.Bench.Guard).ReadsOnly():
		return errReadOnly
	case s.current.ID == "":
		return errNoRun
	}
	run, err := s.Bench.Journal.Get(s.ctx, s.current.ID)
	if err != nil {
		return err
	}
	events, lacks := s.Bench.Trace(s.ctx, run) // who says record asks for the log
	if len(events) == 0 && lacks != nil {
		return lacks
	}
	plan, err := s.Folder.Record(s.ctx, run, events, cmp.Or(name, record.Name(run)))
	if err != nil {
		return err
	}
	for _, sentence := range plan.Sentences() {
		s.say("%s.", sentence.Text)
	}
	if lacks != nil {
		s.say("%s.", lacks)
	}
	return s.writes(plan.Files(), plan.Replaces(), func() error { return s.Folder.WriteRecorded(plan) })
}

// pull brings the definition that is deployed into the folder.
func (s *session) pull(string) error {
	switch {
	case s.Folder == nil:
		return errNoFolder
	case guard.Of(s.Bench.Guard).ReadsOnly():
		return errReadOnly
	case s.machine.ARN == "":
		return errNoMachine
	}
	plan, err := s.Folder.Pull(s.ctx, s.arn)
	if err != nil {
		return err
	}
	s.say("from %s.", plan.ARN)
	return s.writes(plan.Files(), plan.Replaces(), func() error { return s.Folder.WritePulled(plan) })
}

// writes says which files are written, and writes them if the user agrees.
func (s *session) writes(files []model.FileChange, replaces bool, write func() error) error {
	for _, f := range files {
		s.say("%s: %s.", f.Verb(), f.Path)
	}
	if replaces {
		s.say("Existing files are replaced.")
	}
	s.say("Write them, yes or no?")
	if !s.agrees() {
		s.say("nothing was written.")
		return nil
	}
	if err := write(); err != nil {
		return err
	}
	s.say("written.")
	return nil
}

// someDifferences is how many differences are read out.
const someDifferences = 20

// deployed says how the machine's definition in the folder differs from what is deployed.
func (s *session) deployed(string) error {
	switch {
	case s.Folder == nil:
		return errNoFolder
	case s.machine.ARN == "":
		return errNoMachine
	}
	drift, err := s.Folder.Drift(s.ctx, s.arn)
	if err != nil {
		return err
	}
	n := len(drift.Differences) + drift.More
	if n == 0 {
		s.say("%s matches %s, as deployed.", drift.Path, drift.ARN)
	} else {
		s.say("%s in %s, deployed as %s.", counted(int64(n), "difference"), drift.Path, drift.ARN)
	}
	for i, d := range drift.Differences[:min(len(drift.Differences), someDifferences)] {
		s.say("%d. %s: the file has %s, deployed %s.", i+1, d.Path, cmp.Or(d.File, "nothing"), cmp.Or(d.Deployed, "nothing"))
	}
	if n > someDifferences {
		s.say("These are the first %d of %d.", someDifferences, n)
	}
	for _, note := range drift.Notes {
		s.say("%s.", note)
	}
	return nil
}
