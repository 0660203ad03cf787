// Package source has what the readers of project formats share. That is a bounded view of a
// folder, texts in YAML and JSON with the places of what is in them, names in texts that are
// filled in, and what a reader returns. It knows no format of its own.
//
// A format joins the table in package workspace with a Format. Its Read is called once
// for a folder, with all the files whose names it claims; it opens what else it needs
// through the Folder, and returns each state machine that the project declares, even one
// that cannot be run, which then has a Problem. It must not panic, run programs, reach
// the network, or look at the environment.
//
// What only a deployment knows becomes a stand-in (package standin): the reader puts its
// text into the definition, and adds it to Machine.StandIns.
package source

import (
	"fmt"

	"expresso/model/workspace/standin"
)

// Defines are values for names that templates and definitions leave open: as ${NAME} in a
// definition, as a template's parameter or Terraform's variable, or as what a resource
// has ("Function.Arn", "aws_lambda_function.work.arn"). They go before everything that
// the project says.
type Defines map[string]string

// Format is one way in which projects declare state machines.
type Format struct {
	Name string // "Terraform"
	// Claims reports whether a file may be one of the format, by its path alone.
	Claims func(path string) bool
	// Marks are texts one of which a claimed file holds; none: all that are claimed.
	Marks []string
	// Read returns the machines that files declare; they are sorted, and all that are
	// claimed. Warnings name file and place, and what became of it.
	Read func(folder *Folder, files []string, define Defines) (machines []Machine, warnings []error)
}

// Machine is a state machine as a project declares it.
type Machine struct {
	// Name is what AWS would call it, as far as the project says; else the name of its
	// declaration. Aliases are other names by which its users know it: the logical ID.
	Name    string
	Aliases []string
	Type    string // "EXPRESS", "STANDARD", "" if nothing is said
	Place   Place  // of its declaration
	Definition
	// StandIns are the values that its definition has in place of what only a deployment
	// knows, in the order of their first use.
	StandIns []standin.Value
	// Inputs are what the events that start the machine send.
	Inputs []Input
	// Problem says why there is no definition: a *Problem, or a plain error.
	Problem error
}

// Input is what an event that starts a machine sends.
type Input struct {
	Name  string // of the event
	Text  string // JSON
	Place Place
}

// Definition is what a machine does, in Amazon States Language.
type Definition struct {
	Path string // of the file that holds it: of the template, if it is a part of that
	Text string // of that file; shown where there is a Problem
	JSON string // the definition as JSON, "" with a Problem
	// Locate tells where in Text the value at a JSON pointer of the definition stands,
	// such as /States/Charge/Resource, or else what would hold it; nil if nothing is
	// known. Lines and columns are counted from 1, columns in characters.
	Locate func(pointer string) (line, column int)
}

// Place is one in a file of the folder.
type Place struct {
	Path         string
	Line, Column int // 0 if it is the file as a whole
}

func (p Place) String() string {
	if p.Line == 0 {
		return p.Path
	}
	return fmt.Sprintf("%s:%d:%d", p.Path, p.Line, p.Column)
}

// Problem is what is wrong at a place, and what to do about it.
type Problem struct {
	Place
	Msg  string
	Hint string // what to do, "" if Msg says it
	// Setting is what the project file could say against it: DefinitionFile, or "values.NAME";
	// "" for nothing.
	Setting string
}

// DefinitionFile is the setting of a machine whose definition is in no file that is known.
const DefinitionFile = "file"

// Error is in the form that editors recognise.
func (p *Problem) Error() string { return p.String() + ": " + p.Msg }

// Misplaced is what is wrong at a place of a text whose file is not known here.
type Misplaced struct {
	Line, Column int // counted from 1, columns in characters
	Msg          string
}

// Error is in the form that editors recognise behind a path and a colon.
func (m *Misplaced) Error() string { return fmt.Sprintf("%d:%d: %s", m.Line, m.Column, m.Msg) }

// In is the problem in a file.
func (m *Misplaced) In(path string) *Problem {
	return &Problem{Place: Place{path, m.Line, m.Column}, Msg: m.Msg}
}
