package stepfn_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/stepfn"
)

const arn = "arn:aws:states:us-east-1:111111111111:stateMachine:demo"

// connect returns a target over a server that answers every request with handler, and a
// count of the requests that arrived.
func connect(t *testing.T, handler http.HandlerFunc) (*stepfn.Target, *atomic.Int32) {
	t.Helper()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	return dial(t, server.URL), &requests
}

func dial(t *testing.T, url string) *stepfn.Target {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
	target, err := stepfn.Connect(t.Context(), stepfn.Options{Endpoint: url, Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func refusal(code string) string {
	return `{"__type":"com.amazonaws.swf.service.v2.model#` + code + `","message":"no"}`
}

func TestStartIsSentOnceWhateverHappens(t *testing.T) {
	hangUp := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	}
	for name, c := range map[string]struct {
		handler    http.HandlerFunc
		notStarted bool
	}{
		"500":         {answer(500, refusal("InternalFailure")), false},
		"503":         {answer(503, refusal("ServiceUnavailable")), false},
		"hang up":     {hangUp, false},
		"cut short":   {answer(200, `{"executionArn":`), false},
		"throttled":   {answer(400, refusal("ThrottlingException")), true},
		"denied":      {answer(400, refusal("AccessDeniedException")), true},
		"no machine":  {answer(400, refusal("StateMachineDoesNotExist")), true},
		"bad request": {answer(400, refusal("ValidationException")), true},
	} {
		t.Run(name, func(t *testing.T) {
			target, requests := connect(t, c.handler)
			_, err := target.Start(t.Context(), model.Request{Machine: arn, Input: "{}"})
			if err == nil {
				t.Fatal("no error")
			}
			if n := requests.Load(); n != 1 {
				t.Errorf("the server saw %d requests, want 1", n)
			}
			var notStarted *model.NotStartedError
			if got := errors.As(err, &notStarted); got != c.notStarted {
				t.Errorf("NotStartedError: %t, want %t: %v", got, c.notStarted, err)
			}
		})
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	for code, hint := range map[string]string{
		"AccessDeniedException":       "grant states:StartSyncExecution on " + arn,
		"ExpiredTokenException":       "set new keys in the environment",
		"UnrecognizedClientException": "set new keys in the environment",
		"ThrottlingException":         "safe to run it again",
		"StateMachineDoesNotExist":    "expresso machines",
	} {
		t.Run(code, func(t *testing.T) {
			target, _ := connect(t, answer(400, refusal(code)))
			_, err := target.Start(t.Context(), model.Request{Machine: arn, Input: "{}"})
			if got := model.HintOf(err); !strings.Contains(got, hint) {
				t.Errorf("hint %q does not hold %q", got, hint)
			}
			if !strings.Contains(err.Error(), code) {
				t.Errorf("error %q does not name %s", err, code)
			}
		})
	}
}

func TestRegionMismatchIsNotSent(t *testing.T) {
	target, requests := connect(t, answer(200, "{}"))
	_, err := target.Start(t.Context(), model.Request{Machine: model.ARN(strings.Replace(arn, "us-east-1", "eu-west-1", 1)), Input: "{}"})
	var notStarted *model.NotStartedError
	if !errors.As(err, &notStarted) || !strings.Contains(model.HintOf(err), "--region eu-west-1") {
		t.Errorf("got %v, hint %q", err, model.HintOf(err))
	}
	if requests.Load() != 0 {
		t.Error("the request was sent")
	}
}

func TestUnreachableEndpointDidNotStart(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := dial(t, server.URL).Start(t.Context(), model.Request{Machine: arn, Input: "{}"})
	var notStarted *model.NotStartedError
	if !errors.As(err, &notStarted) || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("got %v", err)
	}
}

func TestGivenUpIsNoAnswer(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	target, requests := connect(t, func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-release
	})
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-arrived
		cancel(model.ErrStoppedWaiting)
	}()
	_, err := target.Start(ctx, model.Request{Machine: arn, Input: "{}"})
	var notStarted *model.NotStartedError
	if err == nil || errors.As(err, &notStarted) {
		t.Errorf("got %v, want an error that leaves open whether it ran", err)
	}
	if requests.Load() != 1 {
		t.Errorf("the server saw %d requests", requests.Load())
	}
}

func TestAnswerIsTakenWhole(t *testing.T) {
	const body = `{"executionArn":"arn:aws:states:us-east-1:111111111111:express:demo:n:u","name":"n",` +
		`"startDate":1.721709848530E9,"stopDate":1721709848.942,"status":"FAILED","error":"Oops","cause":"because",` +
		`"billingDetails":{"billedDurationInMilliseconds":500,"billedMemoryUsedInMB":64},"surprise":[1]}`
	var host, target string
	tg, _ := connect(t, func(w http.ResponseWriter, r *http.Request) {
		host, target = r.Host, r.Header.Get("X-Amz-Target")
		answer(200, body)(w, r)
	})
	run, err := tg.Start(t.Context(), model.Request{Machine: arn, Input: "{}"})
	if err != nil {
		t.Fatal(err)
	}
	if run.Status != model.Failed || run.Error != "Oops" || run.Cause != "because" ||
		run.Billing != (model.Billing{Duration: 500 * time.Millisecond, MemoryMB: 64}) || run.Raw != body {
		t.Errorf("got %+v", run)
	}
	if d := run.Duration(); d != 412*time.Millisecond {
		t.Errorf("ran %s, want 412ms", d)
	}
	if strings.HasPrefix(host, "sync-") || target != "AWSStepFunctions.StartSyncExecution" {
		t.Errorf("sent to host %q with target %q", host, target)
	}
}

func TestReadsKeepTheirRetries(t *testing.T) {
	var calls atomic.Int32
	target, requests := connect(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			answer(500, refusal("InternalFailure"))(w, r)
			return
		}
		answer(200, `{"stateMachines":[{"stateMachineArn":"`+arn+`","name":"demo","type":"EXPRESS","creationDate":1}]}`)(w, r)
	})
	machines, err := target.Machines(t.Context())
	if err != nil || len(machines) != 1 || requests.Load() != 2 {
		t.Errorf("%v, %v after %d requests", machines, err, requests.Load())
	}
	if target.Info().Account != "111111111111" {
		t.Errorf("account %q", target.Info().Account)
	}
}

func TestConnectSaysWhatIsMissing(t *testing.T) {
	for _, key := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SFN"} {
		t.Setenv(key, "")
	}
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
	for name, c := range map[string]struct {
		options stepfn.Options
		want    string
	}{
		"no region":    {stepfn.Options{}, "no AWS region"},
		"no profile":   {stepfn.Options{Profile: "ghost"}, `unknown AWS profile "ghost"`},
		"bad endpoint": {stepfn.Options{Endpoint: "localhost:8083"}, "not an endpoint URL"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stepfn.Connect(t.Context(), c.options)
			if err == nil || !strings.Contains(err.Error(), c.want) || model.HintOf(err) == "" {
				t.Errorf("got %v, hint %q", err, model.HintOf(err))
			}
		})
	}
}
