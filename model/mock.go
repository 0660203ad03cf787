package model

// Mock is the answer of a task, to be written into a mock file.
type Mock struct {
	Machine, State string
	TestCase       string // "" for the default one
	Result         string // JSON
}
