package screen

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"expresso/model/trace"
)

// Duration puts d into words: to the millisecond below a second (412 ms), to ten
// milliseconds below a minute (1.24 s), then in minutes and seconds (5 min, 2 min 05 s)
// or hours and minutes (3 h 20 min). Digits that are not shown are cut, never rounded up,
// so that nothing seems to have reached a limit that it did not reach; but what is a little more than
// a step of 100 ms, which is what AWS bills in, says so (2.004 s). What took less than nothing is
// unknown.
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return "unknown"
	case d > 0 && d < time.Millisecond:
		return "<1 ms"
	case d < time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	case d < time.Minute:
		hundredths := d / (10 * time.Millisecond)
		if ms := d.Milliseconds(); hundredths%10 == 0 && ms%10 != 0 {
			return strconv.FormatInt(ms/1000, 10) + "." + fmt.Sprintf("%03d", ms%1000) + " s"
		}
		return strconv.FormatInt(int64(hundredths/100), 10) + "." + twoDigits(int64(hundredths%100)) + " s"
	case d < time.Hour:
		return parts(d, time.Minute, "min", time.Second, "s")
	default:
		return parts(d, time.Hour, "h", time.Minute, "min")
	}
}

// Elapsed puts the time that something has taken so far into words: to a tenth of a second below
// a minute, so that it moves and does not flicker.
func Elapsed(d time.Duration) string {
	if d = max(d, 0); d < time.Minute {
		tenths := int64(d / (100 * time.Millisecond))
		return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + " s"
	}
	return Duration(d)
}

// Difference puts a duration that may be negative into words with its sign: +412 ms.
func Difference(d time.Duration) string {
	switch {
	case d > 0:
		return "+" + Duration(d)
	case d < 0:
		return "-" + Duration(-max(d, -math.MaxInt64))
	}
	return Duration(0)
}

// parts writes d as whole large units and, unless they are none, whole small ones.
func parts(d, large time.Duration, largeName string, small time.Duration, smallName string) string {
	s := Count(int64(d/large)) + " " + largeName
	if rest := d % large / small; rest > 0 {
		s += " " + twoDigits(int64(rest)) + " " + smallName
	}
	return s
}

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// Bytes puts a number of bytes into words of at most one decimal: 142 B, 1.2 KiB,
// 256 KiB. The decimal is cut, never rounded up.
func Bytes(n int) string {
	const units = "KMGTPE"
	if n < 1024 {
		return strconv.Itoa(n) + " B"
	}
	unit, size := -1, 1
	for n/size >= 1024 {
		unit++
		size *= 1024
	}
	s := strconv.Itoa(n / size)
	if tenth := uint64(n%size) * 10 / uint64(size); len(s) < 3 && tenth > 0 {
		s += "." + strconv.FormatUint(tenth, 10)
	}
	return s + " " + units[unit:unit+1] + "iB"
}

// Count writes n with thousands separators: 1,204.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Lacks says what a trace does not tell, and why; "" for nothing.
func Lacks(l trace.Lacks) string {
	var all []string
	switch {
	case l.OnlyFailures:
		all = append(all, "only failures are in the trace: the machine logs at level ERROR or FATAL, and ALL logs every state")
	case l.Missing == 1:
		all = append(all, "1 event is missing in the trace")
	case l.Missing > 0:
		all = append(all, Count(l.Missing)+" events are missing in the trace")
	}
	if l.NoData {
		all = append(all, "inputs and outputs are not in the trace: the machine logs without includeExecutionData")
	}
	switch {
	case l.Truncated == 1:
		all = append(all, "the data of 1 event was truncated by the log")
	case l.Truncated > 1:
		all = append(all, "the data of "+Count(int64(l.Truncated))+" events was truncated by the log")
	}
	return strings.Join(all, "; ")
}

// Ago puts the time that has passed since t into two to four cells: now, 42s, 2m, 5h, 3d,
// 6w, 2y. It is "" for the zero time, and "now" for a time to come.
func Ago(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	const day = 24 * time.Hour
	d := now.Sub(t)
	unit, name := time.Second, "s"
	switch {
	case d < time.Second:
		return "now"
	case d < time.Minute:
	case d < time.Hour:
		unit, name = time.Minute, "m"
	case d < day:
		unit, name = time.Hour, "h"
	case d < 14*day:
		unit, name = day, "d"
	case d < 365*day:
		unit, name = 7*day, "w"
	default:
		unit, name = 365*day, "y"
	}
	return strconv.FormatInt(int64(d/unit), 10) + name
}

// Left says how long something may still take. Seconds are enough: it is an estimate.
func Left(d time.Duration) string {
	if d < time.Minute {
		return Count(int64(d.Round(time.Second)/time.Second)) + " s left"
	}
	return Duration(d) + " left"
}
