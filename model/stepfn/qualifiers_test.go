package stepfn_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"expresso/model"
	"expresso/model/embedded"
)

// answering is a definition whose output is n.
func answering(n int) string {
	return fmt.Sprintf(`{"StartAt":"P","States":{"P":{"Type":"Pass","Result":%d,"End":true}}}`, n)
}

// publish puts a machine with three versions, each of which answers its number, and two
// aliases into a service, and returns the machine's ARN.
func publish(t *testing.T, service *embedded.Service) model.ARN {
	t.Helper()
	client := sfn.New(sfn.Options{Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service}})
	var arn string
	for n := range 3 {
		var err error
		if arn, err = service.Put("orders", answering(n+1), "EXPRESS"); err != nil {
			t.Fatal(err)
		}
		if _, err = client.PublishStateMachineVersion(t.Context(), &sfn.PublishStateMachineVersionInput{StateMachineArn: &arn}); err != nil {
			t.Fatal(err)
		}
	}
	route := func(n int, weight int32) types.RoutingConfigurationListItem {
		return types.RoutingConfigurationListItem{StateMachineVersionArn: aws.String(fmt.Sprintf("%s:%d", arn, n)), Weight: weight}
	}
	for name, routes := range map[string][]types.RoutingConfigurationListItem{
		"canary": {route(3, 10), route(2, 90)},
		"PROD":   {route(1, 100)},
	} {
		if _, err := client.CreateStateMachineAlias(t.Context(), &sfn.CreateStateMachineAliasInput{
			Name: &name, Description: aws.String("the " + name + " one"), RoutingConfiguration: routes,
		}); err != nil {
			t.Fatal(err)
		}
	}
	return model.ARN(arn)
}

func TestQualifiers(t *testing.T) {
	service := embedded.New(embedded.Options{Random: func(int) int { return 50 }})
	arn := publish(t, service)
	server := httptest.NewServer(service)
	defer server.Close()
	target := dial(t, server.URL)
	got, err := target.Qualifiers(t.Context(), arn)
	if err != nil {
		t.Fatal(err)
	}
	want := model.Qualifiers{
		Versions: []model.Version{{ARN: arn + ":3"}, {ARN: arn + ":2"}, {ARN: arn + ":1"}},
		Aliases: []model.Alias{
			{ARN: arn + ":PROD", Description: "the PROD one", Routes: []model.Route{{Version: arn + ":1", Weight: 100}}},
			{ARN: arn + ":canary", Description: "the canary one", Routes: []model.Route{{Version: arn + ":3", Weight: 10}, {Version: arn + ":2", Weight: 90}}},
		},
	}
	times := cmp.Options{cmpopts.IgnoreFields(model.Version{}, "Created"), cmpopts.IgnoreFields(model.Alias{}, "Created", "Updated")}
	if diff := cmp.Diff(want, got, times); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got.Versions[0].Created.IsZero() || got.Aliases[0].Created.IsZero() || got.Aliases[0].Updated.IsZero() {
		t.Errorf("times are missing: %+v", got)
	}
	for qualifier, version := range map[model.ARN]int{"": 3, ":1": 1, ":PROD": 1, ":canary": 2} {
		d, err := target.Describe(t.Context(), arn+qualifier)
		if err != nil || d.Definition != answering(version) {
			t.Errorf("%q is described as %s, %v, want version %d", qualifier, d.Definition, err, version)
		}
		run, err := target.Start(t.Context(), model.Request{Machine: arn + qualifier, Input: "{}"})
		if err != nil || run.Output != strconv.Itoa(version) {
			t.Errorf("%q answered %s, %v, want version %d", qualifier, run.Output, err, version)
		}
	}
}

func TestARunKeepsTheQualifierThatWasAsked(t *testing.T) {
	service := embedded.New(embedded.Options{})
	arn := publish(t, service)
	server := httptest.NewServer(service)
	defer server.Close()
	journal := &kept{}
	bench := model.Workbench{Target: dial(t, server.URL), Journal: journal}
	run, err := bench.Prepare(model.Request{Machine: arn + ":PROD"})
	if err != nil {
		t.Fatal(err)
	}
	run, err = bench.Run(t.Context(), run)
	if err != nil || run.Machine != arn+":PROD" || run.Output != "1" || journal.run.Machine != run.Machine {
		t.Errorf("%+v, %v; kept %+v", run, err, journal.run)
	}
}

// kept is a journal of one run.
type kept struct {
	model.Journal
	run model.Run
}

func (k *kept) Begin(context.Context, model.Run) error { return nil }

func (k *kept) Finish(_ context.Context, run model.Run, _ []model.Event) error {
	k.run = run
	return nil
}

// only answers the operations that are named, by name, and refuses all others.
func only(answers map[string]http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if handler, ok := answers[strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AWSStepFunctions.")]; ok {
			handler(w, r)
			return
		}
		answer(400, refusal("AccessDeniedException"))(w, r)
	}
}

func TestAMissingGrantTakesNoMoreThanItsPart(t *testing.T) {
	versions := answer(200, `{"stateMachineVersions":[{"stateMachineVersionArn":"`+arn+`:1","creationDate":1}]}`)
	aliases := answer(200, `{"stateMachineAliases":[{"stateMachineAliasArn":"`+arn+`:a","creationDate":1},{"stateMachineAliasArn":"`+arn+`:b","creationDate":1}]}`)
	describe := answer(200, `{"routingConfiguration":[{"stateMachineVersionArn":"`+arn+`:1","weight":100}]}`)
	for name, c := range map[string]struct {
		answers           map[string]http.HandlerFunc
		versions, aliases int
		routes            int
		text, hint        string
	}{
		"no versions": {
			map[string]http.HandlerFunc{"ListStateMachineAliases": aliases, "DescribeStateMachineAlias": describe},
			0, 2, 1,
			"the versions of demo cannot be read: AccessDeniedException: no", "grant states:ListStateMachineVersions on " + arn,
		},
		"no aliases": {
			map[string]http.HandlerFunc{"ListStateMachineVersions": versions},
			1, 0, 0,
			"the aliases of demo cannot be read: AccessDeniedException: no", "grant states:ListStateMachineAliases on " + arn,
		},
		"no routes": {
			map[string]http.HandlerFunc{"ListStateMachineVersions": versions, "ListStateMachineAliases": aliases},
			1, 2, 0,
			"the routes of demo's aliases cannot be read: AccessDeniedException: no", "grant states:DescribeStateMachineAlias on " + arn + ":a",
		},
		"nothing": {
			nil, 0, 0, 0,
			"the versions of demo cannot be read: AccessDeniedException: no; the aliases of demo cannot be read: AccessDeniedException: no", "grant states:ListStateMachineVersions on " + arn,
		},
	} {
		t.Run(name, func(t *testing.T) {
			target, _ := connect(t, only(c.answers))
			q, err := target.Qualifiers(t.Context(), arn)
			if err == nil || err.Error() != c.text || !strings.HasPrefix(model.HintOf(err), c.hint) {
				t.Errorf("got %v, hint %q", err, model.HintOf(err))
			}
			if len(q.Versions) != c.versions || len(q.Aliases) != c.aliases || c.aliases > 0 && len(q.Aliases[1].Routes) != c.routes {
				t.Errorf("got %+v", q)
			}
		})
	}
}

func TestPagesAreFollowed(t *testing.T) {
	target, requests := connect(t, only(map[string]http.HandlerFunc{
		"ListStateMachineAliases": answer(200, `{"stateMachineAliases":[]}`),
		"ListStateMachineVersions": func(w http.ResponseWriter, r *http.Request) {
			var in struct{ NextToken string }
			if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
				t.Error(err)
			}
			// An empty page with a token is legal, and an empty token is none.
			body := map[string]string{
				"":  `{"stateMachineVersions":[{"stateMachineVersionArn":"` + arn + `:3"}],"nextToken":"a"}`,
				"a": `{"stateMachineVersions":[],"nextToken":"b"}`,
				"b": `{"stateMachineVersions":[{"stateMachineVersionArn":"` + arn + `:1"}],"nextToken":""}`,
			}[in.NextToken]
			answer(200, body)(w, r)
		},
	}))
	q, err := target.Qualifiers(t.Context(), arn)
	if err != nil || len(q.Versions) != 2 || q.Versions[1].ARN != arn+":1" || requests.Load() != 4 {
		t.Errorf("%+v, %v after %d requests", q, err, requests.Load())
	}
}

func TestAListThatNeverEndsIsLeft(t *testing.T) {
	page := 0
	for name, c := range map[string]struct {
		token func() string
		want  string
	}{
		"same token":  {func() string { return "again" }, "the service returned the same page token twice"},
		"other token": {func() string { page++; return strconv.Itoa(page) }, "the service returned more than 2000 pages"},
	} {
		t.Run(name, func(t *testing.T) {
			target, _ := connect(t, func(w http.ResponseWriter, r *http.Request) {
				answer(200, `{"stateMachines":[],"nextToken":"`+c.token()+`"}`)(w, r)
			})
			if _, err := target.Machines(t.Context()); err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestAnAliasWithoutRoutesIsNotDescribed(t *testing.T) {
	target, _ := connect(t, only(map[string]http.HandlerFunc{"DescribeStateMachineAlias": answer(200, `{}`)}))
	if _, err := target.Describe(t.Context(), arn+":PROD"); err == nil || !strings.Contains(err.Error(), "routes to no version") {
		t.Errorf("got %v", err)
	}
}

func TestAResponseThatIsTooBigIsNotHeld(t *testing.T) {
	target, _ := connect(t, func(w http.ResponseWriter, _ *http.Request) {
		blank := strings.Repeat(" ", 1<<20)
		for range 9 {
			if _, err := fmt.Fprint(w, blank); err != nil {
				return
			}
		}
		fmt.Fprint(w, `{"definition":"{}"}`)
	})
	if _, err := target.Describe(t.Context(), arn); err == nil || !strings.Contains(err.Error(), "more than 8388608 bytes") {
		t.Errorf("got %v", err)
	}
}
