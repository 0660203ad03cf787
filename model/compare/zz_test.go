package compare

import (
	"testing"

	"expresso/model"
	"expresso/model/jsondiff"
)

func TestZZ(t *testing.T) {
	p, _ := jsondiff.ParsePath("$..id")
	for _, c := range [][2]model.Run{
		{{Status: model.Succeeded, Output: `{"a":1.0,"id":1}`}, {Status: model.Succeeded, Output: `{"id":2,"a":1}`}},
		{{Status: model.Succeeded, Output: `1e2`}, {Status: model.Succeeded, Output: `100`}},
		{{Status: model.Succeeded, Output: `0`}, {Status: model.Succeeded, Output: `-0.0`}},
		{{Status: model.Succeeded, Output: `9007199254740993`}, {Status: model.Succeeded, Output: `9007199254740992`}},
		{{Status: model.Succeeded, Output: `"\u0061"`}, {Status: model.Succeeded, Output: `"a"`}},
		{{Status: model.Succeeded, Output: `[1,2]`}, {Status: model.Succeeded, Output: `[2,1]`}},
		{{Status: model.Failed, Cause: `{"id":1}`}, {Status: model.Failed, Cause: `{"id":2}`}},
		{{Status: model.Failed, Cause: ``}, {Status: model.Failed, Cause: `{"id":2}`}},
		{{Status: model.Succeeded, Output: `{"x":1e400}`}, {Status: model.Succeeded, Output: `{"x":1e401}`}},
		{{Status: model.NoAnswer}, {Status: model.NoAnswer}},
	} {
		r := Of([2]Answer{{Run: c[0]}, {Run: c[1]}}, []jsondiff.Path{p})
		t.Log(c[0].Output, c[1].Output, c[0].Cause, c[1].Cause, r.Same(), r.Differences)
	}
}
