package jsonview

import (
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// expand puts in the place of the string on line i the JSON that it holds. It reports
// whether the string holds an object or array that is not empty.
func (d *document) expand(i int) bool {
	_, spelled := d.keyAndValue(i)
	if !d.json || !strings.HasPrefix(spelled, `"`) {
		return false
	}
	value, err := jsonvalue.Parse(spelled)
	if err != nil {
		return false
	}
	held, ok := parseJSON(value.Str())
	if !ok || len(held.lines) == 1 {
		return false
	}
	kept := slices.Index(d.strings, spelled)
	if kept < 0 {
		kept = len(d.strings)
		d.strings = append(d.strings, strings.Clone(spelled))
	}
	held.lines[0].inside = int32(kept + 1)
	d.replace(i, i, strings.TrimSuffix(held.text, "\n"), held.lines)
	return true
}

// collapse undoes expand for the node that begins on line i, if it was expanded.
func (d *document) collapse(i int) bool {
	l := d.lines[i]
	if l.inside == 0 {
		return false
	}
	d.replace(i, int(l.match), d.strings[l.inside-1], []line{{parent: -1}})
	return true
}

// replace puts another value into the place of the node on lines first to last: text and
// lines as layOut makes them for a document of their own.
func (d *document) replace(first, last int, text string, lines []line) {
	old := d.lines[first]
	from := old.start + valueOffset(old)
	to := d.end(last)
	if strings.HasSuffix(d.text[:to], ",") {
		to--
	}
	bytes, shift := len(text)-(to-from), int32(len(lines)-(last+1-first))
	all := make([]line, 0, len(d.lines)+int(shift))
	all = append(append(append(all, d.lines[:first]...), lines...), d.lines[last+1:]...)
	for i := range all {
		l := &all[i]
		switch {
		case i >= first && i < first+len(lines):
			if l.match > 0 || i == first+len(lines)-1 && len(lines) > 1 {
				l.match += int32(first)
			}
			l.start += from
			l.depth += old.depth
			l.origin = old.origin
			if l.parent < 0 {
				l.parent, l.index = old.parent, old.index
			} else {
				l.parent += int32(first)
			}
			continue
		case i >= first+len(lines):
			l.start += bytes
		}
		if int(l.parent) > last {
			l.parent += shift
		}
		if int(l.match) > last {
			l.match += shift
		}
	}
	all[first].start, all[first].key = old.start, old.key
	d.text = d.text[:from] + text + d.text[to:]
	d.lines = all
}
