package embedded

import (
	"slices"
	"strconv"
	"strings"

	"expresso/model/limit"
)

// parsedARN is the ARN of a state machine, or of a version or alias of one, taken apart.
type parsedARN struct {
	whole           string // as it was asked for
	machine         string // without qualifier and test case
	region, account string
	name            string
	qualifier       string // version number or alias, "" for the machine itself
	testCase        string // behind '#', as Step Functions Local takes it
}

// splitARN returns the parts of an ARN of Step Functions, of which there are seven or more,
// and refuses one of another kind of resource.
func splitARN(arn string, kinds ...string) ([]string, error) {
	parts := strings.Split(arn, ":")
	switch {
	case parts[0] != "arn":
		return nil, fault("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: %s'", arn)
	case len(parts) < 7 || parts[2] != "states":
		return nil, invalidARN(arn)
	case !slices.Contains(kinds, parts[5]):
		return nil, fault("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: %s'", parts[5])
	}
	return parts, nil
}

func parseMachineARN(arn string) (parsedARN, error) {
	plain, testCase, _ := strings.Cut(arn, "#")
	parts, err := splitARN(plain, "stateMachine")
	if err != nil {
		return parsedARN{}, err
	}
	if name, label, labelled := strings.Cut(parts[6], "/"); labelled && legalName(name) && label != "" {
		e := fault("ValidationException", "This operation does not support labeled state machine ARNs: '%s'", arn)
		e.reason = "API_DOES_NOT_SUPPORT_LABELED_ARNS"
		return parsedARN{}, e
	}
	if len(parts) > 8 || !legalName(parts[6]) {
		return parsedARN{}, invalidARN(arn)
	}
	a := parsedARN{
		whole: arn, machine: strings.Join(parts[:7], ":"),
		region: parts[3], account: parts[4], name: parts[6], testCase: testCase,
	}
	if len(parts) == 8 {
		a.qualifier = parts[7]
		if a.versionNumber() == 0 && !legalAlias(a.qualifier) {
			return parsedARN{}, invalidARN(arn)
		}
	}
	return a, nil
}

// parseVersionARN takes the ARN of a version apart and refuses any other.
func parseVersionARN(arn string) (parsedARN, error) {
	a, err := parseMachineARN(arn)
	if err == nil && a.versionNumber() == 0 {
		err = invalidARN(arn)
	}
	return a, err
}

// parseAliasARN takes the ARN of an alias apart and refuses any other.
func parseAliasARN(arn string) (parsedARN, error) {
	a, err := parseMachineARN(arn)
	if err == nil && !legalAlias(a.qualifier) {
		err = invalidARN(arn)
	}
	return a, err
}

// versionNumber is the version that the qualifier names, 0 if it names none.
func (a parsedARN) versionNumber() int {
	n := 0
	for i, c := range []byte(a.qualifier) {
		if c < '0' || c > '9' || i == 0 && c == '0' || i == 9 {
			return 0
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// qualified is the ARN of one of the machine's versions or aliases.
func (a parsedARN) qualified(qualifier string) string { return a.machine + ":" + qualifier }

// version is the ARN of one of the machine's versions.
func (a parsedARN) version(number int) string { return a.qualified(strconv.Itoa(number)) }

// legalAlias reports whether AWS takes name for an alias: as aliasPattern says, and of at
// most 80 characters.
func legalAlias(name string) bool {
	return len(name) <= limit.AliasName && matchesAliasPattern(name)
}

// aliasPattern is how AWS's model writes what an alias is made of. Go's regular
// expressions have no look-ahead, so matchesAliasPattern says it in code.
const aliasPattern = `^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`

func matchesAliasPattern(name string) bool {
	digits := true
	for _, c := range []byte(name) {
		switch {
		case c >= '0' && c <= '9':
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == '-', c == '.':
			digits = false
		default:
			return false
		}
	}
	return !digits
}

func invalidARN(arn string) error { return fault("InvalidArn", "Invalid Arn: '%s'", arn) }

// doesNotExist says that nothing has this ARN: no machine, version or alias.
func (a parsedARN) doesNotExist() error {
	return fault("StateMachineDoesNotExist", "State Machine Does Not Exist: '%s'", a.whole)
}

// ARN is that of a state machine of the service's own for a caller that says neither its
// region nor its account.
func ARN(name string) string { return caller{region: Region}.arn(name) }
