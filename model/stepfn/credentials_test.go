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
	"sync/atomic"
	"testing"

	"expresso/model"
	"expresso/model/stepfn"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
)

// configure makes text the only AWS configuration there is, without credentials in the
// environment and with an instance metadata service that is asked at metadata.
func configure(t *testing.T, text, metadata string) {
	t.Helper()
	home := t.TempDir()
	file := filepath.Join(home, "config")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, pair := range os.Environ() {
		if key, _, _ := strings.Cut(pair, "="); strings.HasPrefix(key, "AWS_") {
			t.Setenv(key, "")
		}
	}
	t.Setenv("HOME", home)
	t.Setenv("AWS_CONFIG_FILE", file)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(home, "none"))
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata)
	t.Setenv("AWS_REGION", "eu-west-1")
}

// unsent checks that an error of Target.Start says that nothing ran.
func unsent(t *testing.T, err error, text, hint string) {
	t.Helper()
	var notStarted *model.NotStartedError
	if !errors.As(err, &notStarted) || !strings.Contains(err.Error(), text) || !strings.Contains(model.HintOf(err), hint) {
		t.Errorf("got %v, hint %q\nwant %s, hint %s", err, model.HintOf(err), text, hint)
	}
}

const arnInIreland = "arn:aws:states:eu-west-1:111111111111:stateMachine:demo"

func TestNoCredentials(t *testing.T) {
	const none = "no credentials for AWS: none found in the environment, the profile or an instance role"
	var asked atomic.Int32
	leave := make(chan struct{})
	hang := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		select {
		case <-leave:
		case <-r.Context().Done():
		}
	}))
	defer hang.Close()
	defer close(leave)
	refuse := httptest.NewServer(http.NotFoundHandler())
	defer refuse.Close()
	for name, metadata := range map[string]string{"metadata service hangs": hang.URL, "metadata service refuses": refuse.URL} {
		t.Run(name, func(t *testing.T) {
			configure(t, "", metadata)
			stderr := os.Stderr
			screen, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
			if err != nil {
				t.Fatal(err)
			}
			defer screen.Close()
			os.Stderr = screen
			defer func() { os.Stderr = stderr }()
			target, err := stepfn.Connect(t.Context(), stepfn.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := target.SignIn(t.Context()); err == nil || err.Error() != none {
				t.Errorf("signing in: %v", err)
			}
			_, err = target.Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
			unsent(t, err, none, "--profile")
			if written, err := os.ReadFile(screen.Name()); err != nil || len(written) > 0 {
				t.Errorf("the SDK wrote on the screen: %s, %v", written, err)
			}
		})
	}
	// In the second that each of the two questions may take, the SDK gives up every half.
	if n := asked.Load(); n > 6 {
		t.Errorf("the metadata service was asked %d times", n)
	}
}

func TestAnExpiredSSOSessionSaysHowToSignIn(t *testing.T) {
	for name, text := range map[string]string{
		"legacy":  "[profile work]\nsso_start_url = https://x.example/start\nsso_region = eu-west-1\nsso_account_id = 111111111111\nsso_role_name = dev\n",
		"session": "[profile work]\nsso_session = s\nsso_account_id = 111111111111\nsso_role_name = dev\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x.example/start\n",
	} {
		for _, through := range []string{"option", "environment"} {
			t.Run(name+" by "+through, func(t *testing.T) {
				configure(t, text, "http://127.0.0.1:1")
				options := stepfn.Options{Profile: "work"}
				if through == "environment" {
					options.Profile = ""
					t.Setenv("AWS_PROFILE", "work")
				}
				target, err := stepfn.Connect(t.Context(), options)
				if err != nil {
					t.Fatal(err)
				}
				_, err = target.Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
				unsent(t, err, "not signed in, or the SSO session has expired", "aws sso login --profile work")
			})
		}
	}
}

func TestHintsCanBePasted(t *testing.T) {
	configure(t, "[profile it's mine]\nrole_arn = arn:aws:iam::111111111111:role/dev\nmfa_serial = m\nsource_profile = it's mine\naws_access_key_id = a\naws_secret_access_key = s\n", "http://127.0.0.1:1")
	_, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "it's mine"})
	if hint := model.HintOf(err); !strings.Contains(hint, `--profile 'it'\''s mine' --format env`) {
		t.Errorf("%v, hint %q", err, hint)
	}
}

const mfaProfile = `[profile root]
aws_access_key_id = AKIDEXAMPLE
aws_secret_access_key = secret
[profile work]
role_arn = arn:aws:iam::111111111111:role/dev
mfa_serial = arn:aws:iam::111111111111:mfa/me
source_profile = root
`

// security is a security token service that takes one code.
func security(t *testing.T) (requests *[]url.Values) {
	t.Helper()
	requests = new([]url.Values)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Error(err)
		}
		*requests = append(*requests, form)
		w.Header().Set("Content-Type", "text/xml")
		if form.Get("TokenCode") != "123456" {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code.</Message></Error></ErrorResponse>`)
			return
		}
		fmt.Fprint(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_STS", server.URL)
	return requests
}

func TestARoleWithMFAAsksForTheCodeOnce(t *testing.T) {
	configure(t, mfaProfile, "http://127.0.0.1:1")
	requests := security(t)
	signed := ""
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed = r.Header.Get("Authorization")
		answer(200, `{"stateMachines":[]}`)(w, r)
	}))
	defer service.Close()
	asked := 0
	target, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work", Endpoint: service.URL, Token: func(context.Context, model.CodeRequest) (string, error) { asked++; return "123456", nil }})
	if err != nil {
		t.Fatal(err)
	}
	if asked != 0 {
		t.Error("connecting asked for a code: it sends nothing")
	}
	if err := target.SignIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := target.Machines(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 1 || len(*requests) != 1 || !strings.Contains(signed, "Credential=ASIAEXAMPLE/") {
		t.Errorf("asked %d times, %d requests to STS, signed with %s", asked, len(*requests), signed)
	}
	if form := (*requests)[0]; form.Get("SerialNumber") != "arn:aws:iam::111111111111:mfa/me" || form.Get("DurationSeconds") != "3600" {
		t.Errorf("asked STS for %v", form)
	}
}

func TestARoleWithMFAThatCannotBeAssumed(t *testing.T) {
	configure(t, mfaProfile, "http://127.0.0.1:1")
	security(t)
	_, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work"})
	if err == nil || !strings.Contains(err.Error(), "MFA code") || !strings.Contains(model.HintOf(err), "aws configure export-credentials --profile work") {
		t.Errorf("nobody to ask: %v, hint %q", err, model.HintOf(err))
	}
	for name, c := range map[string]struct {
		code       string
		err        error
		text, hint string
		asked      []bool // by each request, with whether the last code was refused
	}{
		"wrong code": {"000000", nil, "AccessDenied: MultiFactorAuthentication failed", "wait for the next one", []bool{false, true, true}},
		"no answer":  {"", errors.New("no code was given"), "no credentials for AWS: no code was given", "needs an MFA code", []bool{false}},
		"nobody":     {"", model.WithHint(errors.New("there is no terminal"), "use one"), "there is no terminal", "use one", []bool{false}},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []bool
			target, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work", Token: func(_ context.Context, r model.CodeRequest) (string, error) {
				asked = append(asked, r.Refused)
				return c.code, c.err
			}})
			if err != nil {
				t.Fatal(err)
			}
			_, err = target.Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
			unsent(t, err, c.text, c.hint)
			if _, err := target.Machines(t.Context()); err == nil || !strings.Contains(err.Error(), c.text) || strings.Contains(model.HintOf(err), "grant states") {
				t.Errorf("listing: %v, hint %q", err, model.HintOf(err))
			}
			if !slices.Equal(asked, append(c.asked, c.asked...)) {
				t.Errorf("two requests asked with %v", asked)
			}
		})
	}
}

// TestASecondCodeIsTaken has a first one that is refused.
func TestASecondCodeIsTaken(t *testing.T) {
	configure(t, mfaProfile, "http://127.0.0.1:1")
	requests := security(t)
	t.Setenv("AWS_PROFILE", "")
	t.Setenv("AWS_DEFAULT_PROFILE", "work") // as good as the option
	codes := []string{"000000", "123456"}
	target, err := stepfn.Connect(t.Context(), stepfn.Options{Token: func(_ context.Context, r model.CodeRequest) (string, error) {
		if r.Refused != (len(codes) == 1) {
			t.Errorf("%v with %v left", r.Refused, codes)
		}
		code := codes[0]
		codes = codes[1:]
		return code, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := target.SignIn(t.Context()); err != nil || len(*requests) != 2 || target.Info().Profile != "work" {
		t.Errorf("%v, %d requests, %+v", err, len(*requests), target.Info())
	}
}

// listing returns a service that lists nothing, and by which key it was asked last.
func listing(t *testing.T) (url string, key func() string) {
	var signed atomic.Value
	signed.Store("")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
		name, _, _ := strings.Cut(credential, "/")
		signed.Store(name)
		answer(200, `{"stateMachines":[]}`)(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() string { return signed.Load().(string) }
}

// TestNewKeysAreTakenUp replaces the keys in the file while a target is in use.
func TestNewKeysAreTakenUp(t *testing.T) {
	configure(t, "[profile work]\nregion = eu-west-1\n", "http://127.0.0.1:1")
	file := filepath.Join(t.TempDir(), "credentials")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", file)
	write := func(key string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(key), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("[work]\naws_access_key_id = AKIAOLD\naws_secret_access_key = s\n")
	url, key := listing(t)
	target, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work", Endpoint: url})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ text, key string }{
		{"", "AKIAOLD"},
		{"[work]\naws_access_key_id = AKIANEWER\naws_secret_access_key = s\n", "AKIANEWER"},
		{"[work]\naws_access_key_id = AKIAHALF\n", "AKIANEWER"}, // what is being written leaves what there was
		{"[work]\naws_access_key_id = AKIANEWEST\naws_secret_access_key = s\n", "AKIANEWEST"},
	} {
		if step.text != "" {
			write(step.text)
		}
		if _, err := target.Machines(t.Context()); err != nil || key() != step.key {
			t.Errorf("%v, signed by %s, want %s", err, key(), step.key)
		}
	}
}

func TestCredentialProcesses(t *testing.T) {
	url, key := listing(t)
	for name, c := range map[string]struct{ script, text, hint string }{
		"keys":    {`echo '{"Version":1,"AccessKeyId":"ASIAPROC","SecretAccessKey":"s"}'`, "", ""},
		"failing": {"echo 'log in to corp first' >&2; exit 1", "the credential process of profile work failed: exit status 1: log in to corp first", "credential_process of profile work"},
		"garbage": {"echo secret-token", "is not the JSON of a credential process", "credential_process of profile work"},
		"expired": {`echo '{"Version":1,"AccessKeyId":"ASIAPROC","SecretAccessKey":"s","Expiration":"2020-01-02T03:04:05Z"}'`, "the credentials expired at 2020-01-0", "credential_process of profile work"},
	} {
		t.Run(name, func(t *testing.T) {
			script := filepath.Join(t.TempDir(), "process")
			if err := os.WriteFile(script, []byte(c.script), 0o600); err != nil {
				t.Fatal(err)
			}
			configure(t, "[profile work]\ncredential_process = /bin/sh "+script+"\n", "http://127.0.0.1:1")
			target, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work", Endpoint: url})
			if err != nil {
				t.Fatal(err)
			}
			_, err = target.Machines(t.Context())
			switch {
			case c.text == "":
				if err != nil || key() != "ASIAPROC" {
					t.Errorf("%v, signed by %s", err, key())
				}
			case err == nil || !strings.Contains(err.Error(), c.text) || !strings.Contains(model.HintOf(err), c.hint) || strings.Contains(err.Error(), "secret-token"):
				t.Errorf("%v, hint %q", err, model.HintOf(err))
			}
		})
	}
}

// TestHintsByKind has what each kind of profile needs when its keys have expired.
func TestHintsByKind(t *testing.T) {
	for name, c := range map[string]struct {
		config string
		kind   stepfn.Kind
		hint   string
	}{
		"keys":    {"aws_access_key_id = a\naws_secret_access_key = s", stepfn.Keys, "put new keys for profile work into"},
		"SSO":     {"sso_session = s\nsso_account_id = 222222222222\nsso_role_name = dev\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x.example/start", stepfn.SSO, "aws sso login --profile work"},
		"role":    {"role_arn = arn:aws:iam::222222222222:role/r\nsource_profile = base\n[profile base]\nsso_session = s\nsso_account_id = 111111111111\nsso_role_name = dev\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x.example/start", stepfn.SSO, "aws sso login --profile base"},
		"login":   {"login_session = arn:aws:iam::222222222222:user/me", stepfn.Login, "aws login --profile work"},
		"process": {"credential_process = /bin/true", stepfn.Process, "credential_process of profile work"},
		"web":     {"role_arn = arn:aws:iam::222222222222:role/r\nweb_identity_token_file = /nowhere", stepfn.WebIdentity, "web_identity_token_file of profile work"},
		"none":    {"region = eu-west-1", stepfn.Instance, "--profile"},
	} {
		t.Run(name, func(t *testing.T) {
			configure(t, "[profile work]\n"+c.config+"\n", "http://127.0.0.1:1")
			p, err := stepfn.ReadProfile(t.Context(), "work")
			if err != nil || p.Kind != c.kind {
				t.Errorf("%+v, %v", p, err)
			}
			if command := strings.Join(p.SignIn(), " "); (c.kind == stepfn.SSO || c.kind == stepfn.Login) && command != c.hint || command != "" && !strings.HasPrefix(c.hint, "aws ") {
				t.Errorf("signs in with %q", command)
			}
			if known := p.Account; (c.kind == stepfn.SSO || c.kind == stepfn.Login) && known != "222222222222" {
				t.Errorf("account %q", known)
			}
			server := httptest.NewServer(answer(400, `{"__type":"ExpiredTokenException","message":"expired"}`))
			defer server.Close()
			target := stepfn.New(sfn.New(sfn.Options{Region: "eu-west-1", Credentials: aws.AnonymousCredentials{}, BaseEndpoint: &server.URL}), model.Info{Name: "aws", Profile: "work"}, nil)
			_, err = target.Machines(t.Context())
			if hint := model.HintOf(err); err == nil || !strings.Contains(hint, c.hint) {
				t.Errorf("%v, hint %q", err, hint)
			}
		})
	}
}

func TestChainsOfProfilesThatLeadNowhere(t *testing.T) {
	for name, c := range map[string]struct{ config, text string }{
		"missing": {"[profile work]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = nosuch\n", `unknown AWS profile "nosuch", which source_profile names (work → nosuch)`},
		"loop":    {"[profile work]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = b\n[profile b]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = work\n", "no credentials from source_profile: work → b → work"},
		"empty":   {"[profile work]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = b\n[profile b]\nregion = eu-west-1\n", "no credentials from source_profile: work → b"},
	} {
		t.Run(name, func(t *testing.T) {
			configure(t, c.config, "http://127.0.0.1:1")
			if _, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work"}); err == nil || err.Error() != c.text {
				t.Errorf("%v\nwant %s", err, c.text)
			}
		})
	}
}

func TestProfilesThatCannotBeAssumed(t *testing.T) {
	configure(t, strings.Replace(mfaProfile, "mfa_serial", "# ", 1), "http://127.0.0.1:1")
	for code, hint := range map[string]string{"AccessDenied": "role_arn", "ExpiredToken": "put new keys for profile root into", "InvalidClientTokenId": "put new keys for profile root into"} {
		t.Run(code, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprintf(w, `<ErrorResponse><Error><Code>%s</Code><Message>no</Message></Error></ErrorResponse>`, code)
			}))
			defer server.Close()
			t.Setenv("AWS_ENDPOINT_URL_STS", server.URL)
			target, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work"})
			if err != nil {
				t.Fatal(err)
			}
			_, err = target.Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
			unsent(t, err, "the role of the profile cannot be assumed: "+code+": no", hint)
		})
	}
}
