package check

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"expresso/model/jsonvalue"
)

// states checks the States of a graph, one by one.
func states(c *checker, v jsonvalue.Value, at *place) {
	if c.nesting++; c.nesting > maxNesting {
		c.fail(codeTooDeep, at, "Parallel and Map states are nested more than %d deep", maxNesting)
	} else if isObject(c, v, at) {
		if v.Len() == 0 {
			c.schema(at, "Value cannot be empty")
		}
		for i := range v.Len() {
			m := v.Member(i)
			c.state(m.Value, at.member(m.Key))
		}
	}
	c.nesting--
}

func (c *checker) state(v jsonvalue.Value, at *place) {
	if !isObject(c, v, at) {
		return
	}
	outerLanguage, outerType := c.language, c.stateType
	defer func() { c.language, c.stateType = outerLanguage, outerType }()
	c.language = c.machine
	if own, ok := v.Get("QueryLanguage"); ok {
		if c.language = c.queryLanguage(own, at.member("QueryLanguage")); c.language == jsonPath && c.machine == jsonAta {
			c.schema(at, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine")
			return // which language its fields are in is anybody's guess
		}
	}
	kind, ok := v.Get("Type")
	switch known := slices.Contains(stateTypes, kind.Str()); {
	case !ok:
		c.schema(at, "The field 'Type' is required")
	case kind.Kind() == jsonvalue.KindString && !known:
		c.schema(at.member("Type"), "The field 'Type' should have one of these values: [%s]", strings.Join(stateTypes, ", "))
	case isKind(c, kind, at.member("Type"), jsonvalue.KindString):
		c.stateType = kind.Str()
		tables().states[c.stateType].check(c, v, at)
	}
}

func branch(c *checker, v jsonvalue.Value, at *place) { tables().branch.check(c, v, at) }

func processor(c *checker, v jsonvalue.Value, at *place) { tables().processor.check(c, v, at) }

func items(c *checker, v jsonvalue.Value, at *place) {
	if isKind(c, v, at, jsonvalue.KindArray) {
		c.jsonata(v, at)
	}
}

// passResult is a fixed value: nothing in it is computed.
func passResult(c *checker, v jsonvalue.Value, at *place) {
	for i := range v.Len() {
		if v.Kind() == jsonvalue.KindObject && strings.HasSuffix(v.Member(i).Key, ".$") {
			c.warn(codePassResultStatic, at.member(v.Member(i).Key), "Result is static: a field that ends in '.$' is not computed in it")
			return
		}
	}
}

func credentials(c *checker, v jsonvalue.Value, at *place) {
	if _, computed := JSONata(v); computed && c.language == jsonAta {
		c.jsonata(v, at)
		return
	}
	if !isObject(c, v, at) {
		return
	}
	if !hasParameter(v, "RoleArn") {
		c.schema(at, "The field 'RoleArn' is required but was missing")
	}
	template(c, v, at)
}

func retry(c *checker, v jsonvalue.Value, at *place) {
	list(func(c *checker, v jsonvalue.Value, at *place) { tables().retrier.check(c, v, at) })(c, v, at)
	allAtEnd(c, v, at)
}

func catch(c *checker, v jsonvalue.Value, at *place) {
	c.catching = true
	list(func(c *checker, v jsonvalue.Value, at *place) { tables().catcher.check(c, v, at) })(c, v, at)
	c.catching = false
	allAtEnd(c, v, at)
}

// allAtEnd sees to it that States.ALL is alone in its list and in the last one.
func allAtEnd(c *checker, v jsonvalue.Value, at *place) {
	if v.Kind() != jsonvalue.KindArray {
		return
	}
	for i := range v.Len() {
		names, _ := v.At(i).Get("ErrorEquals")
		if names.Kind() != jsonvalue.KindArray {
			continue
		}
		for j := range names.Len() {
			if names.At(j).Str() == "States.ALL" && (names.Len() > 1 || i != v.Len()-1) {
				c.schema(at.at(i).member("ErrorEquals").at(j), "States.ALL must appear alone and at end of list")
				break
			}
		}
	}
}

// processorConfig checks how a Map processes its items.
func processorConfig(c *checker, v jsonvalue.Value, at *place) {
	mode, _ := v.Get("Mode")
	config, ok := tables().config[mode.Str()]
	if !ok { // INLINE is what it is without one
		config = tables().config["INLINE"]
	}
	// Under the old name Iterator the mode is let pass, and the Map executed inline: such
	// a definition is recorded as legal in EXPRESS.
	if c.express && mode.Str() == "DISTRIBUTED" && at.up.key != "Iterator" {
		c.schema(at.member("Mode"), "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines")
		c.hint("only STANDARD state machines have distributed Map states: with the mode INLINE, or none, the state runs here")
		return
	}
	config.check(c, v, at)
}

// distributedOnly is a field that changes what a Map does, and needs a distributed one: in
// an EXPRESS machine there is none. The numbers of tolerated failures are let pass there
// (recorded).
func distributedOnly(r rule) rule {
	return func(c *checker, v jsonvalue.Value, at *place) {
		if c.express {
			c.schema(at.up, "Field '%s' is not supported", at.key)
			c.hint("it is for distributed Map states, which EXPRESS state machines do not have")
			return
		}
		r(c, v, at)
	}
}

func reader(c *checker, v jsonvalue.Value, at *place)       { tables().reader.check(c, v, at) }
func readerConfig(c *checker, v jsonvalue.Value, at *place) { tables().readerConfig.check(c, v, at) }
func writer(c *checker, v jsonvalue.Value, at *place)       { tables().writer.check(c, v, at) }
func writerConfig(c *checker, v jsonvalue.Value, at *place) { tables().writerConfig.check(c, v, at) }
func batcher(c *checker, v jsonvalue.Value, at *place)      { tables().batcher.check(c, v, at) }

// csvHeaders sees to it that headers that are said to be given are.
func csvHeaders(c *checker, v jsonvalue.Value, at *place) {
	if where, _ := v.Get("CSVHeaderLocation"); where.Str() == "GIVEN" {
		required(c, v, at, "CSVHeaders")
	}
}

// maxLabel is the longest label of a Map in characters.
const maxLabel = 40

func label(c *checker, v jsonvalue.Value, at *place) {
	if !isKind(c, v, at, jsonvalue.KindString) {
		return
	}
	switch text := v.Str(); {
	case utf8.RuneCountInString(text) > maxLabel:
		c.fail(codeLabel, at, "Invalid Label name: Label '%s' exceeds the %d-character limit allowed by the service", text, maxLabel)
	case strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || strings.ContainsRune("?*<>{}[]:;,\\|^~$#%&`\"", r)
	}):
		c.fail(codeLabel, at, "Invalid Label name: Label '%s' contains invalid characters", text)
	}
}
