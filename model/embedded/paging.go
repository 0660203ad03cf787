package embedded

import (
	"encoding/base64"
	"slices"
	"strings"
)

// pageRequest is what every list operation takes.
type pageRequest struct {
	MaxResults int    `json:"maxResults"`
	NextToken  string `json:"nextToken"`
}

func (p pageRequest) check(c *constraints) {
	c.between(0, 1000, p.MaxResults, "maxResults")
	c.atMost(1024, p.NextToken, "nextToken")
}

// last returns the ARN with which the previous page ended, "" for the first page. It is
// what a token holds, so that a page stays right when things come and go between two
// calls. It begins with prefix, or the token is of another list.
func (p pageRequest) last(prefix string) (string, error) {
	if p.NextToken == "" {
		return "", nil
	}
	arn, err := base64.RawURLEncoding.DecodeString(p.NextToken)
	if err != nil || !strings.HasPrefix(string(arn), prefix) {
		return "", errInvalidToken
	}
	return string(arn), nil
}

var errInvalidToken = fault("InvalidToken", "Invalid Token: 'Invalid token'")

// page returns the first page of all, beginning with the element for which begins is
// true, and the token of the next, "" if this is the last.
func page[T any](p pageRequest, all []T, arn func(T) string, begins func(T) bool) (elements []T, next string) {
	start := slices.IndexFunc(all, begins)
	if start < 0 {
		return nil, ""
	}
	size := p.MaxResults
	if size == 0 {
		size = 100
	}
	if all = all[start:]; len(all) > size {
		all = all[:size]
		next = base64.RawURLEncoding.EncodeToString([]byte(arn(all[size-1])))
	}
	return all, next
}
