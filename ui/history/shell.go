package history

import (
	"strings"

	"expresso/model"
)

// Shell says how a command line reaches the target of the workbench.
type Shell struct {
	Flags    []string // of expresso, that choose the same target
	Endpoint string   // for the AWS command line, "" for AWS itself
	Unsigned bool     // the endpoint wants no credentials
}

// inputFile is the file that a copied command reads an input from that is too large for it,
// or that no command line can hold.
const inputFile = "input.json"

// readTimeout is how long the AWS command line has to wait for an answer, in seconds: its
// own 60 are less than the five minutes that a run may take.
const readTimeout = "330"

// argument is how a command that is to be copied gets a run's input. As text it is quoted;
// where that is too much for a clipboard or holds what no argument can, as a file's name.
func argument(input, prefix string, inline bool) string {
	if inline {
		return quote(input)
	}
	return prefix + inputFile
}

// awsCommand repeats a run with the AWS command line.
func awsCommand(run model.Run, info model.Info, shell Shell, inline bool) string {
	var words []string
	if shell.Endpoint != "" {
		// Without it the command line asks sync-HOST, a name that only AWS has.
		words = append(words, "AWS_DISABLE_HOST_PREFIX_INJECTION=true")
	}
	words = append(words,
		"aws", "stepfunctions", "start-sync-execution", "--state-machine-arn", quote(string(run.Machine)),
		"--input", argument(run.Input, "file://", inline))
	option := func(name, value string) {
		switch {
		case strings.HasPrefix(value, "-"): // argparse takes it for a flag
			words = append(words, name+"="+quote(value))
		case value != "":
			words = append(words, name, quote(value))
		}
	}
	option("--name", run.Name)
	option("--trace-header", run.TraceHeader)
	option("--included-data", string(run.Included))
	region := run.Machine.Region()
	if region == "" {
		region = info.Region
	}
	option("--region", region)
	option("--profile", info.Profile)
	option("--endpoint-url", shell.Endpoint)
	if shell.Unsigned {
		words = append(words, "--no-sign-request")
	}
	return strings.Join(append(words, "--cli-read-timeout", readTimeout), " ")
}

// expressoCommand repeats a run with expresso.
func expressoCommand(run model.Run, _ model.Info, shell Shell, inline bool) string {
	words := []string{"expresso", "run", quote(string(run.Machine)), "--input", argument(run.Input, "@", inline)}
	option := func(name, value string) {
		if value != "" {
			words = append(words, name, quote(value))
		}
	}
	option("--name", run.Name)
	option("--trace-header", run.TraceHeader)
	option("--included-data", string(run.Included))
	for _, flag := range shell.Flags {
		words = append(words, quote(flag))
	}
	return strings.Join(words, " ")
}

// quote makes s one word of a POSIX shell. Single quotes take everything but themselves as
// it is, line ends too.
func quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@%_+=:,./-", r)
	}
	if s != "" && strings.TrimLeftFunc(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// quotable reports whether a text can be typed as a word of a command: no argument holds a
// NUL, and a terminal takes other control characters for keys.
func quotable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' || r == 0x7f
	}) && strings.ToValidUTF8(s, "") == s
}
