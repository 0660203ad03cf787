package engine

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// maxWait is the longest delay of a Wait state in seconds: 24855 days are accepted, one
// more is not (recorded), for the seconds are an int of Java's.
const maxWait = math.MaxInt32

func (v *visit) wait() (jsonvalue.Value, *failure) {
	if f := v.effective(); f != nil {
		return v.raw, f
	}
	d, f := v.delay()
	if f != nil {
		return v.raw, f
	}
	if f := v.b.sleep(d); f != nil {
		return v.raw, f
	}
	return v.passThrough(v.st.Assign, v.st.Output)
}

// delay is how long the state waits from now on.
func (v *visit) delay() (time.Duration, *failure) {
	w := v.st.Wait
	if v.st.Language == asl.JSONata {
		return v.jsonataDelay(w)
	}
	switch {
	case w.Seconds.Path != nil:
		seconds, f := v.waitSeconds(&w.Seconds)
		return time.Duration(seconds) * time.Second, f
	case w.Timestamp != nil:
		x, f := v.eval(w.Timestamp, v.input)
		if f != nil {
			return 0, v.fail(asl.ErrRuntime, "The TimestampPath parameter does not reference an input value: "+w.Text)
		}
		until, ok := asl.ParseTimestamp(x.Str())
		if !ok {
			return 0, v.fail(asl.ErrRuntime, "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "+w.Text+" == "+bare(x))
		}
		return v.until(until)
	case !w.Until.IsZero():
		return v.until(w.Until)
	default:
		return time.Duration(w.Seconds.Fixed) * time.Second, nil
	}
}

func (v *visit) until(t time.Time) (time.Duration, *failure) {
	now := v.b.now
	if !v.b.x.simulated {
		now = time.Now()
	}
	d := t.Sub(now)
	if d > maxWait*time.Second {
		return 0, v.fail(asl.ErrRuntime, "Wait state delay is too long.")
	}
	return d, nil
}

func (v *visit) waitSeconds(s *asl.Seconds) (int64, *failure) {
	wrong := func(format string, args ...any) (int64, *failure) {
		return 0, v.fail(asl.ErrRuntime, "The "+s.Field+" parameter "+fmt.Sprintf(format, args...))
	}
	x, f := v.eval(s.Path, v.input)
	if f != nil {
		return wrong("does not reference an input value: %s", s.Text)
	}
	n, err := strconv.ParseInt(bare(x), 10, 64)
	switch {
	case err != nil:
		return wrong("cannot be parsed as a long value: %s == %s", s.Text, bare(x))
	case n < 0:
		return wrong("references a negative value: %s == %d", s.Text, n)
	case n > maxWait:
		return 0, v.fail(asl.ErrRuntime, "Wait state delay is too long.")
	}
	return n, nil
}

// bare is a value as Java's toString writes it into a message: a string without quotes.
func bare(x jsonvalue.Value) string {
	if x.Kind() == jsonvalue.KindString {
		return x.Str()
	}
	return x.Excerpt()
}

// jsonataDelay is delay for a state in JSONata, whose expressions have given a number, or a
// string.
func (v *visit) jsonataDelay(w *asl.WaitState) (time.Duration, *failure) {
	switch {
	case w.Seconds.Path != nil:
		x, f := v.eval(w.Seconds.Path, v.raw)
		if f != nil {
			return 0, f
		}
		n, whole := x.Int()
		switch {
		case !whole:
			return 0, v.wrongValue("Seconds", "The Seconds field cannot be parsed as a long value: "+bare(x))
		case n < 0:
			return 0, v.wrongValue("Seconds", "The Seconds field must not be negative but was: "+bare(x))
		case n > maxWait:
			return 0, v.fail(asl.ErrRuntime, "Wait state delay is too long.")
		}
		return time.Duration(n) * time.Second, nil
	case w.Timestamp != nil:
		x, f := v.eval(w.Timestamp, v.raw)
		if f != nil {
			return 0, f
		}
		until, ok := asl.ParseTimestamp(x.Str())
		if !ok {
			return 0, v.wrongValue("Timestamp", "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: "+bare(x))
		}
		return v.until(until)
	case !w.Until.IsZero():
		return v.until(w.Until)
	default:
		return time.Duration(w.Seconds.Fixed) * time.Second, nil
	}
}
