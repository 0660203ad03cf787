package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/store"
)

// keysOf are the lines of a profile with keys.
func keysOf(id string) string {
	return "aws_access_key_id = " + id + "\naws_secret_access_key = " + secrets["key of a profile"] + "\nregion = us-east-1\n"
}

// role are the lines of a profile that assumes a role.
func role(name, more string) string {
	return "role_arn = arn:aws:iam::111111111111:role/" + name + "\nregion = us-east-1\n" + more + "\n"
}

const sso = "sso_account_id = 111111111111\nsso_role_name = dev\nregion = us-east-1\n"

// session is a profile that signs in with IAM Identity Center.
const session = "[profile work]\nsso_session = corp\n" + sso + "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n"

// ssoToken is what `aws sso login` leaves behind.
func ssoToken(expires, more string) string {
	return fmt.Sprintf(`{"startUrl":"https://corp.awsapps.com/start","region":"us-east-1","accessToken":%q,"expiresAt":%q%s}`, secrets["SSO token"], expires, more)
}

const (
	past, future = "2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"
	started      = "StartSyncExecution "
)

// kind is a kind of credentials, and how a run goes with it.
type kind struct {
	config string
	tokens map[string]string // of IAM Identity Center, by session or start URL
	files  map[string]string
	env    map[string]string
	deny   string // what the account refuses
	none   bool   // no profile is named

	code int
	asks string // of the account, the identity of who asks aside
	says []string
}

// target are the flags that name the target.
func (k kind) target() []string {
	if k.none {
		return []string{"--region", "us-east-1"}
	}
	return []string{"--profile", "work"}
}

// has gives an account and its user a kind of credentials, and nothing else.
func (a *awsAccount) has(t *testing.T, k kind) {
	t.Helper()
	a.deny = k.deny
	if err := os.RemoveAll(filepath.Join(a.home, ".aws")); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"jwt", "out", "fail"} {
		_ = os.Remove(filepath.Join(a.home, file)) // it may not be there
	}
	a.configure(t, k.config)
	for file, text := range k.files {
		writeFile(t, filepath.Join(a.home, file), text)
	}
	for of, text := range k.tokens {
		a.token(t, of, text)
	}
	for variable, value := range k.env {
		t.Setenv(variable, strings.ReplaceAll(value, "URL", a.URL))
	}
}

// kinds are the ways to get credentials that the profile work may have, and how a run goes with each.
var kinds = map[string]kind{
	"keys":                       {config: "[profile work]\n" + keysOf("AKIAWORK"), asks: started + "AKIAWORK"},
	"keys with a token":          {config: "[profile work]\n" + keysOf("ASIAWORK") + "aws_session_token = " + secrets["token of a profile"], asks: started + "ASIAWORK"},
	"environment":                {none: true, env: environment, asks: started + "AKIAENV"},
	"environment and profile":    {none: true, config: "[profile work]\n" + keysOf("AKIAWORK"), env: with(environment, "AWS_PROFILE", "work"), asks: started + "AKIAENV"},
	"profile of the environment": {none: true, config: "[profile work]\n" + keysOf("AKIAWORK"), env: map[string]string{"AWS_PROFILE": "work"}, asks: started + "AKIAWORK"},
	"SSO session":                {config: session, tokens: map[string]string{"corp": ssoToken(future, "")}, asks: "GetRoleCredentials, " + started + "ASIASSO"},
	"SSO legacy":                 {config: "[profile work]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n" + sso, tokens: map[string]string{"https://corp.awsapps.com/start": ssoToken(future, "")}, asks: "GetRoleCredentials, " + started + "ASIASSO"},
	"SSO renewed": {
		config: session, tokens: map[string]string{"corp": ssoToken(past, fmt.Sprintf(`,"refreshToken":%q,"clientId":"c","clientSecret":%q,"registrationExpiresAt":%q`, secrets["refresh token"], secrets["client secret"], future))},
		asks: "CreateToken, GetRoleCredentials, " + started + "ASIASSO",
	},
	"SSO expired":   {config: session, tokens: map[string]string{"corp": ssoToken(past, "")}, code: exitRefused, says: []string{"the SSO session has expired", "aws sso login --profile work"}},
	"SSO never":     {config: session, code: exitRefused, says: []string{"not signed in, or the SSO session has expired", "aws sso login --profile work"}},
	"SSO forbidden": {config: session, tokens: map[string]string{"corp": ssoToken(future, "")}, deny: "GetRoleCredentials", code: exitRefused, asks: "GetRoleCredentials", says: []string{"no access to role dev in account 111111111111"}},
	"role":          {config: "[profile work]\n" + role("dev", "source_profile = root") + "[profile root]\n" + keysOf("AKIAROOT"), asks: "AssumeRole AKIAROOT, " + started + "ASIADEV"},
	"chain of roles": {
		config: "[profile work]\n" + role("second", "source_profile = first") + "[profile first]\n" + role("first", "source_profile = root") + "[profile root]\n" + keysOf("AKIAROOT"),
		asks:   "AssumeRole AKIAROOT, AssumeRole ASIAFIRST, " + started + "ASIASECOND",
	},
	"role from SSO": {
		config: strings.Replace(session, "[profile work]", "[profile base]", 1) + "[profile work]\n" + role("dev", "source_profile = base"), tokens: map[string]string{"corp": ssoToken(future, "")},
		asks: "GetRoleCredentials, AssumeRole ASIASSO, " + started + "ASIADEV",
	},
	"role denied":                   {config: "[profile work]\n" + role("dev", "source_profile = root") + "[profile root]\n" + keysOf("AKIAROOT"), deny: "AssumeRole", code: exitRefused, asks: "AssumeRole AKIAROOT", says: []string{"cannot be assumed: AccessDenied", "role_arn"}},
	"role with MFA":                 {config: "[profile work]\n" + role("dev", "mfa_serial = arn:aws:iam::111111111111:mfa/me\nsource_profile = root") + "[profile root]\n" + keysOf("AKIAROOT"), code: exitRefused, says: []string{"MFA code"}},
	"chain missing":                 {config: "[profile work]\n" + role("dev", "source_profile = nosuch"), code: exitUsage, says: []string{`unknown AWS profile "nosuch"`, "work → nosuch"}},
	"chain in a loop":               {config: "[profile work]\n" + role("dev", "source_profile = b") + "[profile b]\n" + role("dev", "source_profile = work"), code: exitUsage, says: []string{"work → b → work"}},
	"web identity":                  {config: "[profile work]\n" + role("web", "web_identity_token_file = HOME/jwt"), files: map[string]string{"jwt": secrets["web identity"]}, asks: "AssumeRoleWithWebIdentity, " + started + "ASIAWEB"},
	"web identity without its file": {config: "[profile work]\n" + role("web", "web_identity_token_file = HOME/jwt"), code: exitRefused, says: []string{"no credentials for AWS", "jwt"}},
	"process":                       {config: "[profile work]\nregion = us-east-1\ncredential_process = cat HOME/out", files: map[string]string{"out": process(future)}, asks: started + "ASIAPROC"},
	"process expired":               {config: "[profile work]\nregion = us-east-1\ncredential_process = cat HOME/out", files: map[string]string{"out": process(past)}, code: exitRefused, says: []string{"expired", "work"}},
	"process failed":                {config: "[profile work]\nregion = us-east-1\ncredential_process = sh HOME/fail", files: map[string]string{"fail": "echo 'sign in at the bank first' >&2; exit 3"}, code: exitRefused, says: []string{"the credential process of profile work failed", "sign in at the bank first"}},
	"process garbage":               {config: "[profile work]\nregion = us-east-1\ncredential_process = cat HOME/out", files: map[string]string{"out": `{"Version":1,"SecretAccessKey":"` + secrets["broken process"]}, code: exitRefused, says: []string{"the credential process of profile work failed"}},
	"container":                     {none: true, env: map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN": secrets["container token"], "AWS_REGION": "us-east-1"}, asks: "container, " + started + "ASIAECS"},
	"container refused":             {none: true, env: map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "other", "AWS_REGION": "us-east-1"}, code: exitRefused, asks: "container", says: []string{"no credentials for AWS"}},
	"no profile":                    {config: "[profile home]\n" + keysOf("AKIAHOME"), code: exitUsage, says: []string{`"work"`}},
	"nothing":                       {none: true, env: map[string]string{"AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_SFN": "https://states.us-east-1.amazonaws.com"}, code: exitRefused, says: []string{"no credentials for AWS"}},
	"no region":                     {config: "[profile work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = x\n", env: map[string]string{"AWS_ENDPOINT_URL_SFN": ""}, code: exitUsage, says: []string{"no AWS region is set", "--region"}},
}

var environment = map[string]string{
	"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": secrets["key of the environment"], "AWS_SESSION_TOKEN": secrets["token of the environment"], "AWS_REGION": "us-east-1",
}

// with is a copy of an environment with one more variable.
func with(env map[string]string, name, value string) map[string]string {
	more := map[string]string{name: value}
	for n, v := range env {
		more[n] = v
	}
	return more
}

// process is what a credential process prints.
func process(until string) string {
	return fmt.Sprintf(`{"Version":1,"AccessKeyId":"ASIAPROC","SecretAccessKey":%q,"SessionToken":"t","Expiration":%q}`, secrets["process key"], until)
}

// TestKindsOfCredentials runs a workflow with each kind of credentials, over a real socket: what is asked of the account and
// with whose key, what is said, the exit code, and that a run which was not sent is in the history with the reason.
func TestKindsOfCredentials(t *testing.T) {
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			a := openAccount(t)
			t.Setenv("XDG_CONFIG_HOME", t.TempDir())
			state := t.TempDir()
			t.Setenv("XDG_STATE_HOME", state)
			a.has(t, k)
			args := append([]string{"run", faultyARN, "-o", "text"}, k.target()...)
			var out, errs bytes.Buffer
			code := run(args, strings.NewReader(""), &out, &errs)
			text := out.String() + errs.String()
			if asked := a.takes(); code != k.code || asked != k.asks {
				t.Errorf("exit code %d, asked %q, want %d, %q\n%s", code, asked, k.code, k.asks, text)
			}
			for _, want := range k.says {
				if !strings.Contains(text, want) {
					t.Errorf("it does not say %q:\n%s", want, text)
				}
			}
			if code != exitOK && !strings.Contains(strings.TrimSpace(text), "\n") {
				t.Errorf("it does not say what to do:\n%s", text)
			}
			for what, secret := range secrets {
				if strings.Contains(text, secret) {
					t.Errorf("it shows the %s:\n%s", what, text)
				}
			}
			history, err := store.Open(filepath.Join(state, "expresso"))
			if err != nil {
				t.Fatal(err)
			}
			defer history.Close()
			runs, err := history.List(t.Context(), model.Query{})
			switch want := map[int]model.Status{exitOK: model.Succeeded, exitRefused: model.NotStarted}[k.code]; {
			case err != nil:
				t.Fatal(err)
			case k.code == exitUsage && len(runs) != 0, k.code != exitUsage && (len(runs) != 1 || runs[0].Status != want):
				t.Errorf("the history has %+v", runs)
			}
		})
	}
}
