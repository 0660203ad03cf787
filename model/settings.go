package model

// The values of settings that have few, wherever they are given: by a flag, in the configuration,
// or in a project file.
var (
	// Clocks are how the embedded target waits.
	Clocks = []string{"real", "simulated"}
	// MockValidations are how results in mock files are checked: see task/shape.
	MockValidations = []string{"none", "present", "strict"}
)
