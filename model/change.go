package model

import "slices"

// Change says what has changed in the folder of the machines, once the target has applied it.
type Change struct {
	New      []string  // machines
	Reloaded []string  // machines whose definitions are others
	Broken   []Machine // machines that cannot be run from now on, with their Problem
	Gone     []string  // machines
	Mocks    bool      // what answers tasks has changed

	Problem, Hint string // what could not be applied, and what to do about it
}

// Nothing reports whether nothing is new.
func (c Change) Nothing() bool {
	return len(c.New)+len(c.Reloaded)+len(c.Broken)+len(c.Gone) == 0 && !c.Mocks && c.Problem == ""
}

// Touches reports whether a change affects a machine: its definition, or what it may answer.
func (c Change) Touches(machine string) bool {
	return c.Mocks || slices.Contains(c.New, machine) || slices.Contains(c.Reloaded, machine) ||
		slices.ContainsFunc(c.Broken, func(m Machine) bool { return m.Name == machine })
}
