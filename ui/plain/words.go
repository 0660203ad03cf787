package plain

import (
	"strings"
	"time"

	"expresso/model/jsonvalue"
	"expresso/ui/screen"
)

// counted is a number of things.
func counted(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return screen.Count(n) + " " + thing + "s"
}

// spoken is a duration without marks, and without the zeros of a whole number of seconds.
func spoken(d time.Duration) string {
	if d > 0 && d < time.Millisecond {
		return "less than 1 ms"
	}
	return strings.Replace(screen.Duration(d), ".00 s", " s", 1)
}

// when is a moment: the time of today, or the date with it.
func when(t time.Time) string {
	t, now := t.Local(), time.Now()
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return "at " + t.Format("15:04:05")
	}
	return "on " + t.Format("2006-01-02 15:04:05")
}

// pretty is a document by lines, if it is JSON.
func pretty(text string) string {
	if formatted, err := jsonvalue.Format(text, "  "); err == nil {
		return formatted
	}
	return text
}

// unmarked parts facts with commas rather than dots.
func unmarked(text string) string { return strings.ReplaceAll(text, " · ", ", ") }
