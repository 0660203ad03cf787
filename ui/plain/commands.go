package plain

import (
	"fmt"
	"strings"

	"expresso/model"
	"expresso/ui/manual"
)

// command is something that can be said.
type command struct {
	name, args string // args in words, "" if it takes none
	what       string
	do         func(s *session, args string) error
}

// commands lists them in the order in which help reads them out. It is filled in init
// because help refers to it.
var commands []command

func init() {
	commands = []command{
		{"machines", "", "list the state machines", (*session).sayMachines},
		{"pick", "NAME or NUMBER", "choose the machine to run; NAME:ALIAS, NAME:VERSION or NAME#CASE too, an ARN of a machine or an execution, or a console URL", (*session).pick},
		{"target", "a TARGET, or nothing", "list the targets, or switch to one; with input at the end takes the input along", (*session).target},
		{"versions", "", "list the machine's versions, aliases and test cases", (*session).versions},
		{"definition", "", "read the machine's definition", (*session).definition},
		{"validate", "", "check the machine's definition: what is wrong, with line and column", (*session).validate},
		{"pull", "", "write the machine's deployed definition into the folder", (*session).pull},
		{"deployed", "", "compare the definition in the folder with what is deployed", (*session).deployed},

		{"inputs", "", "list the machine's saved inputs", (*session).inputs},
		{"load", "NAME or NUMBER", "load a saved input", (*session).load},
		{"save", "NAME", "save the input under a name", (*session).save},
		{"input", "", "read the input, by line", (*session).sayInput},
		{"set", "JSON", "write the input on one line", (*session).set},
		{"write", "", "write the input on several lines; end with a line with only a dot", (*session).writeInput},
		{"edit", "", "write the input in your editor", (*session).edit},
		{"open", "FILE", "load the input from a file", (*session).open},

		{"run", "", "run the machine with the input", (*session).run},
		{"data", "all, or none", "choose whether responses contain input and output; none is METADATA_ONLY", (*session).data},
		{"xray", "new, or none", "give each new run its own X-Ray trace", (*session).xray},
		{"burst", "HOW MANY, and optionally HOW MANY AT ONCE", "run it many times", (*session).burst},
		{"replay", "all, or the NAME of a saved input, or nothing", "run the machine's saved inputs, or those of all machines, and list failures", (*session).replay},
		{"compare", "a VERSION, an ALIAS, a FILE, git:REV or a TARGET", "also run the input there, and compare", (*session).compare},
		{"output", "all, or nothing", "read the output", (*session).output},
		{"error", "", "read the error and its cause", (*session).sayError},
		{"trace", "all, or nothing", "read what happened, state by state", (*session).trace},
		{"billing", "", "read what the run cost", (*session).billing},
		{"console", "machine, run, logs or trace", "read the URL of its page in the AWS console", (*session).console},
		{"accept", "", "accept the shown run of a saved input as its expectation", (*session).accept},
		{"record", "NAME, or nothing", "write mocks, input and expectation that replay the shown run", (*session).record},
		{"sent", "all, or nothing", "read the input that the run was sent", (*session).sent},

		{"history", "HOW MANY, and optionally longest, expensive or failures", "list the latest runs, or those first", (*session).history},
		{"find", "TEXT", "list the latest runs with a text in input, output, error or note", (*session).find},
		{"show", "NUMBER or ID", "show a run of the history", (*session).show},
		{"again", "", "rerun the shown run", (*session).again},

		{"credentials", "", "read the credentials' identity, source and expiry", (*session).credentials},
		{"sign-in", "", "get new credentials: with the AWS CLI, a credential process or an MFA code", (*session).signIn},

		{"help", "TOPIC, or nothing", "read the commands, or a topic of the manual", (*session).help},
		{"quit", "", "leave", func(*session, string) error { return errQuit }},
	}
}

// find is the command that a word means: its name, or the beginning of no other's.
func find(word string) (command, error) {
	var all []command
	for _, c := range commands {
		if c.name == word {
			return c, nil
		}
		if strings.HasPrefix(c.name, word) {
			all = append(all, c)
		}
	}
	switch len(all) {
	case 1:
		return all[0], nil
	case 0:
		return command{}, model.WithHint(fmt.Errorf("unknown command %q", word), "say help for the commands")
	}
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.name
	}
	return command{}, model.WithHint(fmt.Errorf("%q matches several commands", word), "say one of "+strings.Join(names, ", "))
}

func (s *session) help(topic string) error {
	if topic != "" {
		return s.readTopic(topic)
	}
	for _, c := range commands {
		name := c.name
		if c.args != "" {
			name += ", then " + c.args
		}
		s.say("%s: %s.", name, c.what)
	}
	s.say("The first letters of a command are enough. Control c stops waiting for a run.")
	if names := s.topics(); names != "" {
		s.say("Topics of the manual: %s.", names)
	}
	return nil
}

// readTopic reads a topic of the manual.
func (s *session) readTopic(topic string) error {
	for _, t := range s.Manual {
		if t.Name == topic {
			for _, line := range manual.Spoken(t.Text) {
				s.say("%s", line)
			}
			return nil
		}
	}
	return model.WithHint(fmt.Errorf("unknown topic %q", topic), "say help and one of "+s.topics())
}

func (s *session) topics() string {
	names := make([]string, len(s.Manual))
	for i, t := range s.Manual {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}
