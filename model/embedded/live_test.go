package embedded_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/google/go-cmp/cmp"

	"expresso/model/asl"
	"expresso/model/embedded"
)

// Who looks on at an execution is not on the wire: the request is the same with and without.
func TestLookingOnIsNotOnTheWire(t *testing.T) {
	s := embedded.New(embedded.Options{})
	arn, err := s.Put("echo", echo, asl.Express)
	if err != nil {
		t.Fatal(err)
	}
	type request struct {
		Header http.Header
		Body   string
	}
	var sent []request
	client := sfn.New(sfn.Options{
		Region: embedded.Region, Credentials: aws.AnonymousCredentials{},
		HTTPClient: embedded.Transport{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			header := r.Header.Clone()
			header.Del("Amz-Sdk-Invocation-Id") // of each request
			sent = append(sent, request{header, string(body)})
			r.Body = io.NopCloser(bytes.NewReader(body))
			s.ServeHTTP(w, r)
		})},
	})
	watched, live := embedded.LookOn(t.Context())
	in := &sfn.StartSyncExecutionInput{StateMachineArn: &arn, Name: aws.String("one"), Input: aws.String(`{"a":1}`)}
	if _, err := client.StartSyncExecution(watched, in); err != nil {
		t.Fatal(err)
	}
	if _, err := client.StartSyncExecution(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sent[1], sent[0]); diff != "" || len(sent) != 2 {
		t.Errorf("%d requests, which differ: %s", len(sent), diff)
	}
	if _, running := live.Look(0, 1); running {
		t.Error("it runs still")
	}
}
