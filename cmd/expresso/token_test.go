package main

import (
	"bytes"
	"strings"
	"testing"

	"expresso/model"
)

func TestAnMFACodeIsAskedForOnlyWhereSomebodyCanAnswer(t *testing.T) {
	a := &app{stdin: strings.NewReader("123456\n"), stderr: newOutput(new(bytes.Buffer))}
	if code, err := a.askToken(false); err == nil || model.HintOf(err) == "" {
		t.Errorf("without a terminal: %q, %v", code, err)
	}
	a.drawing.Store(true)
	if code, err := a.askToken(false); err == nil || !strings.Contains(model.HintOf(err), "start it again") {
		t.Errorf("under the workbench: %q, %v", code, err)
	}
}
