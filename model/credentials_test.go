package model_test

import (
	"testing"

	"expresso/model"
)

func TestParseCode(t *testing.T) {
	for text, want := range map[string]string{
		"123456": "123456", " 123 456 ": "123456", "12345": "", "1234567": "", "12345a": "", "": "", "١٢٣٤٥٦": "", "12 34 5": "",
	} {
		if code, problem := model.ParseCode(text); code != want || (problem == "") != (want != "") {
			t.Errorf("%q is %q, %q", text, code, problem)
		}
	}
}
