package model_test

import (
	"context"
	"testing"

	"expresso/model"
)

// versioned is a target that knows versions.
type versioned struct {
	place
	asked model.ARN
}

func (v *versioned) Qualifiers(_ context.Context, machine model.ARN) (model.Qualifiers, error) {
	v.asked = machine
	return model.Qualifiers{Versions: []model.Version{{ARN: machine + ":1"}}}, nil
}

func TestQualifiersAreAskedOfTheMachine(t *testing.T) {
	const arn = "arn:aws:states:r:a:stateMachine:m"
	target := &versioned{}
	q, err := (&model.Workbench{Target: target}).Qualifiers(t.Context(), arn+":PROD")
	if err != nil || len(q.Versions) != 1 || q.Versions[0].ARN.Qualifier() != "1" || target.asked != arn {
		t.Errorf("%+v, %v; asked of %s", q, err, target.asked)
	}
	q, err = (&model.Workbench{Target: place{}}).Qualifiers(t.Context(), arn)
	if err != nil || q.Versions != nil || q.Aliases != nil {
		t.Errorf("of a target that knows none: %+v, %v", q, err)
	}
}

func TestHave(t *testing.T) {
	const arn = "arn:aws:states:r:a:stateMachine:m"
	q := model.Qualifiers{Versions: []model.Version{{ARN: arn + ":2"}}, Aliases: []model.Alias{{ARN: arn + ":PROD"}}, Cases: []string{"Happy"}}
	for arn, want := range map[model.ARN]bool{
		arn + ":2": true, arn + ":PROD": true, arn + "#Happy": true, arn + ":PROD#Happy": true,
		arn: false, arn + ":1": false, arn + ":prod": false, arn + "#happy": false, arn + ":1#Happy": false, "": false,
	} {
		if got := q.Have(arn); got != want {
			t.Errorf("%s: %v, want %v", arn, got, want)
		}
	}
}

func TestUnqualified(t *testing.T) {
	for arn, want := range map[model.ARN]model.ARN{
		"arn:aws:states:r:1:stateMachine:m":         "arn:aws:states:r:1:stateMachine:m",
		"arn:aws:states:r:1:stateMachine:m:7":       "arn:aws:states:r:1:stateMachine:m",
		"arn:aws:states:r:1:stateMachine:m:m":       "arn:aws:states:r:1:stateMachine:m",
		"arn:aws:states:r:1:stateMachine:m:PROD#ok": "arn:aws:states:r:1:stateMachine:m",
		"arn:aws:states:r:1:stateMachine:m#ok":      "arn:aws:states:r:1:stateMachine:m",
		"arn:aws:states:r:1:express:m:n:u":          "arn:aws:states:r:1:express:m:n:u",
		"m:7":                                       "m:7",
		"":                                          "",
	} {
		if got := arn.Unqualified(); got != want {
			t.Errorf("%s: got %s, want %s", arn, got, want)
		}
	}
}

func TestSharesOfAnAlias(t *testing.T) {
	version := func(n string) model.ARN {
		return model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:orders:" + n)
	}
	alias := model.Alias{Routes: []model.Route{{Version: version("2"), Weight: 90}, {Version: version("1"), Weight: 10}}}
	if got := alias.Shares(); got != "v2 90  v1 10" {
		t.Errorf("%q", got)
	}
	alias.Routes = alias.Routes[:1]
	if got := alias.Shares(); got != "v2" {
		t.Errorf("%q", got)
	}
}
