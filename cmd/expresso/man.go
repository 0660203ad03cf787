package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"expresso/model/file"
	"expresso/ui/manual"
)

// writeMan writes a man page for each command and each topic into a folder, below man1 and man7.
// Those of before are replaced.
func (a *app) writeMan(root *cobra.Command, all []manual.Topic, dir string) error {
	pages := map[string]string{}
	var add func(c *cobra.Command)
	add = func(c *cobra.Command) {
		name := strings.ReplaceAll(c.CommandPath(), " ", "-")
		pages["man1/"+name+".1"] = manual.Roff(name, manual.Commands, c.Short, commandPage(c, all))
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				add(sub)
			}
		}
	}
	add(root)
	for _, t := range all {
		pages["man7/expresso-"+t.Name+".7"] = manual.Roff("expresso-"+t.Name, manual.Topics, t.Summary, manual.Parse(t.Text))
	}
	for name, text := range pages {
		name := filepath.Join(dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(name), 0o755)
		if err == nil {
			err = file.Write(name, true, file.Text(text))
		}
		if err != nil {
			return &exitError{exitUsage, fmt.Errorf("cannot write the man pages: %w", err)}
		}
	}
	_, err := fmt.Fprintf(a.stdout, "wrote %d man pages to %s\n", len(pages), dir)
	return err
}

// commandPage is what a command's help says, as a page.
func commandPage(c *cobra.Command, all []manual.Topic) []manual.Block {
	heading := func(text string) manual.Block {
		return manual.Block{Kind: manual.Heading, Level: 2, Text: []manual.Span{{Text: text}}}
	}
	code := func(text string) manual.Block {
		return manual.Block{Kind: manual.Code, Lines: strings.Split(text, "\n")}
	}
	hideOthers(c)
	c.InitDefaultHelpFlag()
	page := append([]manual.Block{heading("Synopsis"), code(c.UseLine()), heading("Description")}, prose(cmp.Or(c.Long, c.Short+"."))...)
	if c.HasExample() {
		lines := strings.Split(c.Example, "\n")
		for i := range lines {
			lines[i] = strings.TrimPrefix(lines[i], "  ")
		}
		page = append(page, heading("Examples"), code(strings.Join(lines, "\n")))
	}
	rows := [][][]manual.Span{{{{Text: "flag"}}, {{Text: "meaning"}}}}
	for _, set := range []*pflag.FlagSet{c.NonInheritedFlags(), c.InheritedFlags()} {
		set.VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				rows = append(rows, flagRow(f))
			}
		})
	}
	page = append(page, heading("Flags"), manual.Block{Kind: manual.Table, Rows: rows})
	var also []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			also = append(also, strings.ReplaceAll(sub.CommandPath(), " ", "-")+"(1)")
		}
	}
	if c.HasParent() {
		also = append(also, strings.ReplaceAll(c.Parent().CommandPath(), " ", "-")+"(1)")
	}
	for _, t := range all {
		if !c.HasParent() || t.Name == c.Name() || strings.Contains(t.Text, "`"+c.CommandPath()) {
			also = append(also, "expresso-"+t.Name+"("+strconv.Itoa(manual.Topics)+")")
		}
	}
	slices.Sort(also)
	return append(page, heading("See also"), manual.Block{Text: []manual.Span{{Text: strings.Join(also, ", ")}}})
}

// flagRow is a flag, and what it does.
func flagRow(f *pflag.Flag) [][]manual.Span {
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	kind, usage := pflag.UnquoteUsage(f)
	if kind != "" {
		kind = " " + kind
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
		usage += " (default " + f.DefValue + ")"
	}
	return [][]manual.Span{{{Style: manual.Literal, Text: name}, {Style: manual.Emphasis, Text: kind}}, {{Text: usage}}}
}

// prose is a command's long help: paragraphs, and what is indented, which stays as it is.
func prose(text string) (all []manual.Block) {
	for _, part := range strings.Split(text, "\n\n") {
		if strings.HasPrefix(part, "  ") {
			all = append(all, manual.Block{Kind: manual.Code, Lines: strings.Split(part, "\n")})
			continue
		}
		all = append(all, manual.Block{Text: []manual.Span{{Text: strings.ReplaceAll(part, "\n", " ")}}})
	}
	return all
}
