package config

import _ "embed"

//go:embed template.yaml
var template string

// Template is a file to begin with: every setting with what it is for, commented out at
// its default.
func Template() string { return template }
