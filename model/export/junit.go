package export

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"expresso/model"
	"expresso/model/suite"
)

// The report that CI systems read: a test suite a machine, a test case a saved input.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Skipped  int          `xml:"skipped,attr"`
		Time     string       `xml:"time,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name      string      `xml:"name,attr"`
		Tests     int         `xml:"tests,attr"`
		Failures  int         `xml:"failures,attr"`
		Errors    int         `xml:"errors,attr"`
		Skipped   int         `xml:"skipped,attr"`
		Time      string      `xml:"time,attr"`
		TestCases []junitCase `xml:"testcase"`
	}
	junitCase struct {
		ClassName string        `xml:"classname,attr"`
		Name      string        `xml:"name,attr"`
		Time      string        `xml:"time,attr"`
		Failure   *junitMessage `xml:"failure"`
		Error     *junitMessage `xml:"error"`
		Skipped   *junitMessage `xml:"skipped"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes a replay as the report that CI systems read. They show it to others: give it results
// that are Masked.
func JUnit(w io.Writer, r Replay) error {
	all := junitSuites{Name: "expresso", Time: fmt.Sprintf("%.3f", r.Took.Seconds())}
	places := map[string]int{}
	seconds := map[string]float64{}
	for _, result := range r.Results {
		name := result.Machine.Name
		at, known := places[name]
		if !known {
			at = len(all.Suites)
			places[name] = at
			all.Suites = append(all.Suites, junitSuite{Name: legalXML(name)})
		}
		s := &all.Suites[at]
		c := junitOf(result)
		s.TestCases = append(s.TestCases, c)
		seconds[name] += result.Run.Took.Seconds()
		s.Time = fmt.Sprintf("%.3f", seconds[name])
		s.Tests++
		all.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
			all.Failures++
		case c.Error != nil:
			s.Errors++
			all.Errors++
		case c.Skipped != nil:
			s.Skipped++
			all.Skipped++
		}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// junitOf is a case in the words of JUnit: a failure was not as expected, an error could
// not be run.
func junitOf(r suite.Result) junitCase {
	c := junitCase{ClassName: legalXML(r.Machine.Name), Name: legalXML(r.Input), Time: fmt.Sprintf("%.3f", r.Run.Took.Seconds())}
	var text strings.Builder
	for _, d := range r.Differences {
		text.WriteString(d.String() + "\n")
	}
	if r.More > 0 {
		fmt.Fprintf(&text, "and %d more\n", r.More)
	}
	if r.Run.ID != "" {
		fmt.Fprintf(&text, "run %s\n", r.Run.ID)
	}
	if r.Run.Execution != "" {
		fmt.Fprintf(&text, "%s\n", r.Run.Execution)
	}
	message := &junitMessage{Message: legalXML(r.Verdict.String()), Type: r.Verdict.Code(), Text: legalXML(text.String())}
	if len(r.Differences) > 0 {
		message.Message = legalXML(r.Differences[0].String())
	}
	switch {
	case r.Problem == suite.ErrNotReplayed: //nolint:errorlint // is never wrapped
		c.Skipped = &junitMessage{Message: r.Problem.Error()}
	case r.Problem != nil || r.Run.Status == model.NotStarted || r.Run.Status == model.NoResponse:
		if r.Problem != nil {
			message.Message = legalXML(r.Problem.Error())
		}
		c.Error = message
	case !r.Verdict.OK():
		c.Failure = message
	}
	return c
}

// legalXML replaces what XML 1.0 has no character for.
func legalXML(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r',
			r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000 && r <= 0x10ffff:
			return r
		}
		return '\ufffd'
	}, strings.ToValidUTF8(text, "\ufffd"))
}
