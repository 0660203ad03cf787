package embedded_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model/embedded"
)

func TestTheLatestTracesAreKept(t *testing.T) {
	big := `[` + strings.Repeat(`{"k":"value"},`, 18_000) + `1]`
	for _, c := range []struct {
		name       string
		input      string
		runs, most int
	}{
		{"small", `{}`, 300, 256},
		{"big", big, 40, 26}, // 32 MiB of 1.3 MB each
	} {
		t.Run(c.name, func(t *testing.T) {
			service := embedded.New(embedded.Options{Simulated: true})
			client := sfn.New(sfn.Options{Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service}})
			arn, err := service.Put("echo", echo, "EXPRESS")
			if err != nil {
				t.Fatal(err)
			}
			executions := make([]string, c.runs)
			for i := range executions {
				out, err := client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: &arn, Input: &c.input})
				if err != nil {
					t.Fatal(err)
				}
				executions[i] = *out.ExecutionArn
			}
			var kept []int
			for i, execution := range executions {
				if events, ok := service.Trace(execution); ok {
					kept = append(kept, i)
					if len(events) != 4 {
						t.Errorf("run %d has %d events", i, len(events))
					}
				}
			}
			first := c.runs - len(kept)
			if len(kept) != c.most || kept[0] != first {
				t.Errorf("kept %v, want the last %d", kept, c.most)
			}
		})
	}
}
