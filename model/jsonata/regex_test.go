package jsonata

import (
	"errors"
	"testing"

	"github.com/dlclark/regexp2/v2"
)

// A search that the library gives up before its time is over is made again; one that takes
// all of it is not.
func TestPatiently(t *testing.T) {
	tries := 0
	if _, err := patiently(func() (*regexp2.Match, error) {
		if tries++; tries < 3 {
			return nil, errors.New("too early")
		}
		return nil, nil
	}); err != nil || tries != 3 {
		t.Errorf("%v after %d tries", err, tries)
	}
	late := errors.New("late")
	if _, err := patiently(func() (*regexp2.Match, error) { return nil, late }); !errors.Is(err, late) {
		t.Errorf("got %v", err)
	}
	// Backtracking without end.
	e, err := Compile(`$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)`)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := e.Evaluate(t.Context(), Evaluation{}); err == nil {
		t.Errorf("got %v", v)
	}
}
