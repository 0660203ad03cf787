package embedded

import (
	"net/url"
	"strings"

	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
)

// httpInvoke is what the ARN of an HTTP Task ends in.
const httpInvoke = ":states:::http:invoke"

// httpRequest and httpResponse are what TestState tells of an HTTP Task at level TRACE: that which was
// sent, and what came back. Nothing is sent here; what would be is told, but for what only the
// connection knows.
type (
	httpRequest struct {
		Protocol string `json:"protocol,omitempty"`
		Method   string `json:"method,omitempty"`
		URL      string `json:"url,omitempty"`
		Headers  string `json:"headers,omitempty"`
		Body     string `json:"body,omitempty"`
	}
	httpResponse struct {
		Protocol      string `json:"protocol,omitempty"`
		StatusCode    string `json:"statusCode,omitempty"`
		StatusMessage string `json:"statusMessage,omitempty"`
		Headers       string `json:"headers,omitempty"`
		Body          string `json:"body,omitempty"`
	}
)

// traceHTTP adds the request and the response of an HTTP Task. A mock given with the request stands in
// the place of both.
func (d *inspectionData) traceHTTP(st *asl.State, tried engine.Tried, region string) {
	if st.Type != asl.Task || !strings.HasSuffix(st.Task.Resource.ARN, httpInvoke) {
		return
	}
	asked, got := tried.Steps[engine.StepParameters], tried.Steps[engine.StepResult]
	if asked.Kind() != jsonvalue.KindObject {
		return
	}
	endpoint := plainText(asked, "ApiEndpoint")
	protocol, _, _ := strings.Cut(endpoint, "://")
	headers := append(headerLines(asked), "User-Agent: Amazon|StepFunctions|HttpInvoke|"+region, "Range: bytes=0-262144")
	d.Request = &httpRequest{
		Protocol: protocol, Method: plainText(asked, "Method"), URL: withQuery(endpoint, asked),
		Headers: "[" + strings.Join(headers, ", ") + "]", Body: plainText(asked, "RequestBody"),
	}
	if got.Kind() != jsonvalue.KindObject {
		return
	}
	if code := plainText(got, "StatusCode"); code != "" {
		d.Response = &httpResponse{
			Protocol: protocol, StatusCode: code, StatusMessage: plainText(got, "StatusText"),
			Headers: "[" + strings.Join(headerLines(got), ", ") + "]", Body: plainText(got, "ResponseBody"),
		}
	}
}

// plainText is a member as text: a string as it is, all else as JSON, "" for none.
func plainText(of jsonvalue.Value, key string) string {
	v, ok := of.Get(key)
	switch {
	case !ok:
		return ""
	case v.Kind() == jsonvalue.KindString:
		return v.Str()
	}
	return v.String()
}

// eachPair calls see with the names and values of a member that is an object; a list has a value for
// each of its elements.
func eachPair(of jsonvalue.Value, key string, see func(name, value string)) {
	pairs, ok := of.Get(key)
	if !ok || pairs.Kind() != jsonvalue.KindObject {
		return
	}
	for i := range pairs.Len() {
		m := pairs.Member(i)
		values := []jsonvalue.Value{m.Value}
		if m.Value.Kind() == jsonvalue.KindArray {
			values = m.Value.Elements()
		}
		for _, v := range values {
			text := v.String()
			if v.Kind() == jsonvalue.KindString {
				text = v.Str()
			}
			see(m.Key, text)
		}
	}
}

func headerLines(of jsonvalue.Value) (all []string) {
	eachPair(of, "Headers", func(name, value string) { all = append(all, name+": "+value) })
	return all
}

// withQuery is an address with the query parameters of a request.
func withQuery(endpoint string, asked jsonvalue.Value) string {
	var b strings.Builder
	b.WriteString(endpoint)
	next := "?"
	if strings.Contains(endpoint, "?") {
		next = "&"
	}
	eachPair(asked, "QueryParameters", func(name, value string) {
		b.WriteString(next + url.QueryEscape(name) + "=" + url.QueryEscape(value))
		next = "&"
	})
	return b.String()
}
