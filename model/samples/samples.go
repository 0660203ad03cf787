// Package samples has the workflows that come with expresso. They are state machines that look
// like work people do, inputs for them, and mocks for their tasks. They run on the embedded
// engine without an account. Nothing here runs or parses anything. The files are not called
// *.json, so that a clone of this repository is not itself taken for a folder with state
// machines.
package samples

import (
	"embed"
	"io/fs"
)

//go:embed workflows
var embedded embed.FS

// Sample is a state machine that comes with the program.
type Sample struct {
	Name       string
	Type       string // "EXPRESS" or "STANDARD"
	Definition string // Amazon States Language, JSON text
	Summary    string // one line: what there is to see
	Runs       []Run  // what becomes of each input, and of some under other test cases
}

// Run tells how a sample ends for one of its inputs.
type Run struct {
	Input  string // name of the input, as the Inputs have it without its number
	Case   string // test case of the Mocks, "" for Default
	Status string // "SUCCEEDED", "FAILED" or "TIMED_OUT"
	Error  string // "" unless FAILED
}

// AWS's words for types and outcomes.
const (
	express   = "EXPRESS"
	standard  = "STANDARD"
	succeeded = "SUCCEEDED"
	failed    = "FAILED"
	timedOut  = "TIMED_OUT"
)

// table lists the samples in the order in which they are shown.
var table = []Sample{
	{
		Name: "order-approval", Type: express,
		Summary: "Choice: approves an order, asks a manager, or refuses it, by its amount",
		Runs: []Run{
			{Input: "small-order", Status: succeeded},
			{Input: "for-the-manager", Status: succeeded},
			{Input: "big-order", Status: failed, Error: "OrderTooLarge"},
			{Input: "for-the-manager", Case: "ManagerDeclines", Status: failed, Error: "OrderDeclined"},
		},
	},
	{
		Name: "fan-out-totals", Type: express,
		Summary: "Map: checks the lines of an order at once, then adds them up with variables",
		Runs: []Run{
			{Input: "three-lines", Status: succeeded},
			{Input: "no-lines", Status: succeeded},
			{Input: "line-without-price", Status: failed, Error: "States.Runtime"},
		},
	},
	{
		Name: "enrich-profile", Type: express,
		Summary: "Parallel: makes one profile of what three systems know about a customer",
		Runs: []Run{
			{Input: "with-consent", Status: succeeded},
			{Input: "without-consent", Status: succeeded},
			{Input: "no-customer", Status: failed, Error: "CustomerMissing"},
			{Input: "with-consent", Case: "LoyaltyDown", Status: succeeded},
			{Input: "with-consent", Case: "ContactUnknown", Status: failed, Error: "Crm.NotFound"},
		},
	},
	{
		Name: "flaky-payment", Type: express,
		Summary: "Retry and Catch: a payment service that is often busy and sometimes declines",
		Runs: []Run{
			{Input: "busy-once", Status: succeeded},
			{Input: "declined", Status: failed, Error: "PaymentDeclined"},
			{Input: "by-invoice", Status: succeeded},
			{Input: "busy-once", Case: "AlwaysBusy", Status: failed, Error: "PaymentUnavailable"},
		},
	},
	{
		Name: "signup-check", Type: express,
		Summary: "Validation: stops at the first field of a form that is wrong",
		Runs: []Run{
			{Input: "complete", Status: succeeded},
			{Input: "terms-not-accepted", Status: failed, Error: "TermsNotAccepted"},
			{Input: "bad-email", Status: failed, Error: "InvalidEmail"},
		},
	},
	{
		Name: "slow-report", Type: express,
		Summary: "Wait: polls for 2 or 10 seconds, or until the machine's limit of 15 ends it",
		Runs: []Run{
			{Input: "quick", Status: succeeded},
			{Input: "thorough", Status: succeeded},
			{Input: "too-slow", Status: timedOut},
		},
	},
	{
		Name: "nightly-batch", Type: standard,
		Summary: "STANDARD: hours of work with waiting for jobs, which cannot be run synchronously",
	},
	{
		Name: "pack-parcels", Type: express,
		Summary: "JSONata: prices a cart, and packs it into a parcel for each warehouse",
		Runs: []Run{
			{Input: "two-warehouses", Status: succeeded},
			{Input: "empty-cart", Status: succeeded},
			{Input: "quantity-as-text", Status: failed, Error: "States.QueryEvaluationError"},
		},
	},
}

// List returns the samples in the order in which they are to be shown.
func List() []Sample {
	list := make([]Sample, len(table))
	for i, sample := range table {
		sample.Definition = read(sample.Name + ".json.sample")
		list[i] = sample
	}
	return list
}

// Mocks returns the tasks' answers in the format of Step Functions Local's
// MockConfigFile.json.
func Mocks() string { return read("mocks.json.sample") }

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
