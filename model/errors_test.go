package model_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"expresso/model"
)

func TestHintOf(t *testing.T) {
	denied := fmt.Errorf("input: %w", &fs.PathError{Op: "openat", Path: "inputs/orders/a.json", Err: fs.ErrPermission})
	for _, tt := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errors.New("plain"), ""},
		{denied, "make inputs/orders and its contents readable and writable"},
		{model.WithHint(denied, "mine"), "mine"},
		{fmt.Errorf("outer: %w", model.WithHint(errors.New("x"), "inner")), "inner"},
		{&fs.PathError{Op: "open", Path: "a", Err: fs.ErrNotExist}, ""},
	} {
		if got := model.HintOf(tt.err); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
}
