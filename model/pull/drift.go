package pull

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"expresso/model"
	"expresso/model/jsondiff"
	"expresso/model/jsonvalue"
)

// Drift is how a deployed machine differs from its definition in the folder.
type Drift struct {
	Source
	Path        string // of the definition, as short as the user writes it
	Differences []Difference
	More        int // differences beyond those
	// Notes say what else has changed since it was pulled.
	Notes []string
	// File is the definition of the folder, with deployed values in place of stand-ins, and Deployed
	// is the other one: as text, to be shown side by side.
	File, Deployed string
}

// Difference is a place at which the definitions differ.
type Difference struct {
	Path     string // $.States.Charge.Resource
	File     string // JSON; "" for nothing
	Deployed string
}

// maxDifferences is how many differences are reported for one machine, and maxExcerpt how much of a
// value in bytes.
const (
	maxDifferences = 100
	maxExcerpt     = 200
)

// Same reports whether the definitions say the same.
func (d *Drift) Same() bool { return len(d.Differences) == 0 }

// Mark replaces a value of a definition that only a deployment knows. It is read as a text
// and as a number.
const Mark = "987123450012345"

// Compare compares the definition of a folder with the one that is deployed. marked is the
// first with a Mark in the place of each stand-in, or the same text if there are none. Texts
// that are not JSON differ as a whole.
func Compare(definition, marked, deployed string, standIns []model.StandIn) (d Drift) {
	d.File, d.Deployed = definition, deployed
	file, err := jsonvalue.Parse(definition)
	is, wrong := jsonvalue.Parse(deployed)
	if err != nil || wrong != nil {
		if strings.TrimSpace(definition) != strings.TrimSpace(deployed) {
			d.Differences = []Difference{{Path: "$", File: excerpt(definition), Deployed: excerpt(deployed)}}
		}
		return d
	}
	with, err := jsonvalue.Parse(marked)
	if err != nil {
		with = file
	}
	f := filler{standIns: slices.DeleteFunc(slices.Clone(standIns), func(s model.StandIn) bool { return !s.Tells() })}
	filled := f.fill(file, with, is)
	d.File = filled.String()
	for part := range jsondiff.Compare(jsondiff.NewDoc(filled), jsondiff.NewDoc(is)).All {
		if part.Op == jsondiff.Inside || part.Op == jsondiff.Respelled {
			continue // written differently only
		}
		if len(d.Differences) == maxDifferences {
			d.More++
			continue
		}
		at := Difference{Path: part.Path()}
		if part.L != nil {
			at.File = excerpt(part.L.Value.String())
		}
		if part.R != nil {
			at.Deployed = excerpt(part.R.Value.String())
		}
		d.Differences = append(d.Differences, at)
	}
	return d
}

func excerpt(text string) string {
	if len(text) > maxExcerpt {
		return strings.ToValidUTF8(text[:maxExcerpt], "") + "..."
	}
	return text
}

// filler puts deployed values in place of the stand-ins that they fit.
type filler struct{ standIns []model.StandIn }

// fill takes a value of the folder, the same with marks, and the deployed one.
func (f *filler) fill(file, marked, deployed jsonvalue.Value) jsonvalue.Value {
	switch {
	case marked.Kind() == jsonvalue.KindNumber && marked.NumberText() == Mark && file.Kind() != jsonvalue.KindObject:
		return deployed
	case file.Kind() == jsonvalue.KindString:
		pattern := file.Str()
		if marked.Kind() == jsonvalue.KindString {
			pattern = marked.Str()
		}
		if pattern == Mark || deployed.Kind() == jsonvalue.KindString && f.fits(pattern, deployed.Str()) {
			return deployed
		}
	case file.Kind() != deployed.Kind():
	case file.Kind() == jsonvalue.KindArray:
		elems := slices.Clone(file.Elements())
		for i := range min(len(elems), deployed.Len()) {
			of := elems[i]
			if marked.Kind() == jsonvalue.KindArray && marked.Len() == len(elems) {
				of = marked.At(i)
			}
			elems[i] = f.fill(elems[i], of, deployed.At(i))
		}
		return jsonvalue.NewArray(elems)
	case file.Kind() == jsonvalue.KindObject:
		members := make([]jsonvalue.Member, file.Len())
		for i := range members {
			members[i] = file.Member(i)
			of, ok := marked.Get(members[i].Key)
			if !ok {
				of = members[i].Value
			}
			if is, ok := deployed.Get(members[i].Key); ok {
				members[i].Value = f.fill(members[i].Value, of, is)
			}
		}
		return jsonvalue.NewObject(members)
	}
	return file
}

// open is a name without a value in a text.
var open = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$\{[^{}]*\}`) })

// fits reports whether a text is what a pattern with marks, stand-ins and names without a value
// may become.
func (f *filler) fits(pattern, text string) bool {
	if pattern == text {
		return true
	}
	pattern = open().ReplaceAllLiteralString(pattern, Mark)
	if !strings.Contains(pattern, Mark) {
		for _, s := range f.standIns {
			pattern = strings.ReplaceAll(pattern, s.Value, Mark)
		}
	}
	parts := strings.Split(pattern, Mark)
	if len(parts) == 1 {
		return false
	}
	text, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return false
	}
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = after
	}
	return strings.HasSuffix(text, last)
}
