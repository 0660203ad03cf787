package main

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// leaks names what holds a secret, in plain or as copies and logs may have it.
func leaks(secret, text string) bool {
	quoted := strconv.Quote(secret)
	for _, form := range []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), quoted[1 : len(quoted)-1],
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.URLEncoding.EncodeToString([]byte(secret)),
	} {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

// copied is what a screen put on the clipboard through the terminal.
func copied(t *testing.T, screen string) (all []string) {
	t.Helper()
	for _, found := range regexp.MustCompile("\x1b]52;c;([A-Za-z0-9+/=]*)").FindAllStringSubmatch(screen, -1) {
		text, err := base64.StdEncoding.DecodeString(found[1])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

// TestNoSecretIsKept plants a secret in each place where tools keep them, works with each kind of credentials, on the
// command line and on the screen, and looks for the secrets in all that was written: the history, folders of runs,
// exports, reports, copied commands, the debug log, what a crash says, and the screens.
func TestNoSecretIsKept(t *testing.T) {
	a := openAccount(t)
	home := a.home
	written := map[string]string{} // by where
	conf := filepath.Join(home, "conf")
	t.Setenv("XDG_CONFIG_HOME", conf)
	if err := os.MkdirAll(filepath.Join(conf, "expresso"), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(conf, "expresso", "config.yaml"), "clipboard: terminal\n")
	exec := func(t *testing.T, want int, args ...string) string {
		t.Helper()
		cmd := program(t, home, args...)
		out, _ := cmd.CombinedOutput() // the code tells more
		written[strings.Join(args, " ")] += string(out)
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Fatalf("%q: exit code %d: %s", args, code, out)
		}
		return string(out)
	}
	used := map[string]bool{}
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			a.has(t, k)
			exec(t, k.code, append([]string{"run", faultyARN, "--save", "run-of-" + strings.ReplaceAll(name, " ", "-")}, k.target()...)...)
			if k.code != exitOK {
				return
			}
			exec(t, exitOK, append([]string{"machines"}, k.target()...)...)
			exec(t, exitOK, append([]string{"burst", faultyARN, "-n", "2", "--yes"}, k.target()...)...)
			used[name] = true
		})
	}
	if len(used) < 12 {
		t.Errorf("only %d kinds of credentials worked", len(used))
	}
	for _, name := range []string{"environment and profile", "SSO renewed", "process", "container", "role"} {
		t.Run("workbench with "+name, func(t *testing.T) {
			k := kinds[name]
			a.has(t, k)
			log := "debug-" + strings.ReplaceAll(name, " ", "-")
			s := onScreenWith(t, home, []string{"XDG_STATE_HOME=" + filepath.Join(home, "state of "+name)}, append(k.target(), "--debug", log)...).sees("Input · orders").sees("empty, means {}")
			s.types("\x12").sees("SUCCEEDED").types("\x10copy the run as an aws\r").sees("copied").types("\x10copy the run as an expresso\r")
			for deadline := time.Now().Add(patience); len(copied(t, s.said())) < 2; {
				if time.Now().After(deadline) {
					t.Fatalf("no second command was copied: %q", s.said())
				}
				<-time.After(time.Millisecond) // leave the processor to the program
			}
			s.types("\x10save a report\r").sees(".html").types("\x15" + log + ".html\r")
			for deadline := time.Now().Add(patience); ; <-time.After(time.Millisecond) {
				if _, err := os.Stat(filepath.Join(home, log+".html")); err == nil {
					break
				}
				if time.Now().After(deadline) {
					t.Fatalf("no report was saved: %q", s.said())
				}
			}
			s.signal(syscall.SIGQUIT) // as a crash: what all goroutines do
			_ = s.Wait()
			written["screen with "+name] = s.said()
			written["copied with "+name] = strings.Join(copied(t, s.said()), "\n")
			if !strings.Contains(written["copied with "+name], "start-sync-execution") {
				t.Errorf("no command was copied: %q", copied(t, s.said()))
			}
			if text, err := os.ReadFile(filepath.Join(home, log)); err != nil || len(text) == 0 {
				t.Errorf("no debug log: %v", err)
			}
		})
	}
	t.Run("MFA", func(t *testing.T) {
		a.has(t, kinds["role with MFA"])
		s := onScreen(t, home, "run", faultyARN, "--profile", "work").sees("MFA code: ")
		before := len(s.said())
		s.types(secrets["MFA code"] + "\r").sees("an MFA code is six digits\r\nMFA code: ") // nothing was sent
		s.types("123 456\r").sees("SUCCEEDED")
		if err := s.Wait(); err != nil {
			t.Error(err)
		}
		// The terminal itself shows what is typed.
		written["screen of MFA"] = strings.Replace(s.said()[before:], secrets["MFA code"], "", 1)
	})
	t.Run("endpoint", func(t *testing.T) {
		a.has(t, kinds["keys"])
		exec(t, exitUsage, "run", faultyARN, "--profile", "work", "--endpoint-url", "http://me:"+secrets["endpoint password"]+"@127.0.0.1:1")
		t.Setenv("AWS_ENDPOINT_URL_SFN", "http://me:"+secrets["endpoint password"]+"@127.0.0.1:1")
		exec(t, exitUsage, "run", faultyARN, "--profile", "work")
	})
	t.Run("proxy", func(t *testing.T) {
		a.has(t, kinds["keys"])
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "no", http.StatusProxyAuthRequired)
		}))
		defer proxy.Close()
		t.Setenv("AWS_ENDPOINT_URL_SFN", "")
		for _, at := range []string{proxy.URL, "http://127.0.0.1:1"} {
			t.Setenv("HTTPS_PROXY", strings.Replace(at, "://", "://me:"+secrets["proxy password"]+"@", 1))
			exec(t, exitRefused, "run", faultyARN, "--profile", "work")
		}
	})
	t.Run("environment variable", func(t *testing.T) {
		a.has(t, kinds["keys"])
		t.Setenv("API_TOKEN", secrets["environment variable"])
		exec(t, exitUsage, "run", faultyARN, "--profile", "work", "--input", `{"token":"{{env.API_TOKEN}}"}`)
	})
	for _, args := range [][]string{
		{"history", "list"},
		{"history", "show", "last", "-o", "json"},
		{"history", "export", "runs.jsonl"},
		{"history", "export", "runs.csv"},
		{"config"},
		{"version"},
	} {
		exec(t, exitOK, args...)
	}
	planted := map[string]bool{"aws-config": true, "jwt": true, "out": true, "fail": true}
	reports, folders := 0, 0
	err := filepath.WalkDir(home, func(name string, d fs.DirEntry, err error) error {
		at, _ := filepath.Rel(home, name)
		if err != nil || planted[at] || d.IsDir() && at == ".aws" {
			if err == nil && d.IsDir() {
				return fs.SkipDir
			}
			return err
		}
		if d.Type().IsRegular() {
			text, err := os.ReadFile(name)
			written[at] = string(text)
			if strings.HasSuffix(name, ".html") {
				reports++
			}
			if d.Name() == "response.json" {
				folders++
			}
			return err
		}
		return nil
	})
	if err != nil || reports == 0 || folders == 0 || !strings.Contains(written["runs.jsonl"], "SUCCEEDED") {
		t.Errorf("%d reports, %d folders: %v", reports, folders, err)
	}
	for _, signature := range a.signatures {
		secrets["signature "+signature[:8]] = signature
	}
	for where, text := range written {
		for what, secret := range secrets {
			if leaks(secret, text) {
				i := max(strings.Index(text, secret), 0)
				t.Errorf("%s holds the %s: %q", where, what, text[max(i-100, 0):min(i+100, len(text))])
			}
		}
		if bytes.Contains([]byte(text), []byte("AWS4-HMAC")) {
			t.Errorf("%s holds a header Authorization", where)
		}
	}
	for signature := range secrets {
		if strings.HasPrefix(signature, "signature ") {
			delete(secrets, signature)
		}
	}
	if len(a.signatures) == 0 {
		t.Error("no request was signed")
	}
}
