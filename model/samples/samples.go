// Package samples holds the workflows that a fresh machine starts with: state machines
// that look like work people do, inputs for them, and the mock answers of the tasks they
// call. They run on the embedded engine without an account. The folder workflows is laid
// out as a workspace is, so that it can be copied out and edited; nothing here runs or
// parses anything.
package samples

import (
	"embed"
	"io/fs"

	"expresso/model"
)

//go:embed workflows
var embedded embed.FS

// Sample is a state machine that comes with the program.
type Sample struct {
	Name       string
	Type       model.MachineType
	Definition string // Amazon States Language, JSON text
	Summary    string // one line: what there is to see
	Runs       []Run  // what becomes of each input, and of some under other test cases
}

// Run tells how a sample ends for one of its inputs.
type Run struct {
	Input  string // name of the input, as the Inputs have it without its number
	Case   string // test case of the Mocks, "" for Default
	Status model.Status
	Error  string // "" unless Failed
}

// table lists the samples in the order in which they are shown.
var table = []Sample{
	{
		Name: "order-approval", Type: model.Express,
		Summary: "Choice: approves an order, asks a manager, or refuses it, by its amount",
		Runs: []Run{
			{Input: "small-order", Status: model.Succeeded},
			{Input: "for-the-manager", Status: model.Succeeded},
			{Input: "big-order", Status: model.Failed, Error: "OrderTooLarge"},
			{Input: "for-the-manager", Case: "ManagerDeclines", Status: model.Failed, Error: "OrderDeclined"},
		},
	},
	{
		Name: "fan-out-totals", Type: model.Express,
		Summary: "Map: checks the lines of an order at once, then adds them up with variables",
		Runs: []Run{
			{Input: "three-lines", Status: model.Succeeded},
			{Input: "no-lines", Status: model.Succeeded},
			{Input: "line-without-price", Status: model.Failed, Error: "States.Runtime"},
		},
	},
	{
		Name: "enrich-profile", Type: model.Express,
		Summary: "Parallel: makes one profile of what three systems know about a customer",
		Runs: []Run{
			{Input: "with-consent", Status: model.Succeeded},
			{Input: "without-consent", Status: model.Succeeded},
			{Input: "no-customer", Status: model.Failed, Error: "CustomerMissing"},
			{Input: "with-consent", Case: "LoyaltyDown", Status: model.Succeeded},
			{Input: "with-consent", Case: "ContactUnknown", Status: model.Failed, Error: "Crm.NotFound"},
		},
	},
	{
		Name: "flaky-payment", Type: model.Express,
		Summary: "Retry and Catch: a payment service that is often busy and sometimes declines",
		Runs: []Run{
			{Input: "busy-once", Status: model.Succeeded},
			{Input: "declined", Status: model.Failed, Error: "PaymentDeclined"},
			{Input: "by-invoice", Status: model.Succeeded},
			{Input: "busy-once", Case: "AlwaysBusy", Status: model.Failed, Error: "PaymentUnavailable"},
		},
	},
	{
		Name: "signup-check", Type: model.Express,
		Summary: "Validation: stops at the first field of a form that is wrong",
		Runs: []Run{
			{Input: "complete", Status: model.Succeeded},
			{Input: "terms-not-accepted", Status: model.Failed, Error: "TermsNotAccepted"},
			{Input: "bad-email", Status: model.Failed, Error: "InvalidEmail"},
		},
	},
	{
		Name: "slow-report", Type: model.Express,
		Summary: "Wait: polls for 2 or 10 seconds, or until the machine's limit of 15 ends it",
		Runs: []Run{
			{Input: "quick", Status: model.Succeeded},
			{Input: "thorough", Status: model.Succeeded},
			{Input: "too-slow", Status: model.TimedOut},
		},
	},
	{
		Name: "nightly-batch", Type: model.Standard,
		Summary: "STANDARD: hours of work with waiting for jobs, which cannot be run synchronously",
	},
}

// List returns the samples in the order in which they are to be shown.
func List() []Sample {
	list := make([]Sample, len(table))
	for i, sample := range table {
		file := sample.Name + ".asl.json"
		if sample.Type == model.Standard {
			file = sample.Name + ".standard.asl.json"
		}
		sample.Definition = read(file)
		list[i] = sample
	}
	return list
}

// Mocks returns the tasks' answers in the format of Step Functions Local's
// MockConfigFile.json.
func Mocks() string { return read("MockConfigFile.json") }

// Inputs returns the samples' inputs as files "{machine}/{number}-{name}.json", where
// the number tells the order in which they are to be shown.
func Inputs() fs.FS {
	inputs, err := fs.Sub(embedded, "workflows/inputs")
	if err != nil {
		panic(err) // the path is a constant, and valid
	}
	return inputs
}

// read returns an embedded file. One that is missing is a mistake in table, which the
// tests find.
func read(name string) string {
	text, err := embedded.ReadFile("workflows/" + name)
	if err != nil {
		panic(err)
	}
	return string(text)
}
