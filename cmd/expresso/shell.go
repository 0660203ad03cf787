package main

import (
	"expresso/model/local"
	"expresso/model/stepfn"

	"expresso/model/task/shape"
	"expresso/ui"
)

// shell says how a command line that the workbench copies reaches the target that
// options or flags name. The embedded one it reaches while `expresso serve` runs.
func (f *targetFlags) shell(remote stepfn.Options, l *local.Local) ui.Shell {
	s := ui.Shell{Endpoint: remote.Endpoint}
	option := func(name, value string) {
		if value != "" {
			s.Flags = append(s.Flags, name, value)
		}
	}
	option("--profile", remote.Profile)
	option("--region", remote.Region)
	option("--endpoint-url", remote.Endpoint)
	option("--sync-endpoint-url", remote.SyncEndpoint)
	if l == nil {
		return s
	}
	s.Endpoint, s.Unsigned = "http://"+serveAddr, true
	if !l.HasSamples() {
		option("--dir", l.Dir)
	}
	option("--mock-config", f.mockConfig)
	option("--mock", f.mock)
	if f.validation() != shape.None {
		option("--mock-validation", f.mockValidation)
	}
	for _, define := range f.define {
		option("--define", define)
	}
	option("--define-file", f.defineFile)
	if f.clock != "real" {
		option("--clock", f.clock)
	}
	return s
}
