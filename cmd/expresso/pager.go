package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/muesli/termenv"
	"golang.org/x/term"

	"expresso/model/child"
	"expresso/ui/manual"
	"expresso/ui/theme"
)

// plainWidth is how wide the manual is where there is no terminal.
const plainWidth = 80

// page prints Markdown of the manual: in colours on a terminal, in a pager if it is longer
// than that; plain elsewhere.
func (a *app) page(markdown string) error {
	blocks := manual.Parse(markdown)
	if !a.stdout.onTerminal() || os.Getenv("TERM") == "dumb" {
		_, err := io.WriteString(a.stdout, joined(manual.Render(blocks, nil, plainWidth)))
		return err
	}
	width, height, err := term.GetSize(int(a.stdout.terminal.Fd()))
	if err != nil {
		width, height = plainWidth, 0
	}
	profile := termenv.ANSI // the terminal's own colours are right on any background
	if os.Getenv("NO_COLOR") != "" {
		profile = termenv.Ascii
	}
	lines := manual.Render(blocks, theme.New(theme.Options{Name: theme.Terminal, Profile: profile}), width)
	text := joined(lines)
	if len(lines) >= height && paged(text, a.stdout.terminal) {
		return nil
	}
	// Its only control characters are the theme's: they go past what escapes others.
	_, err = io.WriteString(a.stdout.terminal, text)
	return err
}

func joined(lines []manual.Line) string {
	var out strings.Builder
	for _, line := range lines {
		out.WriteString(line.Text + "\n")
	}
	return out.String()
}

// paged shows a text in $PAGER, or in less, and reports whether it could. The words of
// $PAGER are a program and its arguments; no shell reads them.
func paged(text string, terminal *os.File) bool {
	command, set := os.LookupEnv("PAGER")
	if !set {
		command = "less -R"
	}
	words := strings.Fields(command)
	if len(words) == 0 || words[0] == "cat" {
		return false
	}
	pager, err := child.Paging(context.Background(), words) // it ends with its own key, not with ctrl+c
	if err != nil {
		return false
	}
	signal.Ignore(os.Interrupt)
	defer signal.Reset(os.Interrupt)
	pager.SetStdin(strings.NewReader(text))
	pager.SetStdout(terminal)
	pager.SetStderr(os.Stderr)
	_ = pager.Run() // a pager that is left early breaks its pipe: nothing is lost
	return true
}
