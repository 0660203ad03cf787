// Package status draws the status of a run or a state: a sign, a word and a colour. Any one of
// the three may be missing. It draws nothing else.
package status

import (
	"github.com/charmbracelet/lipgloss"

	"expresso/model"
	"expresso/model/suite"
	"expresso/model/trace"
	"expresso/ui/theme"
)

// Sign is the status as one cell, in its colour.
func Sign(t *theme.Theme, s model.Status) string {
	glyph, style := of(t, s)
	return style.Render(glyph)
}

// Word is the sign and the status's name, in its colour.
func Word(t *theme.Theme, s model.Status) string {
	glyph, style := of(t, s)
	return style.Render(glyph + " " + s.String())
}

// WordWidth is the number of cells that the widest Word takes.
const WordWidth = 13

// Outcome is how a state ended as one cell, without a colour: what failed has one by where
// it stands.
func Outcome(t *theme.Theme, o trace.Outcome) string {
	switch o {
	case trace.Succeeded:
		return t.Check
	case trace.Failed, trace.Caught:
		return t.Cross
	case trace.TimedOut:
		return t.Bang
	case trace.Running:
		return t.Dot
	default:
		return t.Sep
	}
}

func of(t *theme.Theme, s model.Status) (string, lipgloss.Style) {
	switch s {
	case model.Succeeded:
		return t.Check, t.OK
	case model.Failed:
		return t.Cross, t.Fail
	case model.TimedOut:
		return t.Bang, t.Fail
	case model.Running:
		return t.Dot, t.Wait
	case model.NotStarted:
		return t.Cross, t.Warn
	default:
		return "?", t.Warn
	}
}

// Verdict is how a run compares with what was expected, as one cell in its colour.
func Verdict(t *theme.Theme, v suite.Verdict) string {
	glyph, style := ofVerdict(t, v)
	return theme.NewInk(style).Paint(glyph)
}

// VerdictWord is the sign and the verdict in words, in its colour.
func VerdictWord(t *theme.Theme, v suite.Verdict) string {
	glyph, style := ofVerdict(t, v)
	return theme.NewInk(style).Paint(glyph + " " + v.String())
}

// VerdictWidth is the number of cells that the widest VerdictWord takes.
const VerdictWidth = 16

func ofVerdict(t *theme.Theme, v suite.Verdict) (string, lipgloss.Style) {
	switch v {
	case suite.Passed:
		return t.Check, t.OK
	case suite.Changed:
		return "~", t.Warn
	case suite.OverBudget:
		return "$", t.Warn
	case suite.Unchecked:
		return t.Sep, t.Dim
	default:
		return t.Cross, t.Fail
	}
}
