package embedded

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"expresso/model/asl"
	"expresso/model/limit"
)

// constraints collects violations of the model's constraints, which AWS's front end
// reports all at once.
type constraints []string

func (c *constraints) violated(value, field, rule string) {
	if value != "" {
		value += " "
	}
	*c = append(*c, fmt.Sprintf("Value %sat '%s' failed to satisfy constraint: Member must %s", value, field, rule))
}

// required reports a member that is absent.
func (c *constraints) required(value, field string) {
	if value == "" {
		c.violated("null", field, "not be null")
	}
}

// atMost reports a member with more than most characters.
func (c *constraints) atMost(most int, value, field string) {
	if len(value) > most && utf8.RuneCountInString(value) > most {
		c.violated("'"+value+"'", field, fmt.Sprintf("have length less than or equal to %d", most))
	}
}

// sensitive reports a member that is too long and that AWS's model calls sensitive: the message
// does not have its value.
func (c *constraints) sensitive(most, length int, field string) {
	if length > most {
		c.violated("", field, fmt.Sprintf("have length less than or equal to %d", most))
	}
}

// arn reports an ARN that is absent or too long.
func (c *constraints) arn(value, field string) {
	c.required(value, field)
	c.atMost(256, value, field)
}

// between reports a number outside a range.
func (c *constraints) between(low, high, value int, field string) {
	switch {
	case value < low:
		c.violated(fmt.Sprintf("'%d'", value), field, fmt.Sprintf("have value greater than or equal to %d", low))
	case value > high:
		c.violated(fmt.Sprintf("'%d'", value), field, fmt.Sprintf("have value less than or equal to %d", high))
	}
}

// oneOf reports a member that is not among the values of its enumeration.
func (c *constraints) oneOf(value, field string, values ...string) {
	for _, v := range values {
		if v == value {
			return
		}
	}
	c.violated("'"+value+"'", field, "satisfy enum value set: ["+strings.Join(values, ", ")+"]")
}

// included reports a value of includedData that there is none of.
func (c *constraints) included(value string) {
	if value != "" {
		c.oneOf(value, "includedData", allData, metadataOnly)
	}
}

func (c constraints) err() error {
	if len(c) == 0 {
		return nil
	}
	word := "errors"
	if len(c) == 1 {
		word = "error"
	}
	return &apiError{
		status: http.StatusBadRequest, shape: coralShape, code: "ValidationException",
		message: fmt.Sprintf("%d validation %s detected: %s", len(c), word, strings.Join(c, "; ")),
	}
}

// parse takes the ARN that a request names apart, unless c has something against the request.
func (c constraints) parse(arn string, parse func(string) (parsedARN, error)) (parsedARN, error) {
	if err := c.err(); err != nil {
		return parsedARN{}, err
	}
	return parse(arn)
}

// legalName reports whether AWS takes name for a state machine or an execution: 1 to limit.MachineName
// characters, none of them blank, control, bracket, wildcard or special.
func legalName(name string) bool {
	if !utf8.ValidString(name) || name == "" || utf8.RuneCountInString(name) > limit.MachineName {
		return false
	}
	for _, r := range name {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("<>{}[]?*\"#%\\^|~`$&,;:/", r),
			r < 0x20, r >= 0x7f && r <= 0x9f, r == 0xfffe, r == 0xffff, r == 0x10ffff:
			return false
		}
	}
	return true
}

type validateRequest struct {
	Definition *string `json:"definition"`
	Type       string  `json:"type"`
	Severity   string  `json:"severity"`
	MaxResults int     `json:"maxResults"`
}

type validateResponse struct {
	Result      string       `json:"result"`
	Diagnostics []diagnostic `json:"diagnostics"`
	Truncated   bool         `json:"truncated"`
}

type diagnostic struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Location string `json:"location,omitempty"`
}

// maxDiagnostics is how many diagnostics are returned at most (AWS: maxResults 0 or
// absent means 100, which is also the largest value).
const maxDiagnostics = 100

func (s *Service) validateStateMachineDefinition(_ caller, in *validateRequest) (*validateResponse, error) {
	var c constraints
	if in.Type == "" {
		in.Type = string(asl.Standard)
	}
	if in.Severity == "" {
		in.Severity = "ERROR"
	}
	c.oneOf(in.Type, "type", string(asl.Standard), string(asl.Express))
	c.oneOf(in.Severity, "severity", "ERROR", "WARNING")
	c.between(0, maxDiagnostics, in.MaxResults, "maxResults")
	if in.Definition == nil {
		c.violated("null", "definition", "not be null")
		return nil, c.err()
	}
	c.sensitive(limit.Definition, len(*in.Definition), "definition")
	if err := c.err(); err != nil {
		return nil, err
	}
	if in.MaxResults == 0 {
		in.MaxResults = maxDiagnostics
	}
	out := &validateResponse{Result: "OK", Diagnostics: []diagnostic{}}
	_, diagnostics := asl.Load(*in.Definition, asl.MachineType(in.Type))
	for _, d := range diagnostics {
		if d.Severity == asl.Error {
			out.Result = "FAIL"
		} else if in.Severity == "ERROR" {
			continue
		}
		if len(out.Diagnostics) == in.MaxResults {
			out.Truncated = true
			break
		}
		out.Diagnostics = append(out.Diagnostics, diagnostic{string(d.Severity), d.Code, d.Message, d.Location})
	}
	return out, nil
}
