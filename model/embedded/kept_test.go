package embedded_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/smithy-go"

	"expresso/model/embedded"
	"expresso/model/limit"
	"expresso/model/memory"
)

// long is a definition of n states.
func long(n int, state string) string {
	var b strings.Builder
	b.WriteString(`{"StartAt":"S0","States":{`)
	for i := range n {
		fmt.Fprintf(&b, `"S%d":{"Type":"Pass",%s,"Next":"S%d"},`, i, state, i+1)
	}
	fmt.Fprintf(&b, `"S%d":{"Type":"Succeed"}}}`, n)
	return b.String()
}

func try(t *testing.T, client *sfn.Client, name, definition string) error {
	t.Helper()
	_, err := client.CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{
		Name: &name, Definition: &definition, RoleArn: aws.String(role), Type: types.StateMachineTypeExpress,
	})
	return err
}

func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return fmt.Sprint(err)
}

// TestKeptDefinitionsAreInTheAccount changes machines until the account has no memory left,
// and takes them away again.
func TestKeptDefinitionsAreInTheAccount(t *testing.T) {
	account := memory.New(16 << 20)
	service := embedded.New(embedded.Options{Memory: account})
	client := sfn.New(sfn.Options{
		Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service}, RetryMaxAttempts: 1,
	})
	arn := func(name string) *string {
		return aws.String("arn:aws:states:us-east-1:123456789012:stateMachine:" + name)
	}
	text := long(200, `"Comment":"`+strings.Repeat("x", 200)+`"`)
	if err := try(t, client, "one", text); err != nil {
		t.Fatal(err)
	}
	one := account.Used()
	if one < int64(len(text)) {
		t.Fatalf("%d bytes for a definition of %d", one, len(text))
	}
	// A definition that replaces another takes its place; a version keeps its own.
	for i := range 20 {
		changed := strings.Replace(text, "xx", fmt.Sprintf("%02d", i), 1)
		if _, err := client.UpdateStateMachine(t.Context(), &sfn.UpdateStateMachineInput{StateMachineArn: arn("one"), Definition: &changed}); err != nil {
			t.Fatal(err)
		}
	}
	if account.Used() != one {
		t.Errorf("after updates %d bytes, not %d", account.Used(), one)
	}
	versions := 0
	var err error
	for ; err == nil && versions < limit.Versions; versions++ {
		changed := strings.Replace(text, "xxxx", fmt.Sprintf("%04d", versions), 1)
		_, err = client.UpdateStateMachine(t.Context(), &sfn.UpdateStateMachineInput{StateMachineArn: arn("one"), Definition: &changed, Publish: true})
	}
	if got := code(err); got != "ThrottlingException" || versions < 3 {
		t.Fatalf("after %d versions: %s", versions, got)
	}
	if err := try(t, client, "two", long(200, `"Comment":"`+strings.Repeat("y", 300)+`"`)); code(err) != "ThrottlingException" {
		t.Errorf("another machine: %v", err)
	}
	if err := try(t, client, "small", echo); err != nil { // others continue
		t.Error(err)
	}
	if _, err := client.DeleteStateMachineVersion(t.Context(), &sfn.DeleteStateMachineVersionInput{StateMachineVersionArn: aws.String(*arn("one") + ":1")}); err != nil {
		t.Fatal(err)
	}
	if err := try(t, client, "two", text); err != nil {
		t.Errorf("in the place of a version: %v", err)
	}
	for _, name := range []string{"one", "two", "small", "none"} {
		if _, err := client.DeleteStateMachine(t.Context(), &sfn.DeleteStateMachineInput{StateMachineArn: arn(name)}); err != nil {
			t.Error(err)
		}
	}
	for _, kind := range []string{text, echo, fail} {
		if _, err := service.Put("mine", kind, "EXPRESS"); err != nil {
			t.Error(err)
		}
	}
	if _, err := service.Put("mine", text, "STANDARD"); err != nil {
		t.Error(err)
	}
	service.Remove("mine")
	service.Remove("mine")
	if used := account.Used(); used != 0 {
		t.Errorf("%d bytes are still taken", used)
	}
}

// TestAccountHoldsHalfOfKeptDefinitions measures the heap with many machines.
func TestAccountHoldsHalfOfKeptDefinitions(t *testing.T) {
	live := func() int64 {
		runtime.GC()
		runtime.GC() // pools that other tests filled are emptied in two rounds
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	for name, state := range map[string]string{
		"small":      `"Comment":"x"`,
		"paths":      `"InputPath":"$.a.b[0]","Parameters":{"x.$":"States.Format('{} and {}', $.a, $.b)","y.$":"$.c[*].d"}`,
		"expression": `"QueryLanguage":"JSONata","Output":{"x":"{% $sum($states.input.items.(price * amount)) > 100 ? 'a' : $map([1..3], function($v){$v*2}) %}"}`,
	} {
		t.Run(name, func(t *testing.T) {
			account := memory.New(4 << 30)
			service := embedded.New(embedded.Options{Memory: account})
			text := long(100, state)
			before := live()
			for i := range 30 {
				if _, err := service.Put(fmt.Sprintf("m%d", i), strings.Replace(text, "S100", fmt.Sprintf("T%03d", i), 2), "EXPRESS"); err != nil {
					t.Fatal(err)
				}
			}
			heap := live() - before
			used := account.Used()
			t.Logf("%d of %d live bytes: %.2f", used, heap, float64(used)/float64(heap))
			if heap < 1<<20 || used < heap/2 {
				t.Errorf("the account has %d bytes of %d", used, heap)
			}
			runtime.KeepAlive(service)
		})
	}
}

func TestMachinesAreBounded(t *testing.T) {
	service := embedded.New(embedded.Options{Memory: memory.New(4 << 30)})
	client := sfn.New(sfn.Options{
		Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service}, RetryMaxAttempts: 1,
	})
	for i := range limit.Machines {
		if _, err := service.Put(fmt.Sprintf("m%d", i), echo, "EXPRESS"); err != nil {
			t.Fatal(err)
		}
	}
	if err := try(t, client, "more", echo); code(err) != "StateMachineLimitExceeded" {
		t.Errorf("one more: %v", err)
	}
	service.Remove("m7")
	if err := try(t, client, "more", echo); err != nil {
		t.Error(err)
	}
	if err := try(t, client, "more", echo); err != nil { // it is there
		t.Error(err)
	}
}
