// Package plain is the plain mode: the workbench without a full screen. One command is typed,
// and answered in sentences, on any terminal and without one. It draws no boxes, moves no
// cursor and uses no colours, so that a screen reader can follow it, and what was said stays
// above. It is another face of the same model.Workbench, over the same history, saved inputs
// and drafts; what it says of a run it takes from the run.
package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/compare"
	"expresso/model/guard"
	"expresso/model/parameter"
	"expresso/model/pricing"
	"expresso/ui/folder"
	"expresso/ui/manual"
	"expresso/ui/screen"
)

// Config is what a session is made of.
type Config struct {
	Name       string // of the target, as Connect takes it
	Bench      *model.Workbench
	Guard      *guard.Guard // nil if no start needs a question
	Inputs     model.SavedInputs
	Session    model.Session // of this target and workspace
	Parameters parameter.Values
	Prices     pricing.Book
	// Credentials are what requests are signed with, nil where they need none.
	Credentials model.Credentials

	In  io.Reader // commands, a line each
	Out io.Writer
	// Prompt asks for each command, for a person at a terminal.
	Prompt bool
	Manual []manual.Topic
	// Signals are the user's: os.Interrupt stops what is in progress, any other one ends the
	// session.
	Signals <-chan os.Signal
	// Changes tells in words what is new in the folder of the machines, nil if nobody does.
	Changes <-chan string
	// Edit runs an editor on the terminal, nil where there is none.
	Edit func(*child.Interactive) error
	// Folder is what runs are recorded into and definitions pulled, nil for none.
	Folder folder.Folder
	// ResolveOther names the sides of a comparison of a machine: here, and what with says. billed
	// says what both may cost, "" if nothing is billed.
	ResolveOther func(ctx context.Context, machine model.ARN, with string) (sides [2]compare.Side, billed string, err error)
	// Targets lists where runs may go, and Connect connects to one of them or to what was typed: of what
	// it returns the target, what belongs to it, and Name count. Both are nil where there is only one.
	Targets model.Directory
	Connect func(ctx context.Context, name string) (Config, error)
	// After is time.After, nil for that, and Now is time.Now.
	After func(time.Duration) <-chan time.Time
	Now   func() time.Time
}

// errQuit ends the session.
var errQuit = errors.New("quit")

// Run reads and answers commands until quit, the end of the input, or a signal that ends
// the session. The error says that the output could not be written.
func Run(ctx context.Context, cfg Config) error {
	if cfg.After == nil {
		cfg.After = time.After
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s := &session{Config: cfg, ctx: ctx, lines: newLines(cfg.In), listing: cfg.Bench.List()}
	defer s.lines.end()
	s.begin()
	for s.broken == nil && !s.ended {
		line, err := s.ask(s.prompt())
		switch {
		case errors.Is(err, errInterrupted):
			if !s.ended {
				s.say("no run is in flight: say quit to leave")
			}
			continue
		case err != nil:
			return s.broken // the end
		}
		if err := s.answer(line); errors.Is(err, errQuit) {
			return s.broken
		} else if err != nil {
			s.fail(err)
		}
	}
	return s.broken
}

// session is what is going on.
type session struct {
	Config
	ctx    context.Context
	lines  *lines
	broken error // the output cannot be written any more
	ended  bool  // by a signal

	listing *model.Listing // of the machines, as far as it was read
	machine model.Machine  // that is picked, zero for none
	arn     model.ARN      // of it, with a version, alias or test case
	input   string         // that the next run is sent
	name    string         // of the saved input that it began as, "" for none
	brought string         // the input of another target, for the machine that is picked next

	ranLast model.ARN // what was run last, without version or alias
	ranAt   time.Time

	current model.Run     // that output, error, trace and billing are about
	list    []model.RunID // as the history was read out last
	runs    int64         // of this session
	spent   model.Totals
}

// begin says where runs go, and picks up where the last session ended.
func (s *session) begin() {
	info := s.Bench.Target.Info()
	where := "expresso in plain mode. Workflows run on " + info.Name
	if info.Workspace != "" {
		where += ", " + info.Workspace
	}
	if info.Region != "" {
		where += ", region " + info.Region
	}
	s.say("%s.", where)
	if info.Local {
		s.say("Nothing is billed there.")
	}
	if err := s.readMachines(); err != nil {
		s.fail(err)
	}
	s.resume()
	s.say("Say help for the commands.")
}

// prompt is what stands before a command that is typed.
func (s *session) prompt() string {
	if s.machine.ARN == "" {
		return "command: "
	}
	return screen.Visible(s.picked()) + ": "
}

// answer does what a line says.
func (s *session) answer(line string) error {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	rest = strings.TrimSpace(rest)
	if word == "" {
		return nil
	}
	c, err := find(strings.ToLower(word))
	if err != nil {
		return err
	}
	if rest != "" && c.args == "" {
		return model.WithHint(fmt.Errorf("%s takes no arguments", c.name), "say "+c.name)
	}
	return c.do(s, rest)
}

// say writes a sentence, or a text of several lines. What is in it is made visible.
func (s *session) say(format string, args ...any) {
	for line := range strings.SplitSeq(strings.TrimSuffix(fmt.Sprintf(format, args...), "\n"), "\n") {
		s.write(screen.Visible(strings.TrimSuffix(line, "\r")) + "\n")
	}
}

func (s *session) write(text string) {
	if _, err := io.WriteString(s.Out, text); err != nil && s.broken == nil {
		s.broken = fmt.Errorf("cannot write the response: %w", err)
	}
}

// fail says what went wrong, and what to do.
func (s *session) fail(err error) {
	text := "error: " + err.Error()
	if hint := model.HintOf(err); hint != "" {
		text += ". " + hint
	}
	s.say("%s", text)
}
