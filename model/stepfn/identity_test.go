package stepfn_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/stepfn"
)

// tokens is a security token service that notes what it is asked and by whose key.
type tokens struct {
	url   string
	mu    sync.Mutex
	asked []string // operation and key
	lasts time.Duration
	fails string // error code of GetCallerIdentity, "" for none
}

func tokenService(t *testing.T) *tokens {
	t.Helper()
	s := &tokens{lasts: time.Hour}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, strings.TrimSpace(form.Get("Action")+" "+keyOf(r)+" "+form.Get("TokenCode")))
		w.Header().Set("Content-Type", "text/xml")
		if form.Get("Action") == "GetCallerIdentity" {
			if s.fails != "" {
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprintf(w, `<ErrorResponse><Error><Code>%s</Code><Message>no</Message></Error></ErrorResponse>`, s.fails)
				return
			}
			fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/anna</Arn><UserId>U</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
			return
		}
		fmt.Fprintf(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>%s</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
			time.Now().Add(s.lasts).UTC().Format(time.RFC3339))
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	t.Setenv("AWS_ENDPOINT_URL_STS", server.URL)
	return s
}

func (s *tokens) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// keyOf is the access key that a request is signed with.
func keyOf(r *http.Request) string {
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	name, _, _ := strings.Cut(credential, "/")
	return name
}

const staticProfile = "[profile work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = s\n"

func opened(t *testing.T, o stepfn.Options) *stepfn.Target {
	t.Helper()
	target, err := stepfn.Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func TestIdentity(t *testing.T) {
	configure(t, staticProfile, "http://127.0.0.1:1")
	service := tokenService(t)
	url, _ := listing(t)
	target := opened(t, stepfn.Options{Profile: "work", Endpoint: url})
	if asked := service.all(); len(asked) != 0 {
		t.Errorf("connecting asked %q", asked)
	}
	got, err := target.Credentials().Identity(t.Context())
	if err != nil || got.Account != "111122223333" || got.Name() != "Dev/anna" || target.Info().Account != "111122223333" {
		t.Errorf("%+v, named %s, %v; the account is %q", got, got.Name(), err, target.Info().Account)
	}
	if asked := service.all(); !slices.Equal(asked, []string{"GetCallerIdentity AKIAWORK"}) {
		t.Errorf("asked %q", asked)
	}
	from := target.Credentials().Source()
	if from.Name() != "profile work, keys" || from.Code || from.Process || from.Command != nil {
		t.Errorf("%+v", from)
	}

	service.fails = "InvalidClientTokenId"
	var refused *model.CredentialsError
	if _, err := target.Credentials().Identity(t.Context()); !errors.As(err, &refused) || !strings.Contains(model.HintOf(err), "put new keys for profile work") {
		t.Errorf("refused keys: %v, hint %q", err, model.HintOf(err))
	}
	service.fails = "ServiceUnavailable"
	if _, err := target.Credentials().Identity(t.Context()); err == nil || errors.As(err, new(*model.CredentialsError)) {
		t.Errorf("no answer: %v", err)
	}
}

// An emulator's keys are never shown to AWS.
func TestIdentityBesideAnEmulator(t *testing.T) {
	configure(t, staticProfile, "http://127.0.0.1:1")
	url, _ := listing(t)
	target := opened(t, stepfn.Options{Profile: "work", Endpoint: url})
	var asked int
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer proxy.Close()
	t.Setenv("HTTPS_PROXY", proxy.URL)
	var refused *model.CredentialsError
	if got, err := target.Credentials().Identity(t.Context()); err == nil || errors.As(err, &refused) || got != (model.Identity{}) || asked != 0 {
		t.Errorf("%+v, %v, asked %d times", got, err, asked)
	}
	if opened(t, stepfn.Options{Endpoint: url}).Credentials() != nil {
		t.Error("an endpoint on this machine without a profile has credentials")
	}
}

func TestNames(t *testing.T) {
	for arn, name := range map[string]string{
		"arn:aws:sts::111122223333:assumed-role/Deploy/ci-17":                                    "Deploy/ci-17",
		"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Power_Users_0123456789abcdef/a@x": "Power_Users/a@x",
		"arn:aws:iam::111122223333:user/team/ci":                                                 "user/team/ci",
		"arn:aws:iam::111122223333:root":                                                         "root",
		"":                                                                                       "",
	} {
		if got := (model.Identity{ARN: model.ARN(arn)}).Name(); got != name {
			t.Errorf("%s is %q, want %q", arn, got, name)
		}
	}
}

// script writes a credential process, and returns the line that runs it.
func script(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "process")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return "/bin/sh " + name
}

const keysOfProcess = `echo '{"Version":1,"AccessKeyId":"ASIAPROC","SecretAccessKey":"s"}'`

// A role, or a role of a role, whose first keys are those of a process.
func TestProcessesBehindRoles(t *testing.T) {
	for name, c := range map[string]struct {
		script, profile string
		asked           []string
		key, text       string
	}{
		"role":    {keysOfProcess, "", []string{"AssumeRole ASIAPROC"}, "ASIAROLE", ""},
		"MFA":     {keysOfProcess, "mfa_serial = m\n", []string{"AssumeRole ASIAPROC 123456"}, "ASIAROLE", ""},
		"chain":   {keysOfProcess, "chain", []string{"AssumeRole ASIAPROC", "AssumeRole ASIAROLE"}, "ASIAROLE", ""},
		"telling": {"echo 'corp refused AKIAIOSFODNN7EXAMPLE, token=abcdefgh12345678' >&2; exit 1", "", nil, "", "the credential process of profile base failed: exit status 1: corp refused masked-1, token=masked-2"},
		"failing": {"echo 'log in to corp first' >&2; exit 1", "", nil, "", "the credential process of profile base failed: exit status 1: log in to corp first"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "[profile base]\ncredential_process = " + script(t, c.script) + "\n[profile work]\nrole_arn = arn:aws:iam::111111111111:role/dev\n"
			if c.profile == "chain" {
				text += "source_profile = middle\n[profile middle]\nrole_arn = arn:aws:iam::111111111111:role/middle\n" + "source_profile = base\n"
			} else {
				text += c.profile + "source_profile = base\n"
			}
			configure(t, text, "http://127.0.0.1:1")
			service := tokenService(t)
			url, key := listing(t)
			stderr := os.Stderr
			screen, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
			if err != nil {
				t.Fatal(err)
			}
			defer screen.Close()
			os.Stderr = screen
			defer func() { os.Stderr = stderr }()
			target := opened(t, stepfn.Options{Profile: "work", Endpoint: url, Token: func(context.Context, model.CodeRequest) (string, error) { return "123456", nil }})
			_, err = target.Machines(t.Context())
			if c.text == "" && err != nil || c.text != "" && (err == nil || err.Error() != c.text) || key() != c.key || !slices.Equal(service.all(), c.asked) {
				t.Errorf("%v, signed by %q, asked %q", err, key(), service.all())
			}
			if from := target.Credentials().Source(); !from.Process || from.Name() != "profile work, role from credential process" || from.Role != "arn:aws:iam::111111111111:role/dev" {
				t.Errorf("%+v", from)
			}
			if written, err := os.ReadFile(screen.Name()); err != nil || len(written) > 0 {
				t.Errorf("on the screen: %q, %v", written, err)
			}
		})
	}
}

// A process that takes its time is told of, and ends when nobody waits any more.
func TestStopWaitingForAProcess(t *testing.T) {
	alive := filepath.Join(t.TempDir(), "alive")
	configure(t, "[profile work]\ncredential_process = "+script(t, "mkfifo "+alive+"; exec 3<>"+alive+"; (read line <"+alive+") & wait")+"\n", "http://127.0.0.1:1")
	url, _ := listing(t)
	target := opened(t, stepfn.Options{Profile: "work", Endpoint: url})
	from := target.Credentials()
	if state := from.State(); state.Awaits != "" {
		t.Errorf("awaits %q", state.Awaits)
	}
	ended := make(chan error, 2)
	for range 2 {
		go func() { _, err := target.Machines(t.Context()); ended <- err }()
	}
	for {
		if _, err := os.Stat(alive); err == nil {
			break
		}
		<-time.After(time.Millisecond)
	}
	if state := from.State(); state.Awaits != "the credential process of profile work" || state.Since.IsZero() {
		t.Errorf("%+v", state)
	}
	from.Stop()
	for range 2 {
		var refused *model.CredentialsError
		if err := <-ended; !errors.As(err, &refused) || !refused.Left || err.Error() != "stopped waiting for the credential process of profile work" {
			t.Errorf("%v", err)
		}
	}
	// Nobody reads there any more when its child has ended too.
	for {
		pipe, err := os.OpenFile(alive, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			break
		}
		_ = pipe.Close()
		<-time.After(time.Millisecond)
	}
	if state := from.State(); state.Awaits != "" {
		t.Errorf("still awaits %q", state.Awaits)
	}
}

// In the workbench a start does not wait for a code: whoever gives it would send the run.
func TestAStartDoesNotWaitForACode(t *testing.T) {
	configure(t, mfaProfile, "http://127.0.0.1:1")
	service := tokenService(t)
	var sent int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent++
		answer(200, `{"executionArn":"x","startDate":1,"stopDate":2,"status":"SUCCEEDED","output":"{}"}`)(w, r)
	}))
	defer server.Close()
	asked := []model.CodeRequest{}
	target := opened(t, stepfn.Options{
		Profile: "work", Endpoint: server.URL, Apart: func() bool { return true },
		Token: func(_ context.Context, r model.CodeRequest) (string, error) {
			asked = append(asked, r)
			return "123456", nil
		},
	})
	start := func() error {
		_, err := target.Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
		return err
	}
	err := start()
	unsent(t, err, "needs an MFA code", "enter the MFA code")
	var refused *model.CredentialsError
	if !errors.As(err, &refused) || !refused.NeedsCode || len(asked) != 0 || sent != 0 || len(service.all()) != 0 {
		t.Errorf("%v; asked for %v, %d sent", err, asked, sent)
	}
	if _, err := target.Credentials().Identity(t.Context()); err != nil || !slices.Equal(asked, []model.CodeRequest{{Profile: "work", Device: "arn:aws:iam::111111111111:mfa/me"}}) {
		t.Errorf("%v, asked for %+v", err, asked)
	}
	if err := start(); err != nil || sent != 1 || len(asked) != 1 {
		t.Errorf("%v, %d sent", err, sent)
	}
	target.Credentials().Reload()
	unsent(t, start(), "needs an MFA code", "enter the MFA code")
}

// ssoToken writes the token of a session that lasts so long.
func ssoToken(t *testing.T, lasts time.Duration, more string) {
	t.Helper()
	dir := filepath.Join(os.Getenv("HOME"), ".aws", "sso", "cache")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	const session = "a0f1490a20d0211c997b44bc357e1972deab8ae3" // SHA-1 of s
	text := fmt.Sprintf(`{"accessToken": "ACCESS", "expiresAt": %q%s}`, time.Now().Add(lasts).UTC().Format(time.RFC3339), more)
	if err := os.WriteFile(filepath.Join(dir, session+".json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestExpiry(t *testing.T) {
	const role = "[profile work]\nrole_arn = arn:aws:iam::111111111111:role/dev\nsource_profile = base\n[profile base]\n"
	const keys = "aws_access_key_id = AKIABASE\naws_secret_access_key = s\n"
	const sso = "[profile work]\nsso_session = s\nsso_account_id = 111111111111\nsso_role_name = dev\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x.example/start\n"
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","expiration":%d}}`, time.Now().Add(time.Hour).UnixMilli())
	}))
	defer portal.Close()
	for name, c := range map[string]struct {
		config  string
		env     map[string]string
		token   func()
		lasts   time.Duration // 0 for ever
		renewed bool
	}{
		"keys":                {staticProfile, nil, nil, 0, false},
		"role":                {role + keys, nil, nil, time.Hour, true},
		"role with MFA":       {mfaProfile, nil, nil, time.Hour, false},
		"environment":         {"", map[string]string{"AWS_ACCESS_KEY_ID": "ASIAENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_CREDENTIAL_EXPIRATION": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)}, nil, time.Hour, false},
		"environment, no end": {"", map[string]string{"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"}, nil, 0, false},
		"process": {
			"[profile work]\ncredential_process = " + script(t, `echo "{\"Version\":1,\"AccessKeyId\":\"ASIAPROC\",\"SecretAccessKey\":\"s\",\"Expiration\":\"$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v+1H +%Y-%m-%dT%H:%M:%SZ)\"}"`) + "\n",
			nil, nil, time.Hour, true,
		},
		"SSO, a session that ends before":  {sso, nil, func() { ssoToken(t, 30*time.Minute, "") }, time.Hour, false},
		"SSO, a session that lasts longer": {sso, nil, func() { ssoToken(t, 8*time.Hour, "") }, time.Hour, true},
		"SSO, a session that is refreshed": {sso, nil, func() {
			ssoToken(t, 30*time.Minute, `, "refreshToken": "R", "clientId": "c", "clientSecret": "cs"`)
		}, time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			configure(t, c.config, "http://127.0.0.1:1")
			tokenService(t)
			t.Setenv("AWS_ENDPOINT_URL_SSO", portal.URL)
			for k, v := range c.env {
				t.Setenv(k, v)
			}
			if c.token != nil {
				c.token()
			}
			url, _ := listing(t)
			o := stepfn.Options{Endpoint: url, Token: func(context.Context, model.CodeRequest) (string, error) { return "123456", nil }}
			if c.config != "" {
				o.Profile = "work"
			}
			target := opened(t, o)
			if _, err := target.Machines(t.Context()); err != nil {
				t.Fatal(err)
			}
			state := target.Credentials().State()
			rest := time.Until(state.Expires)
			if c.lasts == 0 && !state.Expires.IsZero() || c.lasts > 0 && (rest > c.lasts || rest < c.lasts-time.Minute || state.Renews != c.renewed) {
				t.Errorf("%+v, in %v", state, rest)
			}
		})
	}
}

// Keys that the service calls expired are, whatever is known of them, until they are read again.
func TestExpiredByTheService(t *testing.T) {
	configure(t, strings.Replace(staticProfile, "\n", "\nregion = eu-west-1\n", 1), "http://127.0.0.1:1")
	expired := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if expired {
			answer(400, `{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}`)(w, r)
			return
		}
		answer(200, `{"stateMachines":[]}`)(w, r)
	}))
	defer server.Close()
	target := opened(t, stepfn.Options{Profile: "work", Endpoint: server.URL})
	var refused *model.CredentialsError
	if _, err := target.Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"}); !errors.As(err, &refused) || refused.Left || refused.NeedsCode {
		t.Errorf("%v", err)
	}
	if state := target.Credentials().State(); state.Expires.IsZero() || time.Until(state.Expires) > 0 || state.Renews {
		t.Errorf("%+v", state)
	}
	expired = false
	target.Credentials().Reload()
	if _, err := target.Machines(t.Context()); err != nil {
		t.Error(err)
	}
	if state := target.Credentials().State(); !state.Expires.IsZero() {
		t.Errorf("after reading the files again: %+v", state)
	}
}

// In a container the keys are the container's, beside an endpoint of one's own too.
func TestContainerCredentialsBesideAnEndpoint(t *testing.T) {
	configure(t, "", "http://127.0.0.1:1")
	token := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token = r.Header.Get("Authorization")
		fmt.Fprintf(w, `{"AccessKeyId":"ASIAECS","SecretAccessKey":"s","Token":"t","Expiration":%q}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	}))
	defer server.Close()
	t.Setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.URL+"/keys")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "secret")
	for name, through := range map[string]func(string) stepfn.Options{
		"option":      func(url string) stepfn.Options { return stepfn.Options{Endpoint: url} },
		"environment": func(url string) stepfn.Options { t.Setenv("AWS_ENDPOINT_URL_SFN", url); return stepfn.Options{} },
	} {
		t.Run(name, func(t *testing.T) {
			url, key := listing(t)
			target := opened(t, through(url))
			if _, err := target.Machines(t.Context()); err != nil || key() != "ASIAECS" || token != "secret" {
				t.Errorf("%v, signed by %s with %q", err, key(), token)
			}
			if from := target.Credentials().Source(); from.Kind != string(stepfn.Instance) || !target.Credentials().State().Renews {
				t.Errorf("%+v, %+v", from, target.Credentials().State())
			}
		})
	}
}

// What IAM Identity Center and STS answer: whether it helps to sign in again.
func TestRefusalsOfCredentials(t *testing.T) {
	const sso = "[profile work]\nsso_session = s\nsso_account_id = 111111111111\nsso_role_name = dev\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x.example/start\n"
	for name, c := range map[string]struct {
		code, text string
		status     int
		denied     bool
	}{
		"session": {"UnauthorizedException", "not signed in, or the SSO session has expired", 401, false},
		"role":    {"ForbiddenException", "no access to role dev in account 111111111111", 403, true},
		"busy":    {"TooManyRequestsException", "IAM Identity Center returned no credentials: TooManyRequestsException: no", 429, false},
	} {
		for _, through := range []string{"", "role_arn = arn:aws:iam::111111111111:role/r\nsource_profile = work\n"} {
			t.Run(name+through, func(t *testing.T) {
				configure(t, sso+"[profile role]\n"+through, "http://127.0.0.1:1")
				tokenService(t)
				ssoToken(t, time.Hour, "")
				portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("X-Amzn-ErrorType", c.code)
					w.WriteHeader(c.status)
					fmt.Fprint(w, `{"message":"no"}`)
				}))
				defer portal.Close()
				t.Setenv("AWS_ENDPOINT_URL_SSO", portal.URL)
				t.Setenv("AWS_MAX_ATTEMPTS", "1")
				profile := "work"
				if through != "" {
					profile = "role"
				}
				_, err := opened(t, stepfn.Options{Profile: profile}).Machines(t.Context())
				var refused *model.CredentialsError
				if !errors.As(err, &refused) || err.Error() != c.text || refused.Denied != c.denied || refused.Passing != (name == "busy") {
					t.Errorf("%v, denied %v", err, refused != nil && refused.Denied)
				}
			})
		}
	}
	configure(t, strings.Replace(mfaProfile, "mfa_serial", "# ", 1), "http://127.0.0.1:1")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`)
	}))
	defer server.Close()
	t.Setenv("AWS_ENDPOINT_URL_STS", server.URL)
	var refused *model.CredentialsError
	if _, err := opened(t, stepfn.Options{Profile: "work"}).Machines(t.Context()); !errors.As(err, &refused) || !refused.Denied {
		t.Errorf("a role that may not be assumed: %v", err)
	}
}

// What is known of the credentials follows the answer to the request that was sent last: keys that were
// called expired and taken later are good, whatever answer arrives late.
func TestTheNewestAnswerDecides(t *testing.T) {
	configure(t, staticProfile, "http://127.0.0.1:1")
	service := tokenService(t)
	gate := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case strings.Contains(string(body), "late"):
			<-gate
		case strings.Contains(string(body), "expired"):
			answer(400, `{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}`)(w, r)
			return
		case strings.Contains(string(body), "denied"):
			answer(400, `{"__type":"AccessDeniedException","message":"no"}`)(w, r)
			return
		}
		answer(200, `{"executionArn":"x","startDate":1,"stopDate":2,"status":"SUCCEEDED","output":"{}"}`)(w, r)
	}))
	defer server.Close()
	target := opened(t, stepfn.Options{Profile: "work", Region: "eu-west-1", Endpoint: server.URL})
	from := target.Credentials()
	start := func(input string) {
		_, _ = target.Start(t.Context(), model.Request{Machine: arnInIreland, Input: input})
	}
	expired := func(when string, want bool) {
		t.Helper()
		state := from.State()
		if got := !state.Expires.IsZero(); got != want || state.Accepted.IsZero() != want {
			t.Errorf("%s: %+v", when, state)
		}
	}
	start(`"good"`)
	expired("at first", false)
	first := from.State().Changes
	late := make(chan struct{})
	go func() { defer close(late); start(`"late"`) }()
	for len(service.all()) == 0 { // it is on its way when this is
		_, _ = from.Identity(t.Context())
	}
	start(`"expired"`)
	expired("called expired", true)
	close(gate)
	<-late
	expired("a run from before has ended", true)
	start(`"good"`)
	expired("taken again", false)
	if changes := from.State().Changes; changes == first {
		t.Error("whose they are is not asked again")
	}
	start(`"expired"`)
	start(`"denied"`)
	expired("known, though denied", false)

	// What the environment says of their end is disproved too.
	t.Setenv("AWS_ACCESS_KEY_ID", "ASIAENV")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	t.Setenv("AWS_CREDENTIAL_EXPIRATION", time.Now().Add(-time.Hour).UTC().Format(time.RFC3339))
	target = opened(t, stepfn.Options{Region: "eu-west-1", Endpoint: server.URL})
	from = target.Credentials()
	start(`"good"`)
	expired("longer than the environment says", false)
}

// The account is that of the keys of now.
func TestTheAccountFollowsTheKeys(t *testing.T) {
	configure(t, staticProfile, "http://127.0.0.1:1")
	tokenService(t)
	server := httptest.NewServer(answer(200, `{"stateMachines":[{"stateMachineArn":"arn:aws:states:us-east-1:999999999999:stateMachine:old","name":"old","type":"EXPRESS","creationDate":1}]}`))
	defer server.Close()
	target := opened(t, stepfn.Options{Profile: "work", Endpoint: server.URL})
	if _, err := target.Machines(t.Context()); err != nil || target.Info().Account != "999999999999" {
		t.Fatal(err, target.Info().Account)
	}
	if _, err := target.Credentials().Identity(t.Context()); err != nil || target.Info().Account != "111122223333" {
		t.Error(err, target.Info().Account)
	}
}
