package plain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"expresso/model"
	"expresso/ui/plain"
)

// long is a target with pages of ten machines.
type long struct {
	target
	pages, read int
	denied      bool
}

const longARN = "arn:aws:states:us-east-1:000000000000:stateMachine:"

func (l *long) Page(_ context.Context, token string) (page []model.Machine, next string, err error) {
	if l.denied {
		return nil, "", errors.New("no list")
	}
	l.read++
	at, _ := strconv.Atoi(token)
	for i := range 10 {
		name := fmt.Sprintf("m%03d", 10*at+i)
		page = append(page, model.Machine{ARN: model.ARN(longARN + name), Name: name, Type: model.Express})
	}
	if at+1 < l.pages {
		next = strconv.Itoa(at + 1)
	}
	return page, next, nil
}

// A session reads no more of a long list than what is said of it needs.
func TestALongListIsReadAsFarAsNeeded(t *testing.T) {
	for name, c := range map[string]struct {
		commands []string
		pages    int
		wants    []string
	}{
		"nothing":    {nil, 1, []string{"picked m000"}},
		"page one":   {[]string{"pick m007"}, 1, []string{"picked m007"}},
		"a later":    {[]string{"pick m025"}, 3, []string{"picked m025"}},
		"an alias":   {[]string{"pick m025:prod"}, 3, []string{"picked m025:prod"}},
		"an ARN":     {[]string{"pick " + longARN + "m095"}, 1, []string{"picked m095"}},
		"not there":  {[]string{"pick gone"}, 20, []string{`unknown state machine "gone"`}},
		"a number":   {[]string{"pick 42"}, 20, []string{"reading the list of state machines, 10 so far", "picked m041"}},
		"all":        {[]string{"machines"}, 21, []string{"200 state machines.", "200. m199"}},
		"all inputs": {[]string{"replay all"}, 20, []string{"no such saved input"}},
	} {
		t.Run(name, func(t *testing.T) {
			on := &long{pages: 20}
			on.answer = succeed("{}")
			var out bytes.Buffer
			cfg := config(t, &on.target, strings.NewReader(strings.Join(append(c.commands, "quit"), "\n")+"\n"))
			cfg.Bench.Target, cfg.Out = on, &out
			if err := plain.Run(t.Context(), cfg); err != nil {
				t.Fatal(err)
			}
			wants(t, out.String(), c.wants...)
			if on.read != c.pages {
				t.Errorf("%d pages were read, want %d", on.read, c.pages)
			}
		})
	}
	// A list that cannot be read is told with the name that needs it.
	on := &long{denied: true}
	var out bytes.Buffer
	cfg := config(t, &on.target, strings.NewReader("pick m001\npick "+longARN+"m001\n"))
	cfg.Bench.Target, cfg.Out = on, &out
	if err := plain.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "cannot list the state machines: no list"); n != 2 || !strings.Contains(out.String(), "picked m001") {
		t.Errorf("told %d times\n%s", n, out.String())
	}
}

// The ARN of an execution leads to its run, if the history has it, and else to its machine.
func TestPickAnExecution(t *testing.T) {
	const express = "arn:aws:states:us-east-1:000000000000:express:orders:"
	f := &target{answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		run, err := succeed(`{"the":"run"}`)(ctx, r)
		run.Execution = express + "one:1"
		return run, err
	}}
	heard := hear(t, f, "run", "pick "+express+"one:1", "output", "pick "+express+"other:1", "quit")
	_, after, _ := strings.Cut(heard, "SUCCEEDED")
	wants(t, after, "on fake, orders SUCCEEDED", "Say sent, output", `"the": "run"`, "this execution is not in the history: going to its machine", "picked orders")
	if strings.Count(after, "picked") != 1 {
		t.Errorf("picked again\n%s", after)
	}
}
