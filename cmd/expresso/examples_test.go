package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"expresso/model/project"
	"expresso/model/suite"
	"expresso/store/config"
	"expresso/ui"
	"expresso/ui/manual"
)

// documents are the README and the topics: their files.
func documents(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("help/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(names, root+"/README.md")
}

func contentOf(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func blocksOf(t *testing.T, name string) []manual.Block {
	t.Helper()
	return manual.Parse(string(contentOf(t, name)))
}

// TestManualExamples runs every example of the manual and the README. What is behind the
// language of a block says where it runs, or what it is:
//
//	sh            in an empty folder with some inputs, on the samples
//	sh orders     in a folder with orders.asl.json, in git
//	sh template   in a folder with my-sam-project
//	sh aws        as orders, with an AWS profile dev, whose account has orders
//	sh company    with the configuration of the blocks "ini company" and "yaml company", in two accounts that have orders
//	sh serve      as sh; what it leaves running is ended
//	sh build      not: what it sets is looked for
//	sh terminal   on a terminal; ctrl+q ends it
//
// With "exits N" behind that, its last command ends with another exit code than 0. Other blocks
// are files:
//
//	json mocks, json expectation, json policy, yaml config, yaml project
func TestManualExamples(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the examples are shell commands, and Windows has no sh")
	}
	ran := 0
	for _, name := range documents(t) {
		for _, block := range blocksOf(t, name) {
			if block.Kind != manual.Code {
				continue
			}
			ran++
			t.Run(strings.TrimSuffix(filepath.Base(name), ".md")+"/"+block.Lines[0], func(t *testing.T) {
				t.Parallel()
				example(t, block.Lang, strings.Join(block.Lines, "\n")+"\n")
			})
		}
	}
	if ran < 30 {
		t.Errorf("only %d examples were found", ran)
	}
}

func example(t *testing.T, kind, text string) {
	kind, code, exits := strings.Cut(kind, " exits ")
	if exits {
		text = "set +e\n" + text + "test $? = " + code + "\n"
	}
	switch kind {
	case "json mocks":
		e := newExample(t, "orders")
		e.write(t, "mocks.json", text)
		e.run(t, "expresso run orders --mock-config mocks.json --test-case Happy")
	case "json expectation":
		if _, err := suite.Parse(text, "x.expect.json"); err != nil {
			t.Error(err)
		}
	case "json policy":
		if !json.Valid([]byte(text)) {
			t.Error("no JSON")
		}
	case "yaml config":
		e := newExample(t)
		e.write(t, "config.yaml", text)
		if _, err := config.Load(filepath.Join(e.dir, "config.yaml")); err != nil {
			t.Error(err)
		}
	case "yaml project":
		if _, problem := project.Parse(text); problem != nil {
			t.Error(problem)
		}
	case "sh":
		newExample(t).run(t, text)
	case "sh orders":
		newExample(t, "orders").run(t, text)
	case "sh template":
		newExample(t, "sam").run(t, text)
	case "sh aws":
		newExample(t, "orders").onAWS(t).run(t, text)
	case "sh company":
		newExample(t).inCompany(t, !strings.Contains(text, "aws sso login")).run(t, text)
	case "yaml company":
		example(t, "yaml config", text)
	case "ini company", "text": // tried by "sh company"; a way to write a command
	case "sh serve":
		port := freePort(t)
		text = strings.ReplaceAll(strings.ReplaceAll(text, "expresso serve", "expresso serve --addr 127.0.0.1:"+port), "8083", port)
		newExample(t).run(t, text+"kill $!\nwait\n")
	case "sh build":
		for _, m := range regexp.MustCompile(`-X main\.(\w+)=`).FindAllStringSubmatch(text, -1) { // building it takes too long
			if !regexp.MustCompile(`(?m)^var .*\b` + m[1] + `\b.* string$`).Match(contentOf(t, "version.go")) {
				t.Errorf("there is no %s to set", m[1])
			}
		}
	case "sh terminal":
		words := strings.Fields(text)
		s := onScreen(t, t.TempDir(), words[1:]...).sees("order-approval").types("\x11")
		if err := s.Wait(); err != nil {
			t.Error(err)
		}
	default:
		t.Errorf("no way to try a block of %q", kind)
	}
}

// anExample is where an example runs.
type anExample struct {
	dir, home string
	env       []string
}

// newExample makes a folder with inputs and the files of testdata/manual that are named.
func newExample(t *testing.T, files ...string) *anExample {
	t.Helper()
	e := &anExample{dir: t.TempDir(), home: t.TempDir()}
	e.env = append(os.Environ(),
		"HOME="+e.home, "XDG_STATE_HOME="+e.home+"/state", "XDG_CONFIG_HOME=", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE="+e.home+"/config", "AWS_SHARED_CREDENTIALS_FILE="+e.home+"/none", "PATH="+e.home+"/bin:"+os.Getenv("PATH"))
	e.write(t, "order.json", `{"orderId": "A-1001", "amount": 120, "lines": [{"name": "cup", "price": 12}, {"name": "spoon", "price": 3}]}`)
	e.write(t, "events/order.json", `{"orderId": "A-1002", "amount": 80}`)
	// What the examples use of other programs.
	e.tool(t, "jq", "exec cat")
	e.tool(t, "aws", `exec expresso-aws "$@"`)
	for _, name := range files {
		archive, err := txtar.ParseFile("testdata/manual/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			e.write(t, file.Name, string(file.Data))
		}
	}
	if slices.Contains(files, "orders") {
		// The mock file of the manual, and a first commit.
		mocks := ""
		for _, block := range blocksOf(t, "help/mocks.md") {
			if block.Lang == "json mocks" {
				mocks = strings.Join(block.Lines, "\n")
			}
		}
		e.write(t, "mocks.json", mocks)
		e.run(t, "git init -q && git add -A && git -c user.name=x -c user.email=x@example.com commit -q -m first")
	}
	return e
}

func (e *anExample) write(t *testing.T, name, text string) {
	t.Helper()
	name = filepath.Join(e.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (e *anExample) tool(t *testing.T, name, script string) {
	t.Helper()
	if err := os.MkdirAll(e.home+"/bin", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(e.home+"/bin/"+name, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}

// onAWS gives the example a profile dev, for a service that has the machine orders.
func (e *anExample) onAWS(t *testing.T) *anExample {
	t.Helper()
	url, _ := serving(t, "--dir", e.dir)
	profile := "[profile dev]\nregion = eu-central-1\naws_access_key_id = 000000000000\naws_secret_access_key = x\nendpoint_url = " + url + "\n"
	if err := os.WriteFile(e.home+"/config", []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	const orders = "arn:aws:states:eu-central-1:000000000000:stateMachine:orders"
	for _, call := range [][2]string{
		{"PublishStateMachineVersion", `{"stateMachineArn": "` + orders + `"}`},
		{"CreateStateMachineAlias", `{"name": "prod", "routingConfiguration": [{"weight": 100, "stateMachineVersionArn": "` + orders + `:1"}]}`},
	} {
		if answer, err := post(t.Context(), url, "eu-central-1", call[0], call[1]); err != nil {
			t.Fatal(call[0], answer, err)
		}
	}
	return e
}

// inCompany gives the example what the manual says of a company's accounts, signed in to them or not.
func (e *anExample) inCompany(t *testing.T, signedIn bool) *anExample {
	t.Helper()
	a := &awsAccount{home: e.home}
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	for _, block := range blocksOf(t, "help/targets.md") {
		text := strings.Join(block.Lines, "\n") + "\n"
		switch block.Lang {
		case "ini company":
			writeFile(t, e.home+"/config", text)
		case "yaml company":
			if err := os.MkdirAll(e.home+"/xdg/expresso", 0o700); err != nil {
				t.Fatal(err)
			}
			writeFile(t, e.home+"/xdg/expresso/config.yaml", text)
		}
	}
	a.token(t, "corp", ssoToken("2099-01-01T00:00:00Z", ""))
	// Signing in leaves the token.
	e.tool(t, "aws", `test "$*" = "sso login --sso-session corp" && mv "$HOME/signed-in" "$HOME/.aws"`)
	if !signedIn {
		if err := os.Rename(e.home+"/.aws", e.home+"/signed-in"); err != nil {
			t.Fatal(err)
		}
	}
	e.env = append(e.env, "XDG_CONFIG_HOME="+e.home+"/xdg", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_PROFILE=", "AWS_REGION=")
	for _, service := range []string{"SFN", "STS", "SSO", "SSO_OIDC"} {
		e.env = append(e.env, "AWS_ENDPOINT_URL_"+service+"="+a.URL)
	}
	return e
}

// post sends a request to a service, as the account 000000000000 does.
func post(ctx context.Context, url, region, operation, body string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("X-Amz-Target", "AWSStepFunctions."+operation)
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=000000000000/20260101/"+region+"/states/aws4_request, SignedHeaders=host, Signature=0")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = errors.New(response.Status)
	}
	return string(answer), err
}

// awsCLI stands for the AWS CLI in the examples: it starts a synchronous execution.
func awsCLI() {
	flags := pflag.NewFlagSet("aws", pflag.ExitOnError)
	endpoint, region := flags.String("endpoint-url", "", ""), flags.String("region", "", "")
	arn, input := flags.String("state-machine-arn", "", ""), flags.String("input", "", "")
	_ = flags.Parse(os.Args[1:])
	body, err := json.Marshal(map[string]string{"stateMachineArn": *arn, "input": *input})
	if err != nil || !slices.Equal(flags.Args(), []string{"stepfunctions", "start-sync-execution"}) {
		fmt.Fprintln(os.Stderr, "this stand-in of the AWS CLI knows start-sync-execution only")
		os.Exit(2)
	}
	for {
		answer, err := post(context.Background(), *endpoint, *region, "StartSyncExecution", string(body))
		switch {
		case errors.Is(err, syscall.ECONNREFUSED): // the example has just started the service
			<-time.After(10 * time.Millisecond)
		case err != nil:
			fmt.Fprintln(os.Stderr, answer, err)
			os.Exit(1)
		default:
			fmt.Println(answer)
			return
		}
	}
}

// run gives a text to a shell, which has to get through all of it.
func (e *anExample) run(t *testing.T, text string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", text)
	cmd.Dir, cmd.Env = e.dir, e.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// literals are the texts of a document that are set as code.
func literals(blocks []manual.Block) (all []string) {
	take := func(spans []manual.Span) {
		for _, s := range spans {
			if s.Style == manual.Literal {
				all = append(all, s.Text)
			}
		}
	}
	for _, b := range blocks {
		take(b.Text)
		for _, row := range b.Rows {
			for _, cell := range row {
				take(cell)
			}
		}
	}
	return all
}

// TestManualNamesWhatThereIs looks for flags and commands that there are not, and for commands
// that no topic names.
func TestManualNamesWhatThereIs(t *testing.T) {
	app := &app{}
	rootCommand := app.rootCommand()
	rootCommand.InitDefaultHelpCmd()
	rootCommand.InitDefaultCompletionCmd()
	flags := map[string]bool{"--help": true}
	var collect func(c *cobra.Command)
	collect = func(c *cobra.Command) {
		for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			set.VisitAll(func(f *pflag.Flag) { flags["--"+f.Name] = true })
		}
		for _, sub := range c.Commands() {
			collect(sub)
		}
	}
	collect(rootCommand)
	flag := regexp.MustCompile(`--[a-z][a-z-]+`)
	command := regexp.MustCompile(`^expresso((?: [a-z]+)+)`)
	found, named := 0, map[*cobra.Command]bool{}
	for _, name := range documents(t) {
		for _, text := range literals(blocksOf(t, name)) {
			for _, f := range flag.FindAllString(text, -1) {
				if found++; !flags[f] && !strings.HasPrefix(text, "/usr/bin/") {
					t.Errorf("%s: there is no flag %s: %s", name, f, text)
				}
			}
			if m := command.FindStringSubmatch(text); m != nil {
				c, rest, err := rootCommand.Find(strings.Fields(m[1]))
				if found++; err != nil || c == rootCommand || c.HasSubCommands() && len(rest) > 0 && c.Name() != "completion" {
					t.Errorf("%s: there is no command %s", name, text)
				}
				for ; c != nil; c = c.Parent() {
					named[c] = true
				}
			}
		}
	}
	if found < 60 {
		t.Errorf("only %d flags and commands were found", found)
	}
	for _, c := range rootCommand.Commands() {
		if !named[c] {
			t.Errorf("the manual does not name expresso %s", c.Name())
		}
	}
}

// TestManualLinksLeadSomewhere follows the relative links of all documents, with the headings
// that they name.
func TestManualLinksLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)]+)\)`)
	heading := regexp.MustCompile(`(?m)^#+ (.+)$`)
	found := 0
	for _, name := range append(documents(t), root+"/.github/CONTRIBUTING.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			to, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(to, "://") {
				continue
			}
			found++
			target := name
			if to != "" {
				target = filepath.Join(filepath.Dir(name), to)
			}
			there, err := os.ReadFile(target)
			if err != nil {
				t.Errorf("%s: %s leads nowhere", name, m[1])
			}
			named := anchor == ""
			for _, h := range heading.FindAllStringSubmatch(string(there), -1) {
				named = named || strings.ReplaceAll(strings.ToLower(h[1]), " ", "-") == anchor
			}
			if !named {
				t.Errorf("%s: %s has no heading #%s", name, target, anchor)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d links were found", found)
	}
}

// TestManualNamesKeysThatThereAre looks for keys that do nothing.
func TestManualNamesKeysThatThereAre(t *testing.T) {
	keys := map[string]bool{"y": true, "n": true, "esc": true} // of questions
	for _, binding := range ui.Bindings(nil) {
		for _, k := range binding.Keys {
			keys[k] = true
		}
	}
	key := regexp.MustCompile(`^(?:(?:ctrl|alt|shift)\+\S+|f[0-9]+|[^0-9\s])$`)
	notKeys := []string{"▌", "~", "=", "✓", "✗", "%"} // what is drawn
	found := 0
	for _, name := range documents(t) {
		if strings.HasSuffix(name, "keys.md") {
			continue // it is generated, or about Vim
		}
		for _, text := range literals(blocksOf(t, name)) {
			if key.MatchString(text) && !slices.Contains(notKeys, text) {
				if found++; !keys[text] {
					t.Errorf("%s: %s does nothing", name, text)
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d keys were found", found)
	}
}
