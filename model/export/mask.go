package export

import (
	"errors"
	"regexp"
	"slices"
	"sync"

	"expresso/model/secret"
	"expresso/model/suite"
)

// Masked is a result, with the documents of its run, without the values that look secret in what it
// tells: for files that others read.
func Masked(r suite.Result) suite.Result {
	var m secret.Masker
	for _, text := range []string{r.Run.Input, r.Run.Output, r.Run.Error, r.Run.Cause, r.Run.Problem} {
		m.Learn(text)
	}
	if r.Expected != nil {
		m.Learn(r.Expected.Text())
	}
	if r.Problem != nil {
		m.Learn(r.Problem.Error())
	}
	if m.Count() == 0 {
		return r
	}
	r.Differences = slices.Clone(r.Differences)
	for i, d := range r.Differences {
		key := memberOf(d.Path)
		r.Differences[i] = suite.Difference{Place: m.Mask(d.Place), Path: m.Mask(d.Path), Want: m.MaskMember(key, d.Want), Got: m.MaskMember(key, d.Got)}
	}
	if r.Problem != nil {
		if text := m.Mask(r.Problem.Error()); text != r.Problem.Error() {
			r.Problem = errors.New(text)
		}
	}
	return r
}

// lastMember is the last member in a path, before the places of elements.
var lastMember = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:\.([^.\[\]]+)|\[["'](.*)["']\])(?:\[[\d→*]+\])*$`)
})

// memberOf is the name of the member that a path leads to, or whose elements it leads into; "" for none.
func memberOf(path string) string {
	found := lastMember().FindStringSubmatch(path)
	if found == nil {
		return ""
	}
	return found[1] + found[2]
}
