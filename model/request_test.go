package model

import (
	"strings"
	"testing"
	"time"
)

func TestDefaultsOfRequests(t *testing.T) {
	const own = "Root=1-00000001-000000000000000000000002;Parent=3;Sampled=0"
	now := time.Unix(0x6abcdef0, 0)
	set := func(included IncludedData, header string) *Defaults {
		d := &Defaults{}
		d.SetIncluded(included)
		d.SetTraceHeader(header)
		return d
	}
	for name, test := range map[string]struct {
		defaults *Defaults
		request  Request
		included IncludedData
		header   string // a prefix
	}{
		"none":                   {},
		"nothing is asked":       {defaults: set("", "none")},
		"all data needs no word": {defaults: set(AllData, "")},
		"metadata":               {defaults: set(MetadataOnly, ""), included: MetadataOnly},
		"the request says more":  {defaults: set(MetadataOnly, NewTrace), request: Request{Included: AllData, TraceHeader: own}, included: AllData, header: own},
		"a new trace":            {defaults: set("", NewTrace), header: "Root=1-6abcdef0-"},
		"the same for all":       {defaults: set("", own), header: own},
		"new without defaults":   {request: Request{TraceHeader: NewTrace}, header: "Root=1-6abcdef0-"},
	} {
		r := test.request
		test.defaults.fill(&r, now)
		if r.Included != test.included || !strings.HasPrefix(r.TraceHeader, test.header) || test.header == "" && r.TraceHeader != "" {
			t.Errorf("%s: %q, %q", name, r.Included, r.TraceHeader)
		}
	}
}

func TestTraceHeaders(t *testing.T) {
	one, two := newTraceHeader(time.Unix(1, 0)), newTraceHeader(time.Unix(1, 0))
	if one == two || len(one) > 256 || !strings.HasSuffix(one, ";Sampled=1") || !strings.HasPrefix(one, "Root=1-00000001-") {
		t.Errorf("%s, %s", one, two)
	}
	for header, id := range map[string]string{
		one: strings.TrimSuffix(strings.TrimPrefix(one, "Root="), ";Sampled=1"),
		"Self=1-2; Root=1-00000001-0123456789abcdef01234567 ;Parent=7": "1-00000001-0123456789abcdef01234567",
		"":           "",
		"Root=1":     "",
		"Root=1-2-3": "",
		"Root=1-00000001-0123456789abcdef01234567/../x":   "",
		"Root=1-00000001-0123456789abcdef0123456\x1b":     "",
		"Parent=Root=1-00000001-0123456789abcdef01234567": "",
	} {
		if got := TraceID(header); got != id {
			t.Errorf("%q: %q, want %q", header, got, id)
		}
	}
}

// Two runs under one ID would be drawn as one; what somebody wrote stays.
func TestARunAgainHasATraceOfItsOwn(t *testing.T) {
	made := newTraceHeader(time.Unix(1, 0))
	for header, want := range map[string]string{made: NewTrace, "": "", made + ";Parent=1": made + ";Parent=1", "Root=1;Sampled=1": "Root=1;Sampled=1"} {
		r := Request{Machine: "m", Name: "once", Input: "1", TraceHeader: header, Included: MetadataOnly, Origin: Origin{Run: "r", State: "S"}}
		again := r.Again()
		r.Name, r.TraceHeader = "", want
		if again != r {
			t.Errorf("%q: %+v", header, again)
		}
	}
}

func TestParseIncludedData(t *testing.T) {
	for text, ok := range map[string]bool{"": true, "ALL_DATA": true, "METADATA_ONLY": true, "metadata_only": false, "NONE": false} {
		if got, err := ParseIncludedData(text); (err == nil) != ok || ok && string(got) != text {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}
