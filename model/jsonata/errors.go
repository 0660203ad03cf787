package jsonata

import (
	"errors"
	"math"
	"strings"
	"unicode/utf8"
)

// Error says why an expression cannot be compiled, or why its evaluation failed. Code and
// words are those of the reference implementation: S for syntax, T for types, D for values
// and U for a limit that was reached.
type Error struct {
	Code    string // such as T2001
	Message string // in words
	// Position is where in the expression it happened: the characters up to the end of
	// the token at fault, 0 if there is none.
	Position int
	Token    string // the operator, function or name that is invalid, "" if there is none

	offset int // the position in bytes, until the text is known
	about  about
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Start is the first character of the token with the mistake, from 1, or the last of all where the
// end is; 0 if there is none.
func (e *Error) Start() int {
	if e.Position == 0 || e.Code == "S0203" {
		return e.Position
	}
	return max(e.Position-max(utf8.RuneCountInString(e.Token), 1), 0) + 1
}

// ErrInternal is what an evaluation fails with where the reference implementation stumbles
// over itself, which is not an error of the language.
var ErrInternal = errors.New("internal error during evaluation")

// ErrFunction is what an evaluation fails with whose result is, or contains, a function.
var ErrFunction = errors.New("the result is a function, which is not JSON")

// message returns the words for a code. A name in braces stands for something about the
// error at hand: token and value, value2, index and type.
func message(code string) string {
	switch code {
	case "S0101":
		return "String literal must be terminated by a matching quote"
	case "S0102":
		return "Number out of range: {token}"
	case "S0103":
		return `Unsupported escape sequence: \{token}`
	case "S0104":
		return `The escape sequence \u must be followed by 4 hex digits`
	case "S0105":
		return "Quoted property name must be terminated with a backquote (`)"
	case "S0106":
		return "Comment has no closing tag"
	case "S0201":
		return "Syntax error: {token}"
	case "S0202":
		return "Expected {value}, got {token}"
	case "S0203":
		return "Expected {value} before end of expression"
	case "S0204":
		return "Unknown operator: {token}"
	case "S0207":
		return "Unexpected end of expression"
	case "S0208":
		return "Parameter {value} of function definition must be a variable name (start with $)"
	case "S0209":
		return "A predicate cannot follow a grouping expression in a step"
	case "S0210":
		return "Each step can only have one grouping expression"
	case "S0211":
		return "The symbol {token} cannot be used as a unary operator"
	case "S0212":
		return "The left side of := must be a variable name (start with $)"
	case "S0213":
		return "The literal value {value} cannot be used as a step within a path expression"
	case "S0214":
		return "The right side of {token} must be a variable name (start with $)"
	case "S0215":
		return "A context variable binding must precede any predicates on a step"
	case "S0216":
		return "A context variable binding must precede the 'order-by' clause on a step"
	case "S0217":
		return "The object representing the 'parent' cannot be derived from this expression"
	case "S0301":
		return "Empty regular expressions are not allowed"
	case "S0302":
		return "No terminating / in regular expression"
	case "S0303":
		return "The regular expression cannot be read: {value}"
	case "S0401":
		return "Type parameters can only be applied to functions and arrays"
	case "S0402":
		return "Choice groups containing parameterized types are not supported"
	case "T0410":
		return "Argument {index} of function {token} does not match function signature"
	case "T0411":
		return "Context value is not a compatible type with argument {index} of function {token}"
	case "T0412":
		return "Argument {index} of function {token} must be an array of {type}"
	}
	return evaluationMessage(code)
}

func evaluationMessage(code string) string {
	switch code {
	case "D1001":
		return "Number out of range: {value}"
	case "D1002":
		return "Cannot negate a non-numeric value: {value}"
	case "T1003":
		return "Key in object structure must evaluate to a string; got: {value}"
	case "D1004":
		return "Regular expression matches zero length string"
	case "T1005":
		return "Attempted to invoke a non-function. Did you mean ${name}?"
	case "T1006":
		return "Attempted to invoke a non-function"
	case "T1007":
		return "Attempted to partially apply a non-function. Did you mean ${name}?"
	case "T1008":
		return "Attempted to partially apply a non-function"
	case "D1009":
		return "Multiple key definitions evaluate to same key: {value}"
	case "T1010":
		return "The matcher function argument passed to function {token} does not return the correct object structure"
	case "T2001":
		return "The left side of the {token} operator must evaluate to a number"
	case "T2002":
		return "The right side of the {token} operator must evaluate to a number"
	case "T2003":
		return "The left side of the range operator (..) must evaluate to an integer"
	case "T2004":
		return "The right side of the range operator (..) must evaluate to an integer"
	case "T2006":
		return "The right side of the function application operator ~> must be a function"
	case "T2007":
		return "Type mismatch when comparing values {value} and {value2} in order-by clause"
	case "T2008":
		return "The expressions within an order-by clause must evaluate to numeric or string values"
	case "T2009":
		return "The values {value} and {value2} either side of operator {token} must be of the same data type"
	case "T2010":
		return "The expressions either side of operator {token} must evaluate to numeric or string values"
	case "T2011":
		return "The insert/update clause of the transform expression must evaluate to an object: {value}"
	case "T2012":
		return "The delete clause of the transform expression must evaluate to a string or array of strings: {value}"
	case "D2014":
		return "The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate {value}."
	case "U1001":
		return "{text}"
	}
	return functionMessage(code)
}

func functionMessage(code string) string {
	switch code {
	case "D3001":
		return "Attempting to invoke string function on Infinity or NaN"
	case "D3010":
		return "Second argument of replace function cannot be an empty string"
	case "D3011":
		return "Fourth argument of replace function must evaluate to a positive number"
	case "D3012":
		return "Attempted to replace a matched string with a non-string value"
	case "D3020":
		return "Third argument of split function must evaluate to a positive number"
	case "D3030":
		return "Unable to cast value to a number: {value}"
	case "D3040":
		return "Third argument of match function must evaluate to a positive number"
	case "D3050":
		return "The second argument of reduce function must be a function with at least two arguments"
	case "D3060":
		return "The sqrt function cannot be applied to a negative number: {value}"
	case "D3061":
		return "The power function has resulted in a value that cannot be represented as a JSON number: base={value}, exponent={value2}"
	case "D3070":
		return "The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function"
	case "D3100":
		return "The radix of the formatBase function must be between 2 and 36.  It was given {value}"
	case "D3110":
		return "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given {value}"
	case "D3130":
		return "Formatting or parsing an integer as a sequence starting with {value} is not supported by this implementation"
	case "D3131":
		return "In a decimal digit pattern, all digits must be from the same decimal group"
	case "D3132":
		return "Unknown component specifier {value} in date/time picture string"
	case "D3133":
		return "The 'name' modifier can only be applied to months and days in the date/time picture string, not {value}"
	case "D3134":
		return "The timezone integer format specifier cannot have more than four digits"
	case "D3135":
		return "No matching closing bracket ']' in date/time picture string"
	case "D3136":
		return "The date/time picture string is missing specifiers required to parse the timestamp"
	case "D3137", "D3141":
		return "{text}"
	case "D3138":
		return "The $single() function expected exactly 1 matching result.  Instead it matched more."
	case "D3139":
		return "The $single() function expected exactly 1 matching result.  Instead it matched 0."
	case "D3140":
		return "Malformed URL passed to ${name}(): {value}"
	}
	return pictureMessage(code)
}

func pictureMessage(code string) string {
	switch code {
	case "D3080":
		return "The picture string must only contain a maximum of two sub-pictures"
	case "D3081":
		return "The sub-picture must not contain more than one instance of the 'decimal-separator' character"
	case "D3082":
		return "The sub-picture must not contain more than one instance of the 'percent' character"
	case "D3083":
		return "The sub-picture must not contain more than one instance of the 'per-mille' character"
	case "D3084":
		return "The sub-picture must not contain both a 'percent' and a 'per-mille' character"
	case "D3085":
		return "The mantissa part of a sub-picture must contain at least one character that is either an 'optional digit character' or a member of the 'decimal digit family'"
	case "D3086":
		return "The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character"
	case "D3087":
		return "The sub-picture must not contain a 'grouping-separator' character that appears adjacent to a 'decimal-separator' character"
	case "D3088":
		return "The sub-picture must not contain a 'grouping-separator' at the end of the integer part"
	case "D3089":
		return "The sub-picture must not contain two adjacent instances of the 'grouping-separator' character"
	case "D3090":
		return "The integer part of the sub-picture must not contain a member of the 'decimal digit family' that is followed by an instance of the 'optional digit character'"
	case "D3091":
		return "The fractional part of the sub-picture must not contain an instance of the 'optional digit character' that is followed by a member of the 'decimal digit family'"
	case "D3092":
		return "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a character treated as an 'exponent-separator'"
	case "D3093":
		return "The exponent part of the sub-picture must comprise only of one or more characters that are members of the 'decimal digit family'"
	}
	return "evaluation failed"
}

// about fills what an error is about into its words.
type about struct {
	token         string
	name, text    string // a token or a message, without quotes
	value, value2 value
	index, typ    string
	written       string // how a message writes the token; "" in quotes
}

// fault returns the error of a code, at a place of the expression in bytes.
func fault(code string, offset int, a about) *Error {
	token := a.token
	if token == "" {
		token = a.name
	}
	return &Error{Code: code, Token: token, offset: offset, about: a}
}

// render puts the message together, once it is known which call the error is about.
func (e *Error) render() {
	msg, a := message(e.Code), e.about
	if strings.Contains(msg, "{") {
		token := "undefined"
		if e.Token != "" || e.Code == "S0103" { // which is about a character, or the end
			token = quoted(e.Token)
		}
		if a.written != "" {
			token = a.written
		}
		typ := "undefined"
		if a.typ != "" {
			typ = quoted(a.typ)
		}
		msg = strings.NewReplacer(
			"{token}", token, "{name}", a.name, "{text}", a.text, "{index}", a.index, "{type}", typ,
			"{value}", excerpt(a.value), "{value2}", excerpt(a.value2),
		).Replace(msg)
	}
	e.Message, e.about = msg, about{}
}

func quoted(s string) string { return str(s).json.String() }

// maxExcerpt is how many bytes of a value a message quotes.
const maxExcerpt = 1000

// excerpt is a value as a message shows it.
func excerpt(v value) string {
	if v.undefined() {
		return "undefined"
	}
	if f := v.float(); v.isNumber() && (math.IsInf(f, 0) || math.IsNaN(f)) {
		return "null"
	}
	w := writer{limit: maxExcerpt, exact: true}
	err := w.write(v, 0)
	if len(w.text) > maxExcerpt || err != nil {
		return strings.ToValidUTF8(string(w.text[:min(maxExcerpt, len(w.text))]), "") + "…"
	}
	return string(w.text)
}

// located gives an error that is about a text its message, and its position in characters.
func located(err error, text string) error {
	var e *Error
	if errors.As(err, &e) && e.Message == "" {
		if e.offset > 0 {
			e.Position = utf8.RuneCountInString(text[:min(e.offset, len(text))])
		}
		e.render()
	}
	return err
}

// blamed sets what an error is said to be about if it does not say so itself.
func blamed(err error, token string) error {
	var e *Error
	if errors.As(err, &e) && e.Token == "" {
		e.Token = token
	}
	return err
}
