package config

import _ "embed"

//go:embed template.yaml
var template string

// Template is a commented default configuration: every setting with its purpose, commented out.
func Template() string { return template }
