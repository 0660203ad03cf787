package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram is set in the environment of a copy of the test that is to be the program.
const asProgram = "EXPRESSO_TEST_AS_PROGRAM"

// program returns the program with arguments, in a home and a working folder of its own.
func program(t *testing.T, home string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Dir = home
	cmd.Env = append(os.Environ(), asProgram+"=1", "HOME="+home, "XDG_STATE_HOME="+filepath.Join(home, "state"))
	return cmd
}

// serving starts `expresso serve` on a free port and returns its URL and the process.
func serving(t *testing.T, args ...string) (string, *exec.Cmd) {
	t.Helper()
	cmd := program(t, t.TempDir(), append([]string{"serve", "--addr", ":0"}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("first line %q, %v, stderr %s", line, err, &stderr)
	}
	return url, cmd
}

func TestServeLetsRunsInFlightFinish(t *testing.T) {
	url, server := serving(t)
	addr := strings.TrimPrefix(url, "http://")
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// A client that waits to be asked for its body knows when the request is being served.
	const body = `{"stateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:order-approval","input":"{\"amount\":1}"}`
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.StartSyncExecution\r\n"+
		"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n", len(body))
	in := bufio.NewReader(conn)
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v", line, err)
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for { // until it takes no more
		other, err := dialer.DialContext(t.Context(), "tcp", addr)
		if err != nil {
			break
		}
		other.Close()
	}
	fmt.Fprint(conn, body)
	answer, err := io.ReadAll(in) // the server closes the connection behind its last answer
	if err != nil || !strings.Contains(string(answer), `"status":"SUCCEEDED"`) {
		t.Errorf("the run in flight: %s, %v", answer, err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// TestServeEmpty begins without the samples, and serves what a client creates.
func TestServeEmpty(t *testing.T) {
	url, _ := serving(t, "--empty")
	call := func(operation, body string) string {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Amz-Target", "AWSStepFunctions."+operation)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := call("ListStateMachines", "{}"); got != `{"stateMachines":[]}` {
		t.Errorf("it begins with %s", got)
	}
	call("CreateStateMachine", `{"name":"m","type":"EXPRESS","roleArn":"arn:aws:iam::123456789012:role/r",
		"definition":"{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}"}`)
	if got := call("StartSyncExecution", `{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","input":"[1]"}`); !strings.Contains(got, `"output":"[1]"`) {
		t.Errorf("answered %s", got)
	}
}

func TestServeEndsOnSIGINT(t *testing.T) {
	_, server := serving(t)
	if err := server.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// TestServeEndsAtOnceOnASecondSignal has a run in flight that would take five minutes.
func TestServeEndsAtOnceOnASecondSignal(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		url, server := serving(t)
		addr := strings.TrimPrefix(url, "http://")
		var dialer net.Dialer
		conn, err := dialer.DialContext(t.Context(), "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.StartSyncExecution\r\n"+
			"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n")
		if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
			t.Fatalf("%q, %v", line, err)
		}
		if err := server.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		for { // until it takes no more, and waits for the request in flight
			other, err := dialer.DialContext(t.Context(), "tcp", addr)
			if err != nil {
				break
			}
			other.Close()
			<-time.After(time.Millisecond) // leave the processor to the server
		}
		if err := server.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		_ = server.Wait()
		if status, ok := server.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != sig {
			t.Errorf("after a second %v the server ended with %v", sig, server.ProcessState)
		}
	}
}

// TestServeOnEveryAddress warns, and listens on IPv4 as it was told.
func TestServeOnEveryAddress(t *testing.T) {
	server := program(t, t.TempDir(), "serve", "--addr", "0.0.0.0:0")
	var stderr bytes.Buffer
	server.Stderr = &stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on http://0.0.0.0:")
	if err != nil || !ok {
		t.Errorf("first line %q, %v", line, err)
	}
	var dialer net.Dialer
	if conn, err := dialer.DialContext(t.Context(), "tcp6", "[::1]:"+addr); err == nil {
		conn.Close()
		t.Error("it listens on IPv6 too")
	}
	if err := server.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Error(err)
	}
	if got := stderr.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "anyone with network access to 0.0.0.0:"+addr) {
		t.Errorf("standard error: %q", got)
	}
}

// TestForeignClients runs a workflow through the AWS CLI and through boto3, where they are
// on the machine.
func TestForeignClients(t *testing.T) {
	const definition = `{"StartAt":"Echo","States":{"Echo":{"Type":"Pass","End":true}}}`
	const mocked = `{"Type":"Parallel","Branches":[{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}],"Retry":[{"ErrorEquals":["E"]}],"Next":"After"}`
	url, _ := serving(t)
	env := append(os.Environ(), "AWS_DISABLE_HOST_PREFIX_INJECTION=true", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
		"AWS_DEFAULT_REGION=us-east-1", "AWS_MAX_ATTEMPTS=1", "AWS_CONFIG_FILE=/nonexistent", "AWS_PAGER=")
	call := func(t *testing.T, name string, args ...string) string {
		t.Helper()
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("no %s on this machine", name)
		}
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	t.Run("aws", func(t *testing.T) {
		aws := func(args ...string) string {
			return call(t, "aws", append([]string{"--endpoint-url", url, "--output", "text", "stepfunctions"}, args...)...)
		}
		arn := strings.TrimSpace(aws("create-state-machine", "--name", "by-cli", "--type", "EXPRESS",
			"--role-arn", "arn:aws:iam::123456789012:role/r", "--definition", definition, "--query", "stateMachineArn"))
		out := aws("start-sync-execution", "--state-machine-arn", arn, "--input", `{"a": 1}`,
			"--query", "[status, output, billingDetails.billedDurationInMilliseconds]")
		if got := strings.Fields(out); strings.Join(got, " ") != `SUCCEEDED {"a":1} 100` {
			t.Errorf("got %s", out)
		}
		out = aws("test-state", "--definition", mocked, "--mock", `{"result":"[1]"}`, "--query", "[status, output, nextState]")
		if got := strings.Fields(out); strings.Join(got, " ") != `SUCCEEDED [1] After` {
			t.Errorf("test-state gives %s", out)
		}
	})
	t.Run("boto3", func(t *testing.T) {
		if err := exec.CommandContext(t.Context(), "python3", "-c", "import boto3").Run(); err != nil {
			t.Skip("no boto3 on this machine")
		}
		out := call(t, "python3", "-c", `
import boto3, sys
c = boto3.client("stepfunctions", endpoint_url=sys.argv[1])
arn = c.create_state_machine(name="by-boto3", type="EXPRESS", roleArn="arn:aws:iam::123456789012:role/r", definition=sys.argv[2])["stateMachineArn"]
r = c.start_sync_execution(stateMachineArn=arn, input='{"a": 1}')
print(r["status"], r["output"], r["startDate"].year > 2000, r["billingDetails"]["billedMemoryUsedInMB"])
r = c.test_state(definition=sys.argv[3], inspectionLevel="DEBUG", mock={"errorOutput": {"error": "E"}}, stateConfiguration={"retrierRetryCount": 1})
print(r["status"], r["error"], r["inspectionData"]["errorDetails"]["retryBackoffIntervalSeconds"])
`, url, definition, mocked)
		if strings.TrimSpace(out) != "SUCCEEDED {\"a\":1} True 64\nRETRIABLE E 2" {
			t.Errorf("got %s", out)
		}
	})
	t.Run("client-sfn", func(t *testing.T) {
		modules := os.Getenv("EXPRESSO_CLIENT_SFN") // where npm has put @aws-sdk/client-sfn
		if modules == "" {
			t.Skip("needs npm's @aws-sdk/client-sfn in a folder that EXPRESSO_CLIENT_SFN names: .ci/run installs it")
		}
		out := call(t, "node", "-e", `
const { SFNClient, TestStateCommand } = require(require.resolve("@aws-sdk/client-sfn", { paths: [process.argv[1]] }))
new SFNClient({ endpoint: process.argv[2], region: "us-east-1", disableHostPrefix: true })
  .send(new TestStateCommand({ definition: process.argv[3], inspectionLevel: "DEBUG", mock: { result: "[1]" } }))
  .then(r => console.log(r.status, r.output, r.nextState, r.inspectionData.input))
`, modules, url, mocked)
		if !strings.HasSuffix(strings.TrimSpace(out), "SUCCEEDED [1] After {}") { // behind warnings of the runtime
			t.Errorf("got %s", out)
		}
	})
}
