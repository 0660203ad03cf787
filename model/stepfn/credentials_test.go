package stepfn_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"expresso/model"
	"expresso/model/stepfn"
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
	const none = "no credentials for AWS: there are none in the environment, in the profile, or from an instance role"
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
				unsent(t, err, "the SSO session has expired or there is none", "aws sso login --profile work")
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
	target, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work", Endpoint: service.URL, Token: func() (string, error) { asked++; return "123456", nil }})
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
		token      func() (string, error)
		text, hint string
	}{
		"wrong code": {func() (string, error) { return "000000", nil }, "AccessDenied: MultiFactorAuthentication failed", "wait for the next code"},
		"no answer":  {func() (string, error) { return "", errors.New("no code was given") }, "no credentials for AWS: no code was given", "--profile"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			target, err := stepfn.Connect(t.Context(), stepfn.Options{Profile: "work", Token: func() (string, error) { asked++; return c.token() }})
			if err != nil {
				t.Fatal(err)
			}
			_, err = target.Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
			unsent(t, err, c.text, c.hint)
			if _, err := target.Machines(t.Context()); err == nil || !strings.Contains(err.Error(), c.text) || strings.Contains(model.HintOf(err), "grant states") {
				t.Errorf("listing: %v, hint %q", err, model.HintOf(err))
			}
			if asked != 2 {
				t.Errorf("asked %d times by two requests", asked)
			}
		})
	}
}

func TestProfilesThatCannotBeAssumed(t *testing.T) {
	configure(t, strings.Replace(mfaProfile, "mfa_serial", "# ", 1), "http://127.0.0.1:1")
	for code, hint := range map[string]string{"AccessDenied": "role_arn", "ExpiredToken": "aws sso login --profile work", "InvalidClientTokenId": "aws sso login --profile work"} {
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
