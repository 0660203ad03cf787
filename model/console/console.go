// Package console makes URLs of the AWS console, in every public partition. An address is made
// of parts that were checked, and of escaped names, so that it may be given to a browser. It
// asks nobody whether there is such a page.
package console

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"expresso/model"
)

// domains are the consoles, by partition. That of a region is below them.
var domains = map[string]string{
	"aws":        "console.aws.amazon.com",
	"aws-cn":     "console.amazonaws.cn",
	"aws-us-gov": "console.amazonaws-us-gov.com",
	"aws-eusc":   "console.amazonaws-eusc.eu",
}

var (
	regions  = pattern(`^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}$`)
	accounts = pattern(`^[0-9]{12}$`)
	groups   = pattern(`^[-._/#A-Za-z0-9]{1,512}$`)
)

// pattern is a regular expression that is compiled when it is used.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// AWS is the name of the target whose runs the console knows.
const AWS = "aws"

// Elsewhere says why the console knows nothing of a target, nil if it does.
func Elsewhere(target string) error {
	if target == AWS {
		return nil
	}
	name := "the target " + target
	if target == "embedded" {
		name = "the embedded target"
	}
	return errors.New(name + " is not AWS: it has no page in the AWS console")
}

// in is a page of a service where an ARN is, after checking of it what becomes a part of the address.
func in(arn model.ARN, service, fragment string) (string, error) {
	part := strings.SplitN(string(arn), ":", 6)
	if len(part) < 6 || part[0] != "arn" {
		return "", fmt.Errorf("%q is not an ARN", arn)
	}
	domain, known := domains[part[1]]
	switch {
	case !known:
		return "", fmt.Errorf("the partition %q has no known console", part[1])
	case !regions().MatchString(part[3]):
		return "", fmt.Errorf("%q is not a region", part[3])
	case !accounts().MatchString(part[4]):
		return "", fmt.Errorf("%q is not an account ID", part[4])
	}
	return "https://" + part[3] + "." + domain + "/" + service + "/home?region=" + part[3] + "#" + fragment, nil
}

// Machine is the page of a state machine, of all its versions and aliases.
func Machine(machine model.ARN) (string, error) {
	machine = machine.Unqualified()
	if part := strings.SplitN(string(machine), ":", 8); len(part) != 7 || part[2] != "states" || part[5] != "stateMachine" {
		return "", fmt.Errorf("%q is not the ARN of a state machine", machine)
	}
	return in(machine, "states", "/statemachines/view/"+url.PathEscape(string(machine)))
}

// Execution is the page of a run's execution. It shows what the machine has logged.
func Execution(run model.Run) (string, error) {
	if run.Execution == "" {
		return "", errors.New("the run has no response, so its execution is unknown")
	}
	if part := strings.SplitN(string(run.Execution), ":", 9); len(part) != 9 || part[2] != "states" || part[5] != "express" {
		return "", fmt.Errorf("%q is not the ARN of an Express execution", run.Execution)
	}
	page := "/express-executions/details/" + url.PathEscape(string(run.Execution))
	if !run.Started.IsZero() { // where in the log it begins
		page += "?startDate=" + strconv.FormatInt(run.Started.UnixMilli(), 10)
	}
	return in(run.Execution, "states", page)
}

// LogGroup is the page of a log group, by its ARN with or without the asterisk at its end.
func LogGroup(group model.ARN) (string, error) {
	if group == "" {
		return "", model.WithHint(errors.New("the machine does not log"), "add a loggingConfiguration to it")
	}
	name, found := "", false
	if part := strings.SplitN(string(group), ":", 7); len(part) == 7 && part[2] == "logs" && part[5] == "log-group" {
		name, found = strings.TrimSuffix(part[6], ":*"), true
	}
	if !found || !groups().MatchString(name) {
		return "", fmt.Errorf("%q is not the ARN of a log group", group)
	}
	// The page's own escapes: those of an address, twice, with $ in the place of %.
	escaped := strings.ReplaceAll(url.PathEscape(url.PathEscape(name)), "%", "$")
	return in(group, "cloudwatch", "logsV2:log-groups/log-group/"+escaped)
}

// Trace is the page of a run's X-Ray trace.
func Trace(run model.Run) (string, error) {
	id := model.TraceID(run.TraceHeader)
	if id == "" {
		return "", model.WithHint(errors.New("no trace header was sent"), "request one with --trace-header new")
	}
	return in(run.Machine, "cloudwatch", "xray:traces/"+id)
}
