package main

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// shownCode is what the device of MFA shows.
const shownCode = "918273"

// identities counts the questions whose the credentials are.
var identities atomic.Int32

// openGate serves an account that takes one MFA code, and nothing that is signed once it calls the
// credentials expired.
func openGate(t *testing.T) (a *awsAccount, expired *atomic.Bool) {
	t.Helper()
	identities.Store(0)
	a, expired = openAccount(t), new(atomic.Bool)
	gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, _ := url.ParseQuery(string(body)) // of another body it is empty
		if form.Get("Action") == "GetCallerIdentity" {
			identities.Add(1)
		}
		switch code := form.Get("TokenCode"); {
		case code != "" && code != shownCode:
			says(403, "text/xml", `<ErrorResponse><Error><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code.</Message></Error></ErrorResponse>`)(w, r)
		case expired.Load() && r.Header.Get("X-Amz-Target") != "":
			says(400, amz, `{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}`)(w, r)
		default:
			a.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(gate.Close)
	t.Setenv("AWS_ENDPOINT_URL_SFN", gate.URL)
	t.Setenv("AWS_ENDPOINT_URL_STS", gate.URL)
	t.Setenv("AWS_REGION", "us-east-1")
	return a, expired
}

// opened waits until a dialog that opened by itself takes keys.
func (s *screened) opened(text string) *screened {
	s.t.Helper()
	s.sees(text)
	<-time.After(500 * time.Millisecond) // see dialog.Stack
	return s
}

// more waits until a text has been written more often than before.
func (s *screened) more(text string, before int) *screened {
	s.t.Helper()
	for deadline := time.Now().Add(patience); s.count(text) <= before; {
		if time.Now().After(deadline) {
			s.t.Fatalf("%q is not there again in %q", text, s.said())
		}
		<-time.After(time.Millisecond)
	}
	return s
}

// ends ends the workbench.
func (s *screened) ends() {
	s.t.Helper()
	s.signal(syscall.SIGTERM)
	if err := s.Wait(); err != nil {
		s.t.Error(err)
	}
}

// The code is asked for in the workbench, however the profile is named, and is written nowhere.
func TestAnMFACodeInTheWorkbench(t *testing.T) {
	for name, args := range map[string][]string{"flag": {"--profile", "mfa"}, "environment": {"--region", "us-east-1"}} {
		t.Run(name, func(t *testing.T) {
			a, _ := openGate(t)
			a.configure(t, "[profile base]\n"+keysOf("AKIABASE")+"[profile mfa]\n"+role("dev", "mfa_serial = arn:aws:iam::111111111111:mfa/anna\nsource_profile = base"))
			if name == "environment" {
				t.Setenv("AWS_PROFILE", "mfa")
			}
			s := onScreen(t, a.home, append(args, "--debug", filepath.Join(a.home, "log"))...).opened("MFA code")
			s.sees("arn:aws:iam::111111111111:mfa/anna").types("111111\r").sees("not accepted").types(shownCode + "\r").sees("dev/me").sees("empty, means {}")
			s.types("\x12").sees("SUCCEEDED").ends()
			if strings.Contains(s.said(), shownCode) {
				t.Error("the code is on the screen")
			}
			files := 0
			err := filepath.WalkDir(a.home, func(name string, d fs.DirEntry, err error) error {
				if err != nil || !d.Type().IsRegular() {
					return err
				}
				text, err := os.ReadFile(name)
				if files++; strings.Contains(string(text), shownCode) {
					t.Errorf("the code is in %s", name)
				}
				return err
			})
			if err != nil || files < 3 {
				t.Errorf("%d files, %v", files, err)
			}
		})
	}
}

// The AWS CLI signs in on the terminal, and a run that did not start is offered, not sent.
func TestSignInOnTheTerminal(t *testing.T) {
	a, expired := openGate(t)
	a.configure(t, session)
	a.token(t, "corp", ssoToken(past, ""))
	bin := filepath.Join(a.home, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(a.home, ".aws", "sso", "cache")
	aws := "#!/bin/sh\necho \"called with $*\"\nread answer\nfor f in " + cache + "/*.json; do sed -i.old s/" + past + "/" + future + "/ $f; done\n"
	if err := os.WriteFile(filepath.Join(bin, "aws"), []byte(aws), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	s := onScreen(t, a.home, "--profile", "work").opened("No valid AWS credentials")
	s.sees("aws sso login --profile work").types("\r").sees("called with sso login --profile work").types("yes\r").sees("signed in as dev/me").sees("empty, means {}")

	expired.Store(true)
	s.types("\x12").opened("did not start")
	expired.Store(false)
	a.takes()
	s.types("\x0c").sees("Signed in as").sees("run orders")
	if asked := a.takes(); strings.Contains(asked, "Start") {
		t.Errorf("sent by itself: %s", asked)
	}
	s.types("\x12").sees("SUCCEEDED").ends()
	if asked := a.takes(); strings.Count(asked, "Start") != 1 {
		t.Errorf("asked %s", asked)
	}
}

// Commands do not ask whose the credentials are: they show it nowhere.
func TestCommandsAskForNoIdentity(t *testing.T) {
	a, _ := openGate(t)
	a.configure(t, "[profile work]\n"+keysOf("AKIAWORK"))
	for _, args := range [][]string{{"machines"}, {"run", "orders", "--input", "{}"}, {"burst", "orders", "--input", "{}", "-n", "3", "--yes"}} {
		if out, err := program(t, a.home, append(args, "--profile", "work")...).CombinedOutput(); err != nil {
			t.Errorf("%q: %v, %s", args, err, out)
		}
	}
	if asked := a.takes(); !strings.Contains(asked, "ListStateMachines AKIAWORK") || identities.Load() != 0 {
		t.Errorf("asked %s, and %d times for the identity", asked, identities.Load())
	}
}

// A credential process has no terminal while the workbench has it, and gets it when it is asked for.
func TestACredentialProcessOnTheTerminal(t *testing.T) {
	a, _ := openGate(t)
	a.configure(t, "[profile work]\ncredential_process = /bin/sh HOME/asking\n")
	writeFile(t, filepath.Join(a.home, "asking"), `[ -r /dev/tty ] && true </dev/tty 2>/dev/null || { echo 'no terminal here' >&2; exit 1; }
printf 'Password: ' >&2
read password </dev/tty
[ "$password" = sesame ] || exit 1
echo '{"Version":1,"AccessKeyId":"ASIAPROC","SecretAccessKey":"`+secrets["process key"]+`"}'
`)
	s := onScreen(t, a.home, "--profile", "work").opened("no terminal here")
	s.sees("run the credential process on the terminal").types("\r").sees("Password: ")
	before := s.count("No valid AWS credentials")
	s.types("wrong\r").more("No valid AWS credentials", before)
	s.types("\r").more("Password: ", 1).types("sesame\r").sees("signed in as dev/me").sees("orders").ends()
	if strings.Contains(s.said(), secrets["process key"]) {
		t.Error("the keys of the process are on the screen")
	}
}

// A process that takes its time opens the workbench at once, and nobody has to wait for it.
func TestASlowCredentialProcess(t *testing.T) {
	a, _ := openGate(t)
	a.configure(t, "[profile work]\ncredential_process = /bin/sh HOME/slow\n")
	writeFile(t, filepath.Join(a.home, "slow"), "sleep 600")
	s := onScreen(t, a.home, "--profile", "work").sees("the credential process of profile work").sees("esc stops")
	s.types("\x1b").sees("stopped waiting for the credential process of profile work").ends()
	if asked := a.takes(); asked != "" {
		t.Errorf("asked %s", asked)
	}
}
