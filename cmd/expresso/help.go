package main

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/reference"
	"expresso/ui/manual"
)

//go:embed help/*.md
var manualFiles embed.FS

// topicNames are the topics of the manual in the order in which they are listed.
var topicNames = []string{
	"workbench", "keys", "projects", "mocks", "parameters", "expectations", "expressions", "headless",
	"targets", "account", "costs", "configuration", "privacy", "serve", "performance", "troubleshooting",
}

// topics are the topics of the manual.
func topics() ([]manual.Topic, error) {
	files, err := fs.Sub(manualFiles, "help")
	if err != nil {
		return nil, err
	}
	return manual.Read(files, topicNames)
}

func (a *app) helpCommand() *cobra.Command {
	var man string
	cmd := &cobra.Command{
		Use:   "help [TOPIC|COMMAND]",
		Short: "Show a topic of the manual, or help about a command",
		Long: `Show a topic of the manual, or help about a command. Without either, list both. If a topic
and a command have the same name, this is the topic; COMMAND --help is about the command.

On a terminal, a long topic opens in $PAGER, or in less. PAGER=cat prints it.`,
		Example: `  expresso help
  expresso help targets
  expresso help history export
  expresso help --man ~/.local/share/man`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.help(cmd, args, man) },
	}
	cmd.Flags().StringVar(&man, "man", "", "write man pages of all commands and topics to this `folder`")
	return cmd
}

func (a *app) help(cmd *cobra.Command, args []string, man string) error {
	all, err := topics()
	switch {
	case err != nil:
		return err
	case man != "" && len(args) > 0:
		return usageError("--man writes all pages: remove %q", args[0])
	case man != "":
		return a.writeMan(cmd.Root(), all, man)
	case len(args) == 0:
		return a.listHelp(cmd.Root(), all)
	}
	if len(args) == 1 {
		if i := slices.IndexFunc(all, func(t manual.Topic) bool { return t.Name == args[0] }); i >= 0 {
			return a.page(all[i].Text)
		}
	}
	found, rest, err := cmd.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("no topic or command %q", strings.Join(args, " ")), seeTopics(cmd.Root(), all, args[0]))}
	}
	found.InitDefaultHelpFlag()
	return found.Help()
}

// listHelp lists commands and topics.
func (a *app) listHelp(root *cobra.Command, all []manual.Topic) error {
	var rows [][]string
	heading := func(title string) { rows = append(rows, []string{""}, []string{title}) }
	for _, group := range root.Groups() {
		heading(group.Title)
		for _, c := range root.Commands() {
			if c.GroupID == group.ID && c.IsAvailableCommand() || c.GroupID == group.ID && c.Name() == "help" {
				rows = append(rows, []string{"  " + c.Name(), c.Short})
			}
		}
	}
	heading("Topics of the manual:")
	for _, t := range all {
		rows = append(rows, []string{"  " + t.Name, t.Summary})
	}
	_, err := io.WriteString(a.stdout, `A workbench for AWS Step Functions Synchronous Express workflows

Usage:
  expresso [FLAGS]            the workbench
  expresso COMMAND [FLAGS]    one command
`)
	err = errors.Join(err, table(a.stdout, rows))
	_, last := io.WriteString(a.stdout, `
expresso help TOPIC shows a topic, expresso COMMAND --help the flags of a command, and
expresso --help those of the workbench.
`)
	return errors.Join(err, last)
}

// seeTopics says what may be meant: a name that is near, or else the topic that says most
// about it.
func seeTopics(root *cobra.Command, all []manual.Topic, word string) string {
	var names []string
	for _, t := range all {
		names = append(names, t.Name)
	}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	meant := reference.Nearest(word, names)
	says := func(t manual.Topic) int { return strings.Count(strings.ToLower(t.Text), strings.ToLower(word)) }
	if most := slices.MaxFunc(all, func(a, b manual.Topic) int { return cmp.Compare(says(a), says(b)) }); meant == "" && len(word) > 1 && says(most) > 0 {
		meant = most.Name
	}
	if meant == "" {
		return "list them with: expresso help"
	}
	return "did you mean: expresso help " + meant
}
