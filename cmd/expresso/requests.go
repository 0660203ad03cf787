package main

import (
	"github.com/spf13/pflag"

	"expresso/model"
)

// requestFlags say what is asked of each run beside its input.
type requestFlags struct {
	included, traceHeader string
}

// add adds the flags of a command that sends runs.
func (f *requestFlags) add(flags *pflag.FlagSet, header string) {
	flags.StringVar(&f.included, "included-data", "", "what responses contain: ALL_DATA, or METADATA_ONLY without input and output (default: as configured, or ALL_DATA)")
	flags.StringVar(&f.traceHeader, "trace-header", "", header)
}

// requests are what is asked of runs unless their request says more: by the configuration, and the flags
// before it.
func (a *app) requests() (*model.Defaults, error) {
	c, err := a.settings()
	if err != nil {
		return nil, err
	}
	included, err := model.ParseIncludedData(a.asks.included)
	if err != nil {
		return nil, usageError("--included-data: %w", err)
	}
	if included == "" {
		included = model.IncludedData(c.IncludedData)
	}
	d := &model.Defaults{}
	d.SetIncluded(included)
	d.SetTraceHeader(c.TraceHeader)
	if a.asks.traceHeader != "" {
		d.SetTraceHeader(a.asks.traceHeader)
	}
	return d, nil
}
