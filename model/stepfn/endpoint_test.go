package stepfn

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model"
)

func TestEndpoints(t *testing.T) {
	for text, want := range map[string]endpoint{
		"http://127.0.0.1:8083":                                    {url: "http://127.0.0.1:8083", host: "127.0.0.1:8083", loopback: true},
		"http://[::1]:80/x":                                        {url: "http://[::1]:80/x", host: "[::1]:80", loopback: true},
		"https://emulator.example":                                 {url: "https://emulator.example", host: "emulator.example"},
		"https://states.eu-west-1.amazonaws.com":                   {url: "https://states.eu-west-1.amazonaws.com", host: "states.eu-west-1.amazonaws.com", region: "eu-west-1", aws: true},
		"https://sync-states.cn-north-1.amazonaws.com.cn":          {url: "https://states.cn-north-1.amazonaws.com.cn", host: "sync-states.cn-north-1.amazonaws.com.cn", region: "cn-north-1", aws: true},
		"https://states-fips.us-gov-west-1.amazonaws.com/":         {url: "https://states-fips.us-gov-west-1.amazonaws.com/", host: "states-fips.us-gov-west-1.amazonaws.com", region: "us-gov-west-1", aws: true},
		"https://states.us-east-2.api.aws":                         {url: "https://states.us-east-2.api.aws", host: "states.us-east-2.api.aws", region: "us-east-2", aws: true},
		"https://vpce-0a1-b2.states.us-east-1.vpce.amazonaws.com":  {url: "https://vpce-0a1-b2.states.us-east-1.vpce.amazonaws.com", host: "vpce-0a1-b2.states.us-east-1.vpce.amazonaws.com", region: "us-east-1", vpc: "states"},
		"https://states.eu-west-1.amazonaws.com.evil.example":      {url: "https://states.eu-west-1.amazonaws.com.evil.example", host: "states.eu-west-1.amazonaws.com.evil.example"},
		"https://example.com/states.eu-west-1.amazonaws.com?x=y#z": {url: "https://example.com/states.eu-west-1.amazonaws.com?x=y#z", host: "example.com"},
	} {
		if got, err := parseEndpoint(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v\nwant %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "localhost:8083", "ftp://x", "http://", "http://me:hunter2@127.0.0.1", "https://hunter2@states.eu-west-1.amazonaws.com", "http://me:hunter2%@x", "me:hunter2@x"} {
		if got, err := parseEndpoint(text); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// noAWS leaves nothing of the AWS configuration.
func noAWS(t *testing.T) {
	t.Helper()
	for _, pair := range os.Environ() {
		if key, _, _ := strings.Cut(pair, "="); strings.HasPrefix(key, "AWS_") {
			t.Setenv(key, "")
		}
	}
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
}

// TestAnEndpointOfAWS is used as AWS's own: with the prefix, and signed for its region.
func TestAnEndpointOfAWS(t *testing.T) {
	noAWS(t)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ENDPOINT_URL_SFN", "https://states.eu-west-1.amazonaws.com")
	target, err := Connect(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if info := target.Info(); target.custom || info.Name != "aws" || info.Region != "eu-west-1" || !info.Bills() {
		t.Errorf("%+v, custom %v", info, target.custom)
	}
	t.Setenv("AWS_ENDPOINT_URL_SFN", "nonsense")
	if _, err := Connect(t.Context(), Options{}); err == nil || model.HintOf(err) == "" {
		t.Errorf("nonsense: %v", err)
	}
}

// TestRunsGoToTheirOwnEndpoint has two, as in a VPC.
func TestRunsGoToTheirOwnEndpoint(t *testing.T) {
	server := func(body string) (url string, asked *[]string) {
		asked = new([]string)
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			*asked = append(*asked, r.Header.Get("X-Amz-Target"))
			_, _ = w.Write([]byte(body))
		}))
		t.Cleanup(s.Close)
		return s.URL, asked
	}
	all, lists := server(`{"stateMachines":[]}`)
	synchronous, starts := server(`{"status":"SUCCEEDED","output":"1"}`)
	target, err := Connect(t.Context(), Options{Endpoint: all, SyncEndpoint: synchronous})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := target.Machines(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := target.Start(t.Context(), model.Request{Machine: "arn:aws:states:us-east-1:111111111111:stateMachine:a", Input: "{}"}); err != nil {
		t.Error(err)
	}
	if len(*lists) != 1 || len(*starts) != 1 || (*starts)[0] != "AWSStepFunctions.StartSyncExecution" {
		t.Errorf("%q and %q", *lists, *starts)
	}
}

const (
	vpcAll  = "https://vpce-0a1-b2.states.eu-west-1.vpce.amazonaws.com"
	vpcSync = "https://vpce-0c3-d4.sync-states.eu-west-1.vpce.amazonaws.com"
)

// sentTo records where requests go, and answers none.
func sentTo(t *testing.T, target *Target) (start, list string) {
	t.Helper()
	record := func(host *string) doer {
		return func(r *http.Request) (*http.Response, error) {
			*host = r.URL.Host + " signed for " + strings.Split(r.Header.Get("Authorization"), "/")[2]
			return nil, errors.New("closed")
		}
	}
	options := target.client.Options()
	options.HTTPClient, options.Retryer = record(&list), aws.NopRetryer{}
	target.client, target.starts = sfn.New(options), record(&start)
	_, _ = target.Start(t.Context(), model.Request{Machine: "arn:aws:states:eu-west-1:111111111111:stateMachine:a", Input: "{}"})
	_, _ = target.Machines(t.Context())
	return start, list
}

func TestPrivateLink(t *testing.T) {
	noAWS(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	for name, c := range map[string]struct {
		options     Options
		environment string
		start, list string
	}{
		"both":                {Options{Endpoint: vpcAll, SyncEndpoint: vpcSync}, "", host(vpcSync), host(vpcAll)},
		"of the environment":  {Options{SyncEndpoint: vpcSync}, vpcAll, host(vpcSync), host(vpcAll)},
		"for runs alone":      {Options{SyncEndpoint: vpcSync}, "", host(vpcSync), "states.eu-west-1.amazonaws.com"},
		"AWS's own for runs":  {Options{Endpoint: vpcAll, SyncEndpoint: "https://sync-states.eu-west-1.amazonaws.com"}, "", "sync-states.eu-west-1.amazonaws.com", host(vpcAll)},
		"its name without":    {Options{Endpoint: vpcAll, SyncEndpoint: "https://states.eu-west-1.amazonaws.com"}, "", "sync-states.eu-west-1.amazonaws.com", host(vpcAll)},
		"not for runs":        {Options{Endpoint: vpcAll}, "", "", host(vpcAll)},
		"the region as given": {Options{Endpoint: vpcAll, SyncEndpoint: vpcSync, Region: "eu-west-1"}, "", host(vpcSync), host(vpcAll)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_ENDPOINT_URL_SFN", c.environment)
			target, err := Connect(t.Context(), c.options)
			if err != nil {
				t.Fatal(err)
			}
			signed := func(host string) string {
				if host == "" {
					return ""
				}
				return host + " signed for eu-west-1"
			}
			if start, list := sentTo(t, target); start != signed(c.start) || list != signed(c.list) {
				t.Errorf("starts to %q, lists to %q", start, list)
			}
			if info := target.Info(); info.Region != "eu-west-1" || !info.Bills() || info.Name != "aws" {
				t.Errorf("%+v", info)
			}
			if err := target.refuseStandIns("arn:aws:sqs:eu-west-1:000000000000:queue"); err == nil {
				t.Error("a stand-in is sent to AWS")
			}
		})
	}
	target, err := Connect(t.Context(), Options{Endpoint: vpcAll})
	if err != nil {
		t.Fatal(err)
	}
	_, err = target.Start(t.Context(), model.Request{Machine: "arn:aws:states:eu-west-1:111111111111:stateMachine:a", Input: "{}"})
	if unsent := (*model.NotStartedError)(nil); !errors.As(err, &unsent) || !strings.Contains(model.HintOf(err), "com.amazonaws.eu-west-1.sync-states") {
		t.Errorf("%v: %s", err, model.HintOf(err))
	}
}

func host(url string) string { return strings.TrimPrefix(url, "https://") }

func TestEndpointsThatDoNotGoTogether(t *testing.T) {
	noAWS(t)
	for want, o := range map[string]Options{
		"is an endpoint for synchronous runs only":     {Endpoint: vpcSync},
		"cannot run synchronously":                     {SyncEndpoint: vpcAll},
		"is in eu-west-1, but the region is us-east-1": {Endpoint: vpcAll, Region: "us-east-1"},
		"is in us-east-2, but the region is eu-west-1": {Endpoint: vpcAll, SyncEndpoint: "https://sync-states.us-east-2.amazonaws.com"},
		"is not an endpoint URL":                       {SyncEndpoint: "vpce"},
	} {
		if _, err := Connect(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) || model.HintOf(err) == "" {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
