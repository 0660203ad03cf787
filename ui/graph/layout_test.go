package graph

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"expresso/model/asl"
	"expresso/ui/theme"
	"expresso/ui/uitest"
)

// says is a condition that only has words.
type says string

func (s says) Test(*asl.Scope) (bool, error) { return false, nil }
func (s says) String() string                { return string(s) }

// maker draws machines, with whatever transitions, reachable or not.
type maker struct {
	intn  func(n int) int
	names int
	left  int // how many states it may still make
}

var strange = []string{"", "日本語の状態", "a\x1b[2Jb", "\u202e", strings.Repeat("very long ", 8), "é", "x\ny"}

func (m *maker) graph(n, depth int) *asl.Graph {
	g := &asl.Graph{}
	n = min(n, m.left)
	m.left -= n
	for range n {
		m.names++
		s := &asl.State{Name: fmt.Sprintf("State%d", m.names), Type: asl.Pass, Within: g}
		if m.intn(12) == 0 {
			s.Name = strange[m.intn(len(strange))]
		}
		s.Location = "/States/" + s.Name
		g.States = append(g.States, s)
	}
	if n == 0 {
		return g
	}
	g.Start = g.States[m.intn(n)]
	for i, s := range g.States {
		// Mostly the next one, else any.
		any := func() *asl.State {
			if m.intn(3) > 0 && i+1 < n {
				return g.States[min(n-1, i+1+m.intn(4))]
			}
			return g.States[m.intn(n)]
		}
		switch m.intn(8) {
		case 0:
			s.Type = asl.Succeed
		case 1, 2:
			s.Type, s.Choice = asl.Choice, &asl.ChoiceState{}
			for range 1 + m.intn(4) {
				s.Choice.Rules = append(s.Choice.Rules, &asl.Rule{Condition: says(fmt.Sprintf("$.x%d > %d", m.intn(9), m.intn(1000))), Next: any()})
			}
			if m.intn(2) == 0 {
				s.Choice.Default = any()
			}
		case 3:
			s.Type, s.Next = asl.Task, any()
			s.Retry = []*asl.Retrier{{Errors: []string{"States.ALL"}, MaxAttempts: 3}}
			s.Catch = []*asl.Catcher{{Errors: []string{"States.Timeout", "Other"}, Next: any()}, {Errors: []string{"States.ALL"}, Next: any()}}
		case 4:
			if depth == 0 {
				s.Next = any()
				break
			}
			s.Type, s.Next = asl.Map, any()
			s.Map = &asl.MapState{Processor: m.graph(m.intn(4), depth-1)}
		case 5:
			if depth == 0 {
				s.Next = any()
				break
			}
			s.Type, s.Next = asl.Parallel, any()
			for range m.intn(4) {
				s.Branches = append(s.Branches, m.graph(m.intn(4), depth-1))
			}
			s.Catch = []*asl.Catcher{{Errors: []string{"E"}, Next: any()}}
		default:
			s.Next = any()
		}
	}
	return g
}

// check finds what no picture may have.
func check(t interface{ Fatalf(string, ...any) }, p *picture) {
	for i := range p.boxes {
		a := &p.boxes[i]
		if a.x < 0 || a.y < 0 || a.x+a.w > p.w || a.y+a.h > p.h {
			t.Fatalf("%q is outside of the picture: %+v in %d x %d", a.state.Name, *a, p.w, p.h)
		}
		for j := range i {
			b := &p.boxes[j]
			if a.x >= b.x+b.w || b.x >= a.x+a.w || a.y >= b.y+b.h || b.y >= a.y+a.h {
				continue
			}
			if b.depth == a.depth {
				t.Fatalf("%q and %q are on each other: %+v %+v", a.state.Name, b.state.Name, *a, *b)
			}
		}
	}
	for i := range p.strokes {
		s := &p.strokes[i]
		if s.x1 != s.x2 && s.y1 != s.y2 || len(s.links) == 0 {
			t.Fatalf("%+v is not straight, or is there for nothing", *s)
		}
		for j := range p.boxes {
			b := &p.boxes[j]
			within := func(x, y int) bool { return x >= b.x && x < b.x+b.w && y >= b.y && y < b.y+b.h }
			if !b.frame && (within(s.x1, s.y1) || within(s.x2, s.y2) || within((s.x1+s.x2)/2, (s.y1+s.y2)/2)) {
				t.Fatalf("%+v goes through %q: %+v", *s, b.state.Name, *b)
			}
		}
	}
}

// drawn checks that every transition has a line that ends at the state.
func drawn(t interface{ Fatalf(string, ...any) }, g *asl.Graph, p *picture) {
	heads := map[link]bool{}
	for i := range p.strokes {
		if s := &p.strokes[i]; s.head != noHead {
			for _, l := range s.links {
				heads[l] = true
			}
		}
	}
	for _, s := range g.States {
		for _, to := range g.States {
			if s != to && leads(s, to) && !heads[link{s, to}] {
				t.Fatalf("no line from %q to %q", s.Name, to.Name)
			}
		}
		for _, inner := range innerGraphs(s) {
			drawn(t, inner, p)
		}
	}
}

func TestAnyMachine(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := &maker{intn: func(n int) int { return rapid.IntRange(0, n-1).Draw(r, "n") }, left: 30}
		g := m.graph(1+m.intn(12), 2)
		o := theme.Options{Profile: termenv.TrueColor, ASCII: m.intn(2) == 0}
		v := newView(t, o, &asl.Machine{Graph: *g}, 60, 16)
		check(r, v.picture)
		drawn(r, g, v.picture)
		for range 10 {
			press(v, rapid.SampledFrom([]string{"up", "down", "left", "right", "enter", " ", "-", "+", "g", "G", "n", "N", "L", "H"}).Draw(r, "key"))
			w, h := rapid.IntRange(1, 90).Draw(r, "width"), rapid.IntRange(1, 20).Draw(r, "height")
			v.SetSize(w, h)
			uitest.Exact(t, v.View(), w, h)
			v.Status()
			check(r, v.picture)
		}
	})
}

// chain is a machine that continues for long, with loops and a state for all errors.
func chain(n int) *asl.Machine {
	rnd := rand.New(rand.NewPCG(3, uint64(n)))
	m := &maker{intn: rnd.IntN, left: n}
	g := m.graph(n, 1)
	g.Start = g.States[0]
	last := g.States[len(g.States)-1]
	for i, s := range g.States[:len(g.States)-1] {
		if s.Next != nil {
			s.Next = g.States[i+1]
		}
		if s.Type == asl.Task {
			s.Catch = []*asl.Catcher{{Errors: []string{"States.ALL"}, Next: last}}
		}
	}
	return &asl.Machine{Graph: *g}
}

func TestBigMachines(t *testing.T) {
	for _, n := range []int{10, 100, 500} {
		m := chain(n)
		v := newView(t, colour, m, 120, 40)
		check(t, v.picture)
		drawn(t, &m.Graph, v.picture)
		uitest.Exact(t, v.View(), 120, 40)
		press(v, "G")
		uitest.Exact(t, v.View(), 120, 40)
		t.Logf("%d states: %d x %d cells, %d strokes", n, v.picture.w, v.picture.h, len(v.picture.strokes))
	}
}

func TestLoopsAndStrays(t *testing.T) {
	g := &asl.Graph{}
	state := func(name string, kind asl.StateType) *asl.State {
		s := &asl.State{Name: name, Type: kind, Within: g}
		g.States = append(g.States, s)
		return s
	}
	ask, poll, done, stray := state("問い合わせ", asl.Task), state("Poll", asl.Choice), state("Done", asl.Succeed), state("Stray", asl.Pass)
	retry := state("Again?", asl.Choice)
	ask.Next = poll
	poll.Choice = &asl.ChoiceState{Rules: []*asl.Rule{{Condition: says("$.ready == true"), Next: done}, {Condition: says("$.tries < 3"), Next: poll}}, Default: retry}
	retry.Choice = &asl.ChoiceState{Rules: []*asl.Rule{{Condition: says("$.soon == true"), Next: poll}, {Condition: says("$.later == true"), Next: ask}}}
	stray.Next = done
	g.Start = ask
	v := newView(t, colour, &asl.Machine{Graph: *g}, 80, 24)
	uitest.Exact(t, v.View(), 80, 24)
	uitest.Golden(t, "loops", trim(v.View())+v.Status()+"\n")
}

func TestMouse(t *testing.T) {
	m := chain(40)
	v := newView(t, colour, m, 60, 12)
	b := &v.picture.boxes[v.cursor]
	click := tea.MouseMsg{Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
	press(v, "down")
	left, top := v.origin()
	v.Mouse(b.x-left+1, b.y-top+1, click)
	if v.current() != b {
		t.Errorf("at %s", v.Selected())
	}
	if cmd := v.Mouse(b.x-left+1, b.y-top+1, click); cmd == nil || cmd().(OpenMsg).State != b.state.Name {
		t.Error("a double click does not open")
	}
	y := v.y
	v.Mouse(5, 9, click)
	v.Mouse(5, 2, tea.MouseMsg{Button: tea.MouseButtonLeft, Action: tea.MouseActionMotion})
	if v.y <= y {
		t.Error("dragging does not scroll")
	}
	v.Mouse(5, 2, tea.MouseMsg{Action: tea.MouseActionRelease})
	for range 50 {
		v.Mouse(5, 2, tea.MouseMsg{Button: tea.MouseButtonWheelUp})
	}
	if v.y != 0 {
		t.Error("the wheel does not scroll")
	}
	v.Mouse(-5, 99, click)
	uitest.Exact(t, v.View(), 60, 12)
}

func TestNothing(t *testing.T) {
	v := newView(t, colour, nil, 40, 5)
	uitest.Exact(t, v.View(), 40, 5)
	if press(v, "down", "n", "N", " ", "-", "+", "G", "enter") != nil || v.Status() != "" || v.Select("x") {
		t.Error("there is something")
	}
	v.SetMachine(&asl.Machine{})
	uitest.Exact(t, v.View(), 40, 5)
}

func BenchmarkLayout(b *testing.B) {
	for _, n := range []int{10, 100, 500} {
		m := chain(n)
		b.Run(fmt.Sprintf("%d states", n), func(b *testing.B) {
			v := newView(b, colour, m, 120, 40)
			b.ReportAllocs()
			for b.Loop() {
				v.layout()
			}
		})
	}
}

func BenchmarkKeyAndView(b *testing.B) {
	for _, n := range []int{10, 100, 500} {
		m := chain(n)
		b.Run(fmt.Sprintf("%d states", n), func(b *testing.B) {
			v := newView(b, colour, m, 120, 40)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				press(v, [...]string{"down", "up"}[i/20%2])
				v.View()
			}
		})
	}
}
