package jsonvalue

import (
	"strings"
	"testing"
)

func TestLocate(t *testing.T) {
	const text = `{"States": {"A/b": {"x": [1, {"y": true}]}, "": 7, "": 8, "é": "z"}}`
	for pointer, want := range map[string]string{
		"":                     `{"States"`,
		"/States":              `{"A/b"`,
		"/States/A~1b/x/1/y":   `true`,
		"/States/A~1b/x/0":     `1,`,
		"/States/":             `8,`,
		"/States/é":            `"z"`,
		"/States/A~1b/x/2":     "",
		"/States/A~1b/x/1/y/z": "",
		"/no":                  "",
		"States":               "",
	} {
		at, ok := Locate(text, pointer)
		if ok != (want != "") || ok && !strings.HasPrefix(text[at:], want) {
			t.Errorf("%q: at %d (%v), want %q", pointer, at, ok, want)
		}
	}
}
