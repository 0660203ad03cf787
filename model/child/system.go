package child

import (
	"cmp"
	"os"
	"runtime"
)

// System is what the choice of a program depends on. What is not given is that of this process.
type System struct {
	OS       string                       // runtime.GOOS
	Getenv   func(string) string          // os.Getenv
	LookPath func(string) (string, error) // Find
}

// Filled is the system with all of it given.
func (s System) Filled() System {
	s.OS = cmp.Or(s.OS, runtime.GOOS)
	if s.Getenv == nil {
		s.Getenv = os.Getenv
	}
	if s.LookPath == nil {
		s.LookPath = Find
	}
	return s
}

// OverSSH reports whether the user sits at another machine, which no program here reaches.
func (s System) OverSSH() bool {
	return s.Getenv("SSH_CONNECTION") != "" || s.Getenv("SSH_TTY") != "" || s.Getenv("SSH_CLIENT") != ""
}

// First is the first of several commands whose program is there, nil if none is.
func (s System) First(commands [][]string) []string {
	for _, command := range commands {
		if _, err := s.LookPath(command[0]); err == nil {
			return command
		}
	}
	return nil
}
