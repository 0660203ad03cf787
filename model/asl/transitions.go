package asl

import "strings"

// TransitionKind is why one state leads to another.
type TransitionKind string

// The kinds of transitions.
const (
	OnNext    TransitionKind = "next"
	OnRule    TransitionKind = "choice"
	OnDefault TransitionKind = "default"
	OnCatch   TransitionKind = "catch"
)

// Transition is a way from a state to another one of its graph.
type Transition struct {
	Kind TransitionKind
	To   *State
	// Condition is a rule's condition in short, or the errors that a catcher is for;
	// "" for the other kinds.
	Condition string
}

// Transitions returns where a state leads, in the order of the definition. What is inside
// a Parallel or a Map state is in its Graphs.
func (s *State) Transitions() []Transition {
	var ts []Transition
	if s.Next != nil {
		ts = append(ts, Transition{Kind: OnNext, To: s.Next})
	}
	if s.Choice != nil {
		for _, r := range s.Choice.Rules {
			t := Transition{Kind: OnRule, To: r.Next}
			if r.Condition != nil {
				t.Condition = r.Condition.String()
			}
			ts = append(ts, t)
		}
		if s.Choice.Default != nil {
			ts = append(ts, Transition{Kind: OnDefault, To: s.Choice.Default})
		}
	}
	for _, c := range s.Catch {
		ts = append(ts, Transition{Kind: OnCatch, To: c.Next, Condition: strings.Join(c.Errors, ", ")})
	}
	return ts
}

// Graphs returns the graphs inside a Parallel or a Map state, none for other types.
func (s *State) Graphs() []*Graph {
	if s.Map != nil && s.Map.Processor != nil {
		return []*Graph{s.Map.Processor}
	}
	return s.Branches
}

// Walk calls visit for every state of the graph and of the graphs inside its states.
func (g *Graph) Walk(visit func(*State)) {
	for _, s := range g.States {
		visit(s)
		for _, inner := range s.Graphs() {
			inner.Walk(visit)
		}
	}
}

// State is the state of a name in the graph itself, nil if there is none.
func (g *Graph) State(name string) *State {
	for _, s := range g.States {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Find is the state of a name in the graph or below it, nil if there is none.
func (g *Graph) Find(name string) (found *State) {
	g.Walk(func(s *State) {
		if s.Name == name {
			found = s
		}
	})
	return found
}
