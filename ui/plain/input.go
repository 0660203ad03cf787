package plain

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/parameter"
	"expresso/ui/editor"
)

// become replaces the input, and keeps it as the machine's draft.
func (s *session) become(text, name, said string) error {
	s.input, s.name = text, name
	err := errors.Join(s.Session.Put(s.ctx, model.SessionDraft(s.machine.ARN), text), s.Session.Put(s.ctx, model.SessionDraftName(s.machine.ARN), name))
	said += fmt.Sprintf(", %s.", counted(int64(len(text)), "byte"))
	if problem := wrong(text); problem != "" {
		said += " It is not JSON: " + problem + "."
	}
	s.say("%s", said)
	if err != nil {
		return fmt.Errorf("cannot save the draft: %w", err)
	}
	return nil
}

// wrong says what is wrong with a text as JSON with parameters, "" if nothing is.
func wrong(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	t, err := parameter.Parse(text)
	if err == nil {
		err = t.Check()
	}
	if err == nil {
		return ""
	}
	if hint := model.HintOf(err); hint != "" {
		return err.Error() + ": " + hint
	}
	return err.Error()
}

func (s *session) sayInput(string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	if strings.TrimSpace(s.input) == "" {
		s.say("the input is empty, which means {}.")
		return nil
	}
	n := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(s.input, "\n"), "\n") {
		n++
		s.say("%d: %s", n, line)
	}
	if problem := wrong(s.input); problem != "" {
		s.say("This is not JSON: %s.", problem)
	}
	return nil
}

func (s *session) set(text string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	return s.become(text, "", "the input is set")
}

// writeInput takes lines up to one that holds a dot.
func (s *session) writeInput(string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	s.say("Write the input. End with a line with only a dot.")
	var text strings.Builder
	for n := 1; ; n++ {
		line, ok := s.more(fmt.Sprintf("%d: ", n))
		switch {
		case !ok:
			s.say("The input is not changed.")
			return nil
		case strings.TrimSpace(line) == ".":
			return s.become(text.String(), "", "the input is set")
		case text.Len()+len(line) > editor.MaxText:
			return fmt.Errorf("the input has more than %d bytes and is not changed", editor.MaxText)
		}
		text.WriteString(line + "\n")
	}
}

func (s *session) edit(string) error {
	switch {
	case s.machine.ARN == "":
		return errNoMachine
	case s.Edit == nil:
		return model.WithHint(errors.New("cannot open an editor without a terminal"), "say write, or set and the JSON")
	}
	text, at, err := editor.EditOutside(s.ctx, s.input, s.Edit)
	s.forget()
	if at != "" {
		s.say("Your text is saved in %s.", at)
	}
	if err != nil {
		return err
	}
	if text == s.input {
		s.say("no changes.")
		return nil
	}
	return s.become(text, s.name, "the input is set")
}

// forget drops the signals that were meant for a program in the foreground.
func (s *session) forget() {
	for {
		select {
		case <-s.Signals:
		default:
			return
		}
	}
}

func (s *session) open(path string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	text, err := file.Read(path, editor.MaxText)
	if err != nil {
		return err
	}
	return s.become(string(text), "", "took "+path)
}
