package report

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gohtml "github.com/yuin/goldmark/renderer/html"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/pricing"
	"expresso/ui/uitest"
)

var start = time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)

// sample is a run in which one state failed, with a text wherever somebody else than us wrote
// one.
func sample(wild string) Report {
	definition := `{"StartAt":` + quote(wild+"One") + `,"States":{` + quote(wild+"One") + `:{"Type":"Pass","Next":"Two"},"Two":{"Type":"Fail","Error":"E"}}}`
	m, _ := asl.Load(definition, asl.Express)
	event := func(id int64, kind, state, details string) model.Event {
		return model.Event{ID: id, Previous: id - 1, Type: kind, Time: start.Add(time.Duration(id) * time.Millisecond), State: state, Details: details}
	}
	return Report{
		Run: model.Run{
			ID: "01a230d5115bf5f57a30b329a3de921c", Target: "embedded" + wild,
			Request: model.Request{Machine: model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:orders" + wild), Input: `{"a":` + quote(wild) + `,"b":[1.50,true,null]}`},
			Asked:   start, Took: 5 * time.Millisecond, Started: start, Stopped: start.Add(2004 * time.Millisecond),
			Status: model.Failed, Error: "Bad" + wild, Cause: wild, Note: wild, Saved: wild,
			Billing: model.Billing{Duration: 2100 * time.Millisecond, MemoryMB: 64},
		},
		Prices:  pricing.USEast(),
		Machine: m,
		Events: []model.Event{
			event(1, "ExecutionStarted", "", `{"input":"1"}`),
			event(2, "PassStateEntered", wild+"One", "{}"), event(3, "PassStateExited", wild+"One", "{}"),
			event(4, "FailStateEntered", "Two", "{}"),
			event(5, "ExecutionFailed", "", `{"error":`+quote("Bad"+wild)+`}`),
		},
	}
}

func quote(s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range s {
		if r < ' ' || r == '"' || r == '\\' {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String() + `"`
}

func written(t testing.TB, r Report, name string) string {
	t.Helper()
	var out strings.Builder
	if err := r.Write(&out, name); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestReports(t *testing.T) {
	t.Setenv("TZ", "UTC")
	time.Local = time.UTC
	for _, name := range []string{"report.md", "report.html"} {
		uitest.Golden(t, name, written(t, sample(""), name))
	}
}

func TestWithoutAnAnswer(t *testing.T) {
	r := sample("")
	r.Run.Status, r.Run.Billing, r.Run.Problem, r.Run.Hint = model.NoResponse, model.Billing{}, "the connection broke", "look before you run it again"
	r.Run.Error, r.Run.Cause, r.Events, r.Machine, r.NoGraph, r.NoTrace = "", "", nil, nil, "Cannot read the definition", "no trace of it"
	for _, name := range []string{"r.MD", "r.htm"} {
		text := written(t, r, name)
		for _, want := range []string{"the connection broke", "look before you run it again", "unknown", "Cannot read the definition", "no trace of it"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
	if err := Known("report.pdf"); err == nil || !strings.Contains(model.HintOf(err), "report.html") {
		t.Error(err)
	}
}

// elsewhere is a target that describes some machines.
type elsewhere struct {
	model.Target
	definitions map[model.ARN]string
}

func (elsewhere) Info() model.Info { return model.Info{Name: "embedded"} }

func (e elsewhere) Describe(_ context.Context, arn model.ARN) (model.Description, error) {
	definition, ok := e.definitions[arn]
	if !ok {
		return model.Description{}, errors.New("there is no such machine")
	}
	return model.Description{Machine: model.Machine{ARN: arn, Type: model.Express}, Definition: definition}, nil
}

// kept is a journal without traces.
type kept struct{ model.Journal }

func (kept) Trace(context.Context, model.RunID) ([]model.Event, error) {
	return nil, errors.New("the disk is gone")
}

func TestRead(t *testing.T) {
	const arn, definition = "arn:aws:states:us-east-1:000000000000:stateMachine:orders", `{"StartAt":"One","States":{"One":{"Type":"Succeed"}}}`
	run := sample("").Run
	for _, tt := range []struct {
		machine, target, described, definition, want string
	}{
		{arn, "embedded", arn, definition, ""},
		{arn + ":7", "embedded", arn + ":7", definition, ""},
		{arn + ":7", "embedded", arn, definition, ""}, // that version is gone
		{arn + "#Declined", "embedded", arn, definition, ""},
		{arn, "aws", arn, definition, "the run was made on aws, and the target is embedded"},
		{arn, "embedded", "another", definition, "there is no such machine"},
		{arn, "embedded", arn, `{"StartAt":"One"}`, "The definition is invalid now: "},
	} {
		run.Machine, run.Target = model.ARN(tt.machine), tt.target
		bench := &model.Workbench{Target: elsewhere{definitions: map[model.ARN]string{model.ARN(tt.described): tt.definition}}, Journal: kept{}}
		r := Read(t.Context(), bench, run, nil, true)
		if drawn := r.Machine != nil; drawn != (tt.want == "") || !strings.Contains(r.NoGraph, tt.want) {
			t.Errorf("%s on %s: drawn %v, %q, want %q", tt.machine, tt.target, drawn, r.NoGraph, tt.want)
		}
		if !strings.Contains(r.NoTrace, "the disk is gone") {
			t.Errorf("no trace: %q", r.NoTrace)
		}
		if text := written(t, r, "r.md"); tt.want != "" && !strings.Contains(text, inline(tt.want)) {
			t.Errorf("it is not said that %q:\n%s", tt.want, text)
		}
	}
}

// A machine that nobody could look at, and a document of the largest size, are no trouble.
func TestLargeReports(t *testing.T) {
	r := sample("")
	var states []string
	for i := range 3000 {
		states = append(states, fmt.Sprintf(`"S%d":{"Type":"Pass","Next":"S%d"}`, i, i+1))
	}
	r.Machine, _ = asl.Load(`{"StartAt":"S0","States":{`+strings.Join(append(states, `"S3000":{"Type":"Succeed"}`), ",")+`}}`, asl.Express)
	r.Run.Status, r.Run.Output = model.Succeeded, `[`+strings.Repeat(`"<b>",`, 40_000)+`1]`
	for _, name := range []string{"r.html", "r.md"} {
		if text := written(t, r, name); strings.Contains(text, "<b>") == (name == "r.html") || len(text) > 4<<20 {
			t.Errorf("%s has %d bytes", name, len(text))
		}
	}
}

// allowed are the elements that a report is made of, with the attributes that they may have.
var allowed = map[string][]string{
	"html": {"lang"}, "head": nil, "meta": {"charset", "http-equiv", "content", "name"}, "title": nil, "style": nil, "body": nil,
	"header": nil, "main": nil, "section": nil, "div": {"class"}, "p": {"class"}, "h1": nil, "h2": nil, "dl": {"class"}, "dt": nil, "dd": nil,
	"pre": nil, "span": {"class"}, "table": {"class"}, "thead": nil, "tbody": nil, "tr": {"class"}, "th": {"class"}, "td": {"class"},
	"svg": {"class", "role", "aria-label", "aria-hidden", "width", "height", "viewBox", "preserveAspectRatio", "xmlns"},
	"g":   {"class"}, "rect": {"x", "y", "width", "height", "rx"}, "path": {"class", "d"}, "circle": {"cx", "cy", "r"},
	"text": {"class", "x", "y", "textLength", "lengthAdjust"},
}

// elements counts the elements of a document by name, and hands their attributes to look.
// HTML of ours is well-formed XML, too; what is not was made by a text.
func elements(t testing.TB, text string, look func(name string, attributes []xml.Attr)) map[string]int {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	found := map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		switch token := token.(type) {
		case xml.StartElement:
			found[token.Name.Local]++
			look(token.Name.Local, token.Attr)
		case xml.Comment, xml.ProcInst:
			t.Fatalf("there is %q in\n%s", token, text)
		}
	}
}

var wilds = []string{
	"", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</pre></title></style><script>", "<!--", "]]>", "&lt;b&gt;",
	"javascript:alert(1)", "![x](https://evil.example/x.png)", "[x](javascript:alert(1))", "https://evil.example www.evil.example a@evil.example",
	"```\n</code><img src=x>\n````\n~~~", "| a | b |\n| --- | --- |", "<https://evil.example>", "\x1b]0;title\x07\x1b[2J", "\u202egnp.exe\u200b\ufeff", "\x00\xff\xfe",
	"# head\n- list\n> quote\n---\n1. one", "\\`*_{}[]()#+-.!|~$", "\r\n\t", "&#60;script&#62;", "$$x$$", "<details open ontoggle=alert(1)>",
}

func checkHTML(t testing.TB, wild string) {
	t.Helper()
	text := written(t, sample(wild), "r.html")
	if i := strings.IndexFunc(strings.NewReplacer("\n", "", "\t", "").Replace(text), func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x202e || r == 0x200b }); i >= 0 {
		t.Fatalf("a control character at %d", i)
	}
	elements(t, text, func(name string, attributes []xml.Attr) {
		known, ok := allowed[name]
		if !ok {
			t.Fatalf("%q makes an element %s", wild, name)
		}
		for _, a := range attributes {
			if !slices.Contains(known, a.Name.Local) {
				t.Fatalf("%q makes an attribute %s of %s", wild, a.Name.Local, name)
			}
		}
	})
	if strings.Count(text, "<title>") != 1 || strings.Count(text, "Content-Security-Policy") != 1 {
		t.Fatal("its head was changed")
	}
}

// shown are the elements that Markdown may become.
var shown = []string{"doc", "h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "pre", "code", "strong", "blockquote"}

func checkMarkdown(t testing.TB, wild string) {
	t.Helper()
	plain, tame := markdown(t, wild), markdown(t, "x")
	for name := range plain {
		if !slices.Contains(shown, name) {
			t.Fatalf("%q makes an element %s", wild, name)
		}
	}
	// A block or a cell more would be one that the text has made.
	for _, name := range []string{"h1", "h2", "table", "td", "tr"} {
		if plain[name] > tame[name] {
			t.Fatalf("%q makes %d %s, not %d", wild, plain[name], name, tame[name])
		}
	}
}

// markdown counts the elements that a report becomes where Markdown is shown by a program that
// lets everything through.
func markdown(t testing.TB, wild string) map[string]int {
	t.Helper()
	var out strings.Builder
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(gohtml.WithUnsafe(), gohtml.WithXHTML()))
	if err := md.Convert([]byte(written(t, sample(wild), "r.md")), &out); err != nil {
		t.Fatal(err)
	}
	return elements(t, "<doc>"+out.String()+"</doc>", func(string, []xml.Attr) {})
}

// What a workflow wrote is text in a report, whatever it is.
func TestNothingExecutes(t *testing.T) {
	for _, wild := range wilds {
		checkHTML(t, wild)
		checkMarkdown(t, wild)
	}
}

func FuzzReport(f *testing.F) {
	for _, wild := range wilds {
		f.Add(wild)
	}
	f.Fuzz(func(t *testing.T, wild string) {
		wild = wild[:min(len(wild), 1000)] // longer names only take longer
		checkHTML(t, wild)
		checkMarkdown(t, wild)
	})
}

// Nothing of twelve secrets is in a report, unless somebody wants them there.
func TestReportsMaskSecrets(t *testing.T) {
	secrets := []string{
		"hunter2-hunter2", "tok-0123456789abcdef", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "MIIEowIBAAKCAQEAsecret", "pg-pass-99", "k-1234567890",
		"ghp_0123456789abcdefghijABCDEFGHIJ012345", "YWxhZGRpbjpvcGVuc2VzYW1l", "Pa55w0rd-x", "signing-key-7",
	}
	r := sample("")
	r.Run.Status = model.Succeeded
	r.Run.Input = fmt.Sprintf(`{"password": %q, "id": %q, "secretKey": %q, "jwt": %q, "url": "postgres://app:%s@db/orders"}`, secrets[0], secrets[2], secrets[3], secrets[4], secrets[6])
	r.Run.Output = fmt.Sprintf(`{"accessToken": %q, "pem": "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----", "headers": {"x-api-key": [%q]}, "said": "password=%s", "also": %q}`, secrets[1], secrets[5], secrets[7], secrets[10], secrets[11])
	r.Run.Note = "with " + secrets[8]
	r.Events[1].Details = fmt.Sprintf(`{"name": "One", "input": "{\"signingKey\": \"%s\", \"Authorization\": \"Basic %s\"}"}`, secrets[11], secrets[9])
	for _, path := range []string{"x.md", "x.html"} {
		var masked, whole strings.Builder
		if err := r.Write(&masked, path); err != nil {
			t.Fatal(err)
		}
		open := r
		open.Secrets = true
		if err := open.Write(&whole, path); err != nil {
			t.Fatal(err)
		}
		plain := strings.NewReplacer(`\`, "").Replace // of Markdown
		for i, s := range secrets {
			if strings.Contains(plain(masked.String()), s) {
				t.Errorf("%s is in %s", s, path)
			}
			if i != 9 && !strings.Contains(plain(whole.String()), s) { // in a trace's document, which a report does not show
				t.Errorf("%s is not in %s with secrets", s, path)
			}
		}
		if !strings.Contains(masked.String(), "that look secret") || strings.Contains(whole.String(), "that look secret") {
			t.Error("it does not say what it masks")
		}
	}
	if strings.Contains(r.Events[1].Details, "masked-") || strings.Contains(r.Run.Input, "masked-") {
		t.Error("the run itself was changed")
	}
}
