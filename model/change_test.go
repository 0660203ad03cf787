package model_test

import (
	"testing"

	"expresso/model"
)

func TestChangeTouches(t *testing.T) {
	for _, tt := range []struct {
		change model.Change
		want   bool
	}{
		{model.Change{}, false},
		{model.Change{New: []string{"a"}}, true},
		{model.Change{Reloaded: []string{"b", "a"}}, true},
		{model.Change{Broken: []model.Machine{{Name: "a"}}}, true},
		{model.Change{Gone: []string{"a"}}, false}, // there is none to draw or to run
		{model.Change{Reloaded: []string{"b"}}, false},
		{model.Change{Mocks: true}, true},
	} {
		if got := tt.change.Touches("a"); got != tt.want {
			t.Errorf("%+v: %v", tt.change, got)
		}
	}
}
