package embedded

import (
	"cmp"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"

	"expresso/model/engine"
	"expresso/model/jsonvalue"
)

// caller is what a request says of who sends it.
type caller struct {
	region  string
	account string       // "" if its key does not tell
	trace   string       // of X-Ray, "" if none is on
	live    *engine.Live // looks on at what it starts, nil if nobody does
	midway  engine.Midway
	seen    jsonvalue.Value // the context object of a tested state, undefined if the request has it
}

// callerOf reads the caller from the scope of a SigV4 signature. Nobody checks the signature.
func callerOf(r *http.Request) caller {
	c := caller{region: Region, trace: r.Header.Get("X-Amzn-Trace-Id"), live: liveOf(r.Context()), midway: midwayOf(r.Context()), seen: seenOf(r.Context())}
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	scope, _, _ := strings.Cut(credential, ",")
	if parts := strings.Split(scope, "/"); len(parts) >= 4 {
		c.account = accountOf(parts[0])
		if legalRegion(parts[2]) {
			c.region = parts[2]
		}
	}
	return c
}

// accountOf is the account that an access key belongs to: the key itself where it has
// twelve digits, as those of local services do, or what AWS writes into its own keys. ""
// for any other key.
func accountOf(key string) string {
	if isAccount(key) {
		return key
	}
	if len(key) != 20 || !strings.HasPrefix(key, "AKIA") && !strings.HasPrefix(key, "ASIA") {
		return ""
	}
	bytes, err := base32.StdEncoding.DecodeString(key[4:])
	if err != nil {
		return ""
	}
	// AWS: the 40 bits behind the first of a key's ten bytes are the account's.
	account := binary.BigEndian.Uint64(bytes) >> 23 & (1<<40 - 1)
	if text := fmt.Sprintf("%012d", account); isAccount(text) {
		return text
	}
	return ""
}

// isAccount reports whether text is an account's number.
func isAccount(text string) bool {
	return len(text) == 12 && strings.Trim(text, "0123456789") == ""
}

// legalRegion reports whether text can be in an ARN for a region.
func legalRegion(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// owner is the account of what is the caller's own.
func (c caller) owner() string { return cmp.Or(c.account, Account) }

// arn is the ARN by which the caller has one of the service's own state machines.
func (c caller) arn(name string) string {
	return "arn:aws:states:" + c.region + ":" + c.owner() + ":stateMachine:" + name
}

// mayName reports whether an ARN can name one of the service's own machines for the caller,
// though it is of another account: that with which they are shown.
func (c caller) mayName(arn parsedARN) bool { return arn.region == c.region && arn.account == Account }

// sees reports whether the caller has what lies in a region and an account. One whose key
// tells no account has what lies in any.
func (c caller) sees(region, account string) bool {
	return region == c.region && (c.account == "" || account == c.account)
}
