package machine

import (
	"fmt"
	"path/filepath"
	"strings"

	"expresso/model"
	"expresso/model/file"
)

// maxSource is the largest file of which lines are shown, in bytes, and around is how many
// on either side of the one with the problem; maxLine is how much of each, in bytes.
const (
	maxSource = 8 << 20
	around    = 6
	maxLine   = 400
)

// problemText says what is wrong with a machine, where in a folder, and what to do about it.
func problemText(f *model.Problem, excerpt, folder string) string {
	if f == nil {
		return ""
	}
	where := f.File
	if below, err := filepath.Rel(folder, where); err == nil && filepath.IsLocal(below) {
		where = below
	}
	if f.Line > 0 {
		where += fmt.Sprintf(", line %d, column %d", f.Line, f.Column)
	}
	text := f.Message + "\n" + where + "\n"
	if f.Hint != "" {
		text += "hint: " + f.Hint + "\n"
	}
	return text + "\n" + excerpt
}

// excerpt is the lines of a file around a problem, with that of the problem marked; "" if they
// cannot be read.
func excerpt(f model.Problem) string {
	if f.Line <= 0 {
		return ""
	}
	text, err := file.Read(f.File, maxSource)
	if err != nil {
		return "" // the place stands above
	}
	lines := strings.Split(string(text), "\n")
	if f.Line > len(lines) {
		return ""
	}
	var out strings.Builder
	for n := max(f.Line-around, 1); n <= min(f.Line+around, len(lines)); n++ {
		mark := " "
		if n == f.Line {
			mark = ">"
		}
		line := strings.TrimRight(lines[n-1], "\r")
		fmt.Fprintf(&out, "%s%5d  %s\n", mark, n, strings.ToValidUTF8(line[:min(len(line), maxLine)], "?"))
	}
	return out.String() + "\n"
}

// introduce says what the problems mean.
func (d *definition) introduce(say func(text string, paint func(...string) string)) {
	switch {
	case d.drawn:
	case d.text == "":
		say("no graph: there is no definition to draw", d.T.Fail.Render)
	default:
		say("no graph: the definition is invalid", d.T.Fail.Render)
	}
	if d.machine.Type == model.Standard && d.said.ProblemAt != nil && d.text != "" {
		say("a STANDARD machine, checked as EXPRESS: only Express workflows run here", d.T.Dim.Render)
	}
}

// file is where to edit the machine: at its problem, or else where it is declared; line is 0
// if it is not known.
func (d *definition) file() (path string, line int) {
	if f := d.said.ProblemAt; f != nil && f.File != "" {
		return f.File, f.Line
	}
	if d.said.Declared != "" {
		return d.said.Declared, d.said.Line
	}
	return d.said.Path, 0
}

func (d *definition) noFile() string {
	if path, _ := d.file(); path == "" {
		return "this machine has no local file"
	}
	return ""
}

// standIns lists values in place of what only a deployment knows.
func standIns(all []model.StandIn) string {
	var out strings.Builder
	for _, s := range all {
		fmt.Fprintf(&out, "%s = %s\n", s.Name, s.Value)
		if s.From != "" {
			fmt.Fprintf(&out, "    from %s\n", s.From)
		}
	}
	return out.String()
}
