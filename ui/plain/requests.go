package plain

import (
	"errors"
	"fmt"

	"expresso/model"
)

var errNoDefaults = errors.New("requests have no settings on this target")

// data says whether answers are to hold input and output.
func (s *session) data(how string) error {
	d := s.Bench.Defaults
	switch {
	case d == nil:
		return errNoDefaults
	case how == "all":
		d.SetIncluded(model.AllData)
		s.say("Responses contain all data.")
	case how == "none":
		d.SetIncluded(model.MetadataOnly)
		s.say("Responses contain metadata only: no input and output.")
	default:
		return model.WithHint(fmt.Errorf("data takes all or none, got %q", how), "say data all, or data none")
	}
	return nil
}

// xray gives runs an X-Ray trace of their own, or none.
func (s *session) xray(how string) error {
	d := s.Bench.Defaults
	switch {
	case d == nil:
		return errNoDefaults
	case how == model.NewTrace:
		d.SetTraceHeader(model.NewTrace)
		s.say("Each run gets its own X-Ray trace.")
	case how == "none":
		d.SetTraceHeader("")
		s.say("Runs get no X-Ray trace.")
	default:
		return model.WithHint(fmt.Errorf("xray takes new or none, got %q", how), "say xray new, or xray none")
	}
	return nil
}
