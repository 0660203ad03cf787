package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"expresso/model"
)

func TestAnMFACodeIsAskedForOnlyWhereSomebodyCanAnswer(t *testing.T) {
	a := &app{stdin: strings.NewReader("123456\n"), stderr: newOutput(new(bytes.Buffer))}
	if code, err := a.askToken(t.Context(), model.CodeRequest{}); err == nil || model.HintOf(err) == "" {
		t.Errorf("without a terminal: %q, %v", code, err)
	}
	a.draws(func(_ context.Context, r model.CodeRequest) (string, error) { return "code of " + r.Device, nil })
	if code, err := a.askToken(t.Context(), model.CodeRequest{Device: "mine"}); err != nil || code != "code of mine" || a.terminal() != nil {
		t.Errorf("under the workbench: %q, %v", code, err)
	}
}
