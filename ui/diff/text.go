package diff

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"expresso/model/jsondiff"
)

// textLine is a line of two texts that are not JSON: of one of them, or of both.
type textLine struct {
	l, r       string
	hasL, hasR bool
	nl, nr     int   // line numbers, from 1
	part       *part // of a difference, which may have several lines
}

// compareText compares line by line. Lines that took the place of others stand beside
// them.
func compareText(left, right string) *Result {
	res := &Result{}
	at, nl, nr := 0, 0, 0
	equal := func(to int) {
		for _, line := range lines(left[at:to]) {
			nl, nr = nl+1, nr+1
			res.text = append(res.text, textLine{l: line, r: line, hasL: true, hasR: true, nl: nl, nr: nr})
		}
	}
	left, right, res.newline = endLines(left, right)
	for _, edit := range udiff.Lines(left, right) {
		equal(edit.Start)
		old, new := lines(left[edit.Start:edit.End]), lines(edit.New)
		at = edit.End
		for i, pair := range jsondiff.Similar(len(old), len(new), func(i, j int) int { return alikeText(old[i], new[j]) }) {
			line := textLine{part: &part{Op: changed}}
			if pair.L >= 0 {
				nl++
				line.l, line.hasL, line.nl = old[pair.L], true, nl
			}
			if pair.R >= 0 {
				nr++
				line.r, line.hasR, line.nr = new[pair.R], true, nr
			}
			switch {
			case !line.hasL:
				line.part.Op = added
				res.Counts.Added++
			case !line.hasR:
				line.part.Op = removed
				res.Counts.Removed++
			default:
				res.Counts.Changed++
			}
			// A difference of many lines is one to go to.
			if i == 0 {
				res.list(line.part)
			}
			res.text = append(res.text, line)
		}
	}
	equal(len(left))
	return res
}

// endLines gives both texts a newline at the end, if they have any lines, and reports
// whether only one of them had it.
func endLines(left, right string) (l, r string, differ bool) {
	end := func(s string) string {
		if s == "" || strings.HasSuffix(s, "\n") {
			return s
		}
		return s + "\n"
	}
	l, r = end(left), end(right)
	return l, r, left != "" && right != "" && (l == left) != (r == right)
}

// maxAlike is how much of a line counts for its likeness to another.
const maxAlike = 400

// alikeText says how much two lines have in common, from 1 to 1000.
func alikeText(a, b string) int {
	a, b = cut(a, maxAlike), cut(b, maxAlike)
	pre, post := common(a, b)
	return 1 + 999*(pre+post)/max(len(a), len(b), 1)
}

// lines splits a text, without the ends of the lines.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
