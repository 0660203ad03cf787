package picker

import (
	"errors"

	"github.com/charmbracelet/lipgloss"

	"expresso/model"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

const (
	// maxNotice bounds the lines of a notice.
	maxNotice = 4
	// old is the age in minutes from which a list is shown as old.
	old = 1
)

// notice is what has to be said of the list or its filter, in lines above it.
func (l *List) notice() []string {
	text, style := l.told()
	if text == "" {
		return nil
	}
	lines := theme.Wrapped(screen.Visible(text), l.width, style)
	return lines[:min(len(lines), maxNotice)]
}

// told is that in words.
func (l *List) told() (string, lipgloss.Style) {
	count := func(n int) string { return screen.Count(int64(n)) }
	if arn, ok := l.namedARN(); ok {
		return "enter: " + naming(arn, l.here()), l.t.Accent
	}
	if n := l.untagged(); n > 0 {
		switch {
		case l.tags.reading:
			return "reading tags " + l.t.Ellipsis, l.t.Wait
		case l.tags.err != nil:
			return l.denied("no tags", l.tags.err), l.t.Fail
		case n > maxTagged:
			return "enter reads the tags of " + count(maxTagged) + " of " + count(n) + " machines: type a part of their names too", l.t.Accent
		case n == 1:
			return "enter reads the tags of 1 machine", l.t.Accent
		}
		return "enter reads the tags of " + count(n) + " machines", l.t.Accent
	}
	age := ""
	if at := l.listed.at; !at.IsZero() && l.now().Sub(at).Minutes() >= old {
		age = "listed " + screen.Ago(at, l.now()) + " ago"
	}
	switch {
	case l.listed.err != nil && len(l.machines) == 0: // which is shown in place of the list
	case l.listed.err != nil && age != "":
		return age + ". " + l.denied("not listed again", l.listed.err) + ": press ctrl+l to try again", l.t.Warn
	case l.listed.err != nil && l.listed.pages > 0:
		return l.denied("not all are listed", l.listed.err) + ": ctrl+l continues", l.t.Warn
	case l.listed.err != nil && l.listed.more:
		return l.denied("not listed", l.listed.err) + ". These are from the history; press / and paste an ARN for others", l.t.Warn
	case l.listed.err != nil:
		return l.denied("not listed again", l.listed.err) + ": press ctrl+l to try again", l.t.Warn
	case l.listed.loading && age != "" && l.listed.read > 0:
		return age + ", " + count(l.listed.read) + " read again", l.t.Dim
	case age != "" && l.listed.loading:
		return age + ", reading again " + l.t.Ellipsis, l.t.Dim
	}
	if so := l.SoFar(); so != "" {
		return so, l.t.Wait
	}
	return "", l.t.Text
}

// SoFar says how many machines are listed while others are still to come, "" if all are.
func (l *List) SoFar() string {
	switch {
	case !l.listed.more:
		return ""
	case l.listed.err != nil:
		return "not all machines are listed"
	}
	return screen.Count(int64(l.listed.read)) + " machines so far " + l.t.Ellipsis
}

// denied says what is not done and why, in few words: which permission is missing, or what the
// service says.
func (l *List) denied(what string, err error) string {
	if denied := (*model.DeniedError)(nil); errors.As(err, &denied) {
		where := ""
		if denied.Resource != "*" {
			where = " on " + string(denied.Resource)
		}
		return what + ": " + denied.Action + " is denied" + where
	}
	return what + ": " + err.Error()
}
