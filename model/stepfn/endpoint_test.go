package stepfn

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

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
		"https://vpce-0a1-b2.states.us-east-1.vpce.amazonaws.com":  {url: "https://vpce-0a1-b2.states.us-east-1.vpce.amazonaws.com", host: "vpce-0a1-b2.states.us-east-1.vpce.amazonaws.com", region: "us-east-1"},
		"https://states.eu-west-1.amazonaws.com.evil.example":      {url: "https://states.eu-west-1.amazonaws.com.evil.example", host: "states.eu-west-1.amazonaws.com.evil.example"},
		"https://example.com/states.eu-west-1.amazonaws.com?x=y#z": {url: "https://example.com/states.eu-west-1.amazonaws.com?x=y#z", host: "example.com"},
	} {
		if got, err := parseEndpoint(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v\nwant %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "localhost:8083", "ftp://x", "http://"} {
		if got, err := parseEndpoint(text); err == nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestAnEndpointOfAWS is used as AWS's own: with the prefix, and signed for its region.
func TestAnEndpointOfAWS(t *testing.T) {
	for _, pair := range os.Environ() {
		if key, _, _ := strings.Cut(pair, "="); strings.HasPrefix(key, "AWS_") {
			t.Setenv(key, "")
		}
	}
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
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
