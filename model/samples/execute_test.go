package samples_test

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"time"

	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/samples"
	"expresso/model/task"
	"expresso/model/workspace"
)

// outputs are what some runs answer: where it would be easy to be wrong and SUCCEEDED.
var outputs = map[string]string{
	"order-approval/small-order": `{"orderId":"A-1001","amount":49.90,"customer":{"tier":"gold","country":"DE"},` +
		`"items":[{"sku":"S-1","qty":3}],"approval":{"decision":"approved","by":"policy: up to 100"}}`,
	"fan-out-totals/three-lines": `{"totalCents":14840,"orderId":"A-2001","lineCount":3,"lines":[` +
		`{"status":"reserved","cents":5940,"sku":"cup-white","note":"line 0: 6 of cup-white"},` +
		`{"status":"back-ordered","cents":0,"sku":"cup-blue","note":"line 1: only 2 of cup-blue on hand"},` +
		`{"status":"reserved","cents":8900,"sku":"kettle","note":"line 2: 1 of kettle"}]}`,
	"fan-out-totals/no-lines": `{"totalCents":0,"orderId":"A-2002","lineCount":0,"lines":[]}`,
	"enrich-profile/with-consent": `{"customerId":"C-1042","consent":{"marketing":true},"profile":{` +
		`"contact":{"name":"Ada Example","email":"ada@example.com","since":"2019-04-02"},` +
		`"lastOrder":{"orderId":"A-1001","cents":125000},"loyalty":{"tier":"gold","points":48210}}}`,
	"flaky-payment/busy-once": `{"paymentId":"P-301","method":"card","amountCents":4990,"payment":{"status":"paid","receipt":"R-77120"}}`,
	"signup-check/complete":   `{"status":"accepted","account":"YWRhQGV4YW1wbGUuY29t","greeting":"Welcome, ada@example.com"}`,
	"pack-parcels/two-warehouses": `{"cart":"K-71","parcels":[` +
		`{"parcel":"K-71-1","from":"Leipzig","carrier":"freight","kilograms":26.45,"cents":12899,"skus":"kettle, rice-25kg"},` +
		`{"parcel":"K-71-2","from":"Graz","carrier":"post","kilograms":2.48,"cents":7326,"skus":"cup-white, cup-blue"}],"totalCents":20225}`,
	"slow-report/thorough": `{"report":"sales-by-customer","ticket":"T-5","rows":1834}`,
}

// durations are how long runs take that wait.
var durations = map[string]time.Duration{
	"flaky-payment/busy-once":            time.Second,
	"flaky-payment/busy-once#AlwaysBusy": 7 * time.Second,
	"slow-report/quick":                  2 * time.Second,
	"slow-report/thorough":               10 * time.Second,
	"slow-report/too-slow":               15 * time.Second,
}

func input(t *testing.T, machine, name string) jsonvalue.Value {
	t.Helper()
	files, err := fs.Glob(samples.Inputs(), path.Join(machine, "?-"+name+".json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("inputs %v, %v", files, err)
	}
	text, err := fs.ReadFile(samples.Inputs(), files[0])
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonvalue.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestEveryInputEndsAsItIsTold(t *testing.T) {
	mocks, err := task.LoadMocks(samples.Mocks())
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, sample := range samples.List() {
		machine, diagnostics := asl.Load(sample.Definition, asl.MachineType(sample.Type))
		if diagnostics.Refused() {
			t.Errorf("%s: %v", sample.Name, diagnostics)
			continue
		}
		for _, run := range sample.Runs {
			key := sample.Name + "/" + run.Input
			if run.Case != "" {
				key += "#" + run.Case
			}
			t.Run(key, func(t *testing.T) {
				tasks, err := mocks.Case(sample.Name, run.Case)
				if err != nil {
					t.Fatal(err)
				}
				result := engine.Execute(t.Context(), machine, engine.Execution{
					MachineName: sample.Name, Input: input(t, sample.Name, run.Input), Tasks: tasks,
					Clock: engine.SimulatedFrom(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)),
				})
				name := ""
				if result.Error != nil {
					name = *result.Error
				}
				if string(result.Status) != run.Status || name != run.Error {
					cause := ""
					if result.Cause != nil {
						cause = *result.Cause
					}
					t.Fatalf("%s %s (%s), want %s %s", result.Status, name, cause, run.Status, run.Error)
				}
				if want, ok := outputs[key]; ok {
					checked++
					expected, err := jsonvalue.Parse(want)
					if err != nil {
						t.Fatal(err)
					}
					if !jsonvalue.Equal(result.Output, expected) {
						t.Errorf("got  %s\nwant %s", result.Output, want)
					}
				}
				if took := result.Stopped.Sub(result.Started).Truncate(time.Second); took != durations[key] {
					t.Errorf("took %v, want %v", took, durations[key])
				}
			})
		}
	}
	if checked != len(outputs) {
		t.Errorf("%d outputs were checked, of %d", checked, len(outputs))
	}
}

// The STANDARD sample shows what an Express machine cannot have.
func TestTheStandardSampleIsRefusedAsExpress(t *testing.T) {
	for _, sample := range samples.List() {
		if sample.Type != "STANDARD" {
			continue
		}
		_, diagnostics := asl.Load(sample.Definition, asl.Express)
		refusal := fmt.Sprint(diagnostics)
		if !diagnostics.Refused() || !strings.Contains(refusal, "Express state machine does not support '.sync' service integration") {
			t.Errorf("%s as EXPRESS: %v", sample.Name, refusal)
		}
	}
}

// A newcomer starts the program in a clone of the repository, and is to see the samples
// with their inputs and expectations: nothing there is a state machine of the user's.
func TestTheRepositoryIsNoProject(t *testing.T) {
	found, err := workspace.Load("../..", workspace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found.Files {
		t.Errorf("%s would be taken for a state machine of the user's", file.Path)
	}
	for _, path := range found.Mocks {
		t.Errorf("%s would be taken for a mock file of the user's", path)
	}
	if len(found.Warnings) != 0 {
		t.Errorf("warnings %v", found.Warnings)
	}
}
