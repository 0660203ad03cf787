package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"

	"expresso/model"
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
	return &cobra.Command{
		Use:   "help [TOPIC|COMMAND]",
		Short: "Show a topic of the manual, or help about a command",
		Long: `Show a topic of the manual, or help about a command. Without either, list both.
If a topic and a command have the same name, this is the topic; COMMAND --help is about
the command.`,
		Example: `  expresso help
  expresso help targets
  expresso help history export`,
		RunE: a.help,
	}
}

func (a *app) help(cmd *cobra.Command, args []string) error {
	all, err := topics()
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return a.listHelp(cmd.Root(), all)
	}
	if len(args) == 1 {
		if i := slices.IndexFunc(all, func(t manual.Topic) bool { return t.Name == args[0] }); i >= 0 {
			_, err := fmt.Fprint(a.stdout, all[i].Text)
			return err
		}
	}
	found, rest, err := cmd.Root().Find(args)
	if err != nil || len(rest) > 0 || found == cmd.Root() {
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("no topic or command %q", args[0]), "list them with: expresso help")}
	}
	found.InitDefaultHelpFlag()
	return found.Help()
}

// listHelp lists commands and topics.
func (a *app) listHelp(root *cobra.Command, all []manual.Topic) error {
	if err := root.Help(); err != nil {
		return err
	}
	rows := make([][]string, len(all))
	for i, t := range all {
		rows[i] = []string{"  " + t.Name, t.Summary}
	}
	_, err := fmt.Fprintf(a.stdout, "\nTopics of the manual (expresso help TOPIC):\n")
	return errors.Join(err, table(a.stdout, rows))
}
