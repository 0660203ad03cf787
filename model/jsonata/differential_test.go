package jsonata

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"expresso/model/jsonvalue"
)

// TestDifferential evaluates generated expressions with the reference implementation too,
// in the version that AWS runs. It needs node, and EXPRESSO_JSONATA_REFERENCE: a folder in
// which "npm install jsonata@2.0.6" was run. EXPRESSO_JSONATA_RUNS is how many expressions
// (3,000), EXPRESSO_JSONATA_SEED from which seed on (1). What cannot agree is in
// testdata/differences.txt, with the reason.
func TestDifferential(t *testing.T) {
	folder := os.Getenv("EXPRESSO_JSONATA_REFERENCE")
	if folder == "" {
		t.Skip("EXPRESSO_JSONATA_REFERENCE names no folder in which npm install jsonata@2.0.6 was run")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node: ", err)
	}
	runs, seed := setting(t, "EXPRESSO_JSONATA_RUNS", 3000), setting(t, "EXPRESSO_JSONATA_SEED", 1)
	r := &reference{node: node, folder: folder}
	defer r.stop()
	kinds := map[string]int{}
	known := differences(t)
	different := 0
	for i := range runs {
		g := generator{rand.New(rand.NewPCG(uint64(seed), uint64(i)))}
		c := question{g.expression(3), json.RawMessage(g.document())}
		if g.chance(3) { // and what is not an expression
			c.Expr = c.Expr[:g.IntN(len(c.Expr))]
			c.Expr = strings.TrimSuffix(strings.ToValidUTF8(c.Expr, ""), "$parse") // which is AWS's own
		}
		want, ok := r.answer(t, c)
		if !ok {
			kinds["the reference does not end"]++
			continue
		}
		if strings.Contains(want.Value, aFunction) {
			want.Value = aFunction // which a value may have anywhere in it
		}
		if want.Error == "internal" {
			want.Message = ""
		}
		got := c.answer()
		kinds[want.kind()]++
		if got == want {
			continue
		}
		if reason := known.of(c, got, want); reason != "" {
			kinds["known: "+reason]++
			continue
		}
		if different++; different <= 40 {
			t.Errorf("%s\nover %.200s\ngot  %s\nwant %s", c.Expr, c.Data, got, want)
		}
	}
	t.Logf("%d expressions, %d differences, by outcome: %v", runs, different, kinds)
}

// reference is the process in which the reference implementation runs.
type reference struct {
	node, folder string
	cmd          *exec.Cmd
	questions    io.WriteCloser
	answers      chan []byte
}

func (r *reference) start(t *testing.T) {
	r.cmd = exec.Command(r.node, filepath.Join("testdata", "reference.cjs"))
	r.cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(r.folder, "node_modules"))
	r.cmd.Stderr = os.Stderr
	var err error
	if r.questions, err = r.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	output, err := r.cmd.StdoutPipe()
	if err == nil {
		err = r.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	r.answers = make(chan []byte)
	go func(answers chan<- []byte) {
		defer close(answers)
		lines := bufio.NewScanner(output)
		lines.Buffer(nil, 64<<20)
		for lines.Scan() {
			answers <- bytes.Clone(lines.Bytes())
		}
	}(r.answers)
}

func (r *reference) stop() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		for range r.answers {
		}
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

// patience is how long the reference may take: it has loops that never end.
const patience = 5 * time.Second

func (r *reference) answer(t *testing.T, c question) (a answer, ok bool) {
	if r.cmd == nil {
		r.start(t)
	}
	line, err := json.Marshal(c)
	if err == nil {
		_, err = r.questions.Write(append(line, '\n'))
	}
	if err != nil {
		t.Fatal(err)
	}
	select {
	case line, ok := <-r.answers:
		if !ok {
			t.Fatalf("the reference has stopped at %s", c.Expr)
		}
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		return a, true
	case <-time.After(patience):
		t.Logf("the reference does not end: %s\nover %s", c.Expr, c.Data)
		r.stop()
		return a, false
	}
}

func setting(t *testing.T, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(name, err)
	}
	return n
}

type question struct {
	Expr string          `json:"expr"`
	Data json.RawMessage `json:"data"`
}

// aFunction is what stands for a function in an answer.
const aFunction = `"<function>"`

// answer is what an expression gives: a value, nothing, or an error.
type answer struct {
	Value     string `json:"value"`
	Undefined bool   `json:"undefined"`
	Error     string `json:"error"`
	Message   string `json:"message"`
}

func (a answer) kind() string {
	switch {
	case a.Undefined:
		return "undefined"
	case a.Error != "":
		return a.Error
	default:
		return "value"
	}
}

func (a answer) String() string {
	if a.Error != "" {
		return a.Error + ": " + a.Message
	}
	return a.kind() + " " + a.Value
}

func (c question) answer() answer {
	data, err := jsonvalue.Parse(string(c.Data))
	if err != nil {
		return answer{Error: err.Error()}
	}
	e, err := Compile(c.Expr)
	var v jsonvalue.Value
	if err == nil {
		v, err = e.Evaluate(context.Background(), Evaluation{Input: data})
	}
	var fault *Error
	switch {
	case errors.Is(err, ErrInternal):
		return answer{Error: "internal"}
	case errors.Is(err, ErrFunction):
		return answer{Value: aFunction}
	case errors.As(err, &fault):
		return answer{Error: fault.Code, Message: fault.Message}
	case err != nil:
		return answer{Error: err.Error()}
	case v.IsUndefined():
		return answer{Undefined: true}
	default:
		return answer{Value: respelled(v)}
	}
}

// respelled is the text of a value in which numbers are spelled as the reference does, which
// does not keep a document's spelling.
func respelled(v jsonvalue.Value) string {
	switch v.Kind() {
	case jsonvalue.KindNumber:
		return jsonvalue.NewFloat(v.Float()).String()
	case jsonvalue.KindArray:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = respelled(v.At(i))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case jsonvalue.KindObject:
		parts := make([]string, v.Len())
		for i := range parts {
			m := v.Member(i)
			parts[i] = jsonvalue.NewString(m.Key).String() + ":" + respelled(m.Value)
		}
		return "{" + strings.Join(parts, ",") + "}"
	default:
		return v.String()
	}
}

// known are the differences that are meant to be.
type known []difference

// difference is a line of testdata/differences.txt: what the expression has to contain, what
// the reference's outcome, and why ours is another one.
type difference struct{ expr, outcome, reason string }

func differences(t *testing.T) known {
	text, err := os.ReadFile(filepath.Join("testdata", "differences.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all known
	for line := range strings.Lines(string(text)) {
		if parts := strings.SplitN(strings.TrimSpace(line), "\t", 3); len(parts) == 3 && !strings.HasPrefix(line, "#") {
			all = append(all, difference{parts[0], parts[1], parts[2]})
		}
	}
	return all
}

// ofFunction is what a message says of the function whose arguments do not fit.
var ofFunction = regexp.MustCompile(`function (undefined|"[^"]*")`)

func (k known) of(c question, got, want answer) string {
	if got.Error == "" && want.Error == "" && !got.Undefined && !want.Undefined {
		x, err1 := jsonvalue.Parse(got.Value)
		y, err2 := jsonvalue.Parse(want.Value)
		if math.Abs(x.Float()-y.Float()) < 1e-14*math.Abs(y.Float()) {
			return "the reference's power is not exact"
		}
		if err1 == nil && err2 == nil && jsonvalue.Equal(x, y) {
			return "an object of the reference has the keys that are whole numbers first; here keys keep the order in which they were written"
		}
	}
	if got.Error != "" && want.Error != "" {
		switch {
		case got.Error == want.Error && ofFunction.ReplaceAllString(got.Message, "") == ofFunction.ReplaceAllString(want.Message, ""):
			return "the reference names the function by which this one was called, or the call by which it was called last"
		case strings.ContainsAny(c.Expr, "[{"):
			return "of two errors in an array or an object: the reference evaluates its parts side by side"
		}
	}
	for _, d := range k {
		if strings.Contains(c.Expr, d.expr) && strings.Contains(want.String(), d.outcome) {
			return d.reason
		}
	}
	return ""
}
