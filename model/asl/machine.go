// Package asl reads Amazon States Language and compiles it for the engine. It checks a
// definition as AWS's validator does. States are linked by pointers, with every path,
// template, condition and number ready, so that an execution parses nothing. It does not
// execute: the order in which a state's fields take effect is package engine's.
package asl

import (
	"time"

	"expresso/model/jsonvalue"
)

// MachineType is the type of a state machine, as in AWS's API.
type MachineType string

// The two types that AWS has.
const (
	Express  MachineType = "EXPRESS"
	Standard MachineType = "STANDARD"
)

// QueryLanguage is the language of a state's expressions.
type QueryLanguage string

// The two query languages of the Amazon States Language.
const (
	JSONPath QueryLanguage = "JSONPath"
	JSONata  QueryLanguage = "JSONata"
)

// Machine is a compiled definition. It is immutable and may be executed any number of
// times at once.
type Machine struct {
	Graph
	Type    MachineType
	Comment string
	Timeout time.Duration // of the whole execution, 0 if the definition sets none
	Size    int           // bytes of the definition's text

	// UsesContext reports whether any state reads the context object, UsesVariables
	// whether any sets a variable.
	UsesContext, UsesVariables bool
}

// Graph is a set of states of which one is entered first: a machine's own, a Parallel
// state's branch, or what a Map state does with an item.
type Graph struct {
	Start  *State
	States []*State // as in the definition
	// Blocks reports whether executing the graph can take time: whether there is a Task,
	// a Wait or a Retry in it or below.
	Blocks bool
}

// StateType is a state's Type.
type StateType string

// The state types.
const (
	Pass     StateType = "Pass"
	Task     StateType = "Task"
	Choice   StateType = "Choice"
	Wait     StateType = "Wait"
	Succeed  StateType = "Succeed"
	Fail     StateType = "Fail"
	Parallel StateType = "Parallel"
	Map      StateType = "Map"
)

// State is one compiled state. Nil expressions are absent fields.
type State struct {
	Name     string
	Type     StateType
	Language QueryLanguage
	Location string // JSON pointer to the state
	Within   *Graph // the graph that the state is of
	Comment  string
	Next     *State // nil where the graph ends: End, Succeed, Fail, and Choice

	// The data flow, in its order.
	InputPath      Expr
	Parameters     Expr // in JSONata Arguments; of a Map: the input of an iteration (ItemSelector)
	ResultSelector Expr
	ResultPath     *ResultPath // nil: the result replaces the input
	OutputPath     Expr
	Output         Expr // JSONata: in the place of the last three; nil for the result
	Assign         Expr // an object: the variables

	Retry []*Retrier
	Catch []*Catcher

	// UsesContext reports whether an expression of the state reads the context object,
	// which is not made otherwise.
	UsesContext bool
	// Variables are the names of variables that the state's expressions read, sorted.
	Variables []string

	assigns bool // whether it sets variables

	// What a state of its type has besides; the others are nil.
	Result   jsonvalue.Value // Pass; undefined if there is none
	Task     *TaskState
	Wait     *WaitState
	Choice   *ChoiceState
	Fail     *FailState
	Branches []*Graph // Parallel
	Map      *MapState
}

// TaskState is what a Task state calls.
type TaskState struct {
	Resource    Resource
	Timeout     Seconds
	Heartbeat   Seconds
	Credentials Expr // an object with RoleArn
}

// Seconds is a number of seconds that is given as such or by an expression.
type Seconds struct {
	Fixed int64 // if Path is nil; 0 for none
	Path  Expr
	Field string // name of the field that gives the path
	Text  string // the path, for messages
}

// WaitState says how long a Wait state waits. One of its fields is in use.
type WaitState struct {
	Seconds   Seconds
	Until     time.Time // if not zero
	Timestamp Expr
	Text      string // the path of Timestamp, for messages
}

// FailState says what a Fail state fails with. Nil expressions are absent texts.
type FailState struct {
	Error Expr
	Cause Expr
}

// MapState is what a Map state does with its items.
type MapState struct {
	Items          Expr   // nil: the state's input
	ItemsPath      string // the path of Items, for messages
	Concurrency    int64
	MaxConcurrency Expr
	ConcurrencyAt  string // the path of MaxConcurrency, for messages
	Processor      *Graph

	// What follows is for distributed Maps. They are not executed; of a state that is tested
	// alone it is computed. Nil for what is absent.
	Tolerated           *Number // of failed iterations, and in percent
	ToleratedPercentage *Number
	Reader              jsonvalue.Value // ItemReader as it is in the definition
	Batcher             *Batcher
	Writes              bool // whether there is a ResultWriter
}

// Number is a number that is given as such or by an expression.
type Number struct {
	Fixed float64 // if Expr is nil
	Expr  Expr
	Field string
}

// Batcher says how a Map puts its items together into batches.
type Batcher struct {
	Items, Bytes *Number // the most of each in a batch; nil for no such bound
	Input        Expr    // what every batch has besides; nil for nothing
}

// ResultPath says where a state's result goes in its input.
type ResultPath struct {
	Discard bool // null: the input is the output
	Text    string
	path    setter
}

// setter is what a reference path can do.
type setter interface {
	Set(root, x jsonvalue.Value) (jsonvalue.Value, error)
}

// Put returns input with result in its place. The error is a *Failure.
func (p *ResultPath) Put(input, result jsonvalue.Value) (jsonvalue.Value, error) {
	switch {
	case p == nil:
		return result, nil
	case p.Discard:
		return input, nil
	}
	out, err := p.path.Set(input, result)
	if err != nil {
		return jsonvalue.Value{}, &Failure{
			Name: ErrResultPath,
			Text: "Unable to apply step \"" + lastStep(p.Text) + "\" to input " + input.Excerpt(),
		}
	}
	return out, nil
}
