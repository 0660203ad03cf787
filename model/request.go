package model

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// IncludedData says whether an answer holds the run's input and output. "" lets the service
// choose: it includes all.
type IncludedData string

// The values that AWS has. Answers that hold metadata only need no right to decrypt data.
const (
	AllData      IncludedData = "ALL_DATA"
	MetadataOnly IncludedData = "METADATA_ONLY"
)

// ParseIncludedData reads a value that a user gave; "" is none.
func ParseIncludedData(text string) (IncludedData, error) {
	switch value := IncludedData(text); value {
	case "", AllData, MetadataOnly:
		return value, nil
	}
	return "", fmt.Errorf("included data must be %s or %s, got %q", AllData, MetadataOnly, text)
}

// NewTrace in the place of an X-Ray trace header asks for a new one: see newTraceHeader.
const NewTrace = "new"

// Defaults are what a workbench asks of each run whose request does not say. The zero value asks
// for nothing. It is safe for concurrent use.
type Defaults struct {
	metadataOnly atomic.Bool
	header       atomic.Pointer[string]
}

// Included is what answers are to hold.
func (d *Defaults) Included() IncludedData {
	if d.metadataOnly.Load() {
		return MetadataOnly
	}
	return ""
}

// SetIncluded changes it.
func (d *Defaults) SetIncluded(data IncludedData) { d.metadataOnly.Store(data == MetadataOnly) }

// TraceHeader is the X-Ray trace header of each run, NewTrace for a new one, "" for none.
func (d *Defaults) TraceHeader() string {
	if header := d.header.Load(); header != nil {
		return *header
	}
	return ""
}

// SetTraceHeader changes it. "none" is none, too.
func (d *Defaults) SetTraceHeader(header string) {
	if header == "none" {
		header = ""
	}
	d.header.Store(&header)
}

// fill completes a request.
func (d *Defaults) fill(r *Request, now time.Time) {
	if d != nil {
		r.Included = cmp.Or(r.Included, d.Included())
		r.TraceHeader = cmp.Or(r.TraceHeader, d.TraceHeader())
	}
	if r.TraceHeader == NewTrace {
		r.TraceHeader = newTraceHeader(now)
	}
}

// newTraceHeader makes the X-Ray trace header of a new trace that is sampled: a machine with
// tracing on records the run under its ID.
func newTraceHeader(now time.Time) string {
	var id [12]byte
	_, _ = rand.Read(id[:]) // never fails: crypto/rand ends the program instead
	return fmt.Sprintf("Root=1-%08x-%s;Sampled=1", uint32(now.Unix()), hex.EncodeToString(id[:]))
}

var (
	traceID  = pattern(`^1-[0-9a-f]{8}-[0-9a-f]{24}$`)
	newTrace = pattern(`^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=1$`)
)

// TraceID is the ID of the X-Ray trace that a trace header names, "" if it names none.
func TraceID(header string) string {
	for part := range strings.SplitSeq(header, ";") {
		if id, ok := strings.CutPrefix(strings.TrimSpace(part), "Root="); ok && traceID().MatchString(id) {
			return id
		}
	}
	return ""
}

// Again is what is asked to repeat a run. A trace that was made for it alone becomes a new one:
// two runs under one ID would be drawn as one.
func (r Request) Again() Request {
	again := Request{Machine: r.Machine, Input: r.Input, TraceHeader: r.TraceHeader, Included: r.Included, Origin: r.Origin}
	if newTrace().MatchString(again.TraceHeader) {
		again.TraceHeader = NewTrace
	}
	return again
}

// pattern is a regular expression that is compiled when it is used.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// Withheld is shown in place of an output that the answer left out, where there is room for a word.
const Withheld = "withheld"

// WhyWithheld says why an answer has no output although the run Succeeded, "" if it has one.
func (r Run) WhyWithheld() string {
	switch {
	case !r.OutputWithheld:
		return ""
	case r.Included == MetadataOnly:
		return "withheld: the request asked for METADATA_ONLY"
	}
	return "withheld: the service left it out of its answer"
}
