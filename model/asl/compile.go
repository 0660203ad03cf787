package asl

import (
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// compiler compiles one state.
type compiler struct {
	fields
	state  *State
	byName map[string]*State // the states that it may lead to
}

// fieldsOf lists, by state type, the fields of the JSONPath language beyond those that
// every state has.
var fieldsOf = map[StateType]struct {
	paths, parameters, result, assign, errors, next bool
}{
	Pass:     {paths: true, parameters: true, assign: true, next: true},
	Task:     {paths: true, parameters: true, result: true, assign: true, errors: true, next: true},
	Parallel: {paths: true, parameters: true, result: true, assign: true, errors: true, next: true},
	Map:      {paths: true, result: true, assign: true, errors: true, next: true},
	Wait:     {paths: true, assign: true, next: true},
	Choice:   {paths: true, assign: true},
	Succeed:  {paths: true},
	Fail:     {},
}

func (c *compiler) compile() {
	l, s := c.l, c.state
	if c.of.Kind() != jsonvalue.KindObject {
		l.fail(codeSchema, c.path, "Expected value of type Object")
		return
	}
	if !c.required("Type") {
		return
	}
	s.Type = StateType(c.text("Type"))
	has, ok := fieldsOf[s.Type]
	if !ok {
		l.fail(codeSchema, c.at("Type"), "Value should be one of the following: [Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map]")
		return
	}
	s.Comment = c.text("Comment")
	s.Language = l.language
	if v, ok := c.take("QueryLanguage"); ok {
		s.Language = l.queryLanguage(v, c.path, l.language)
	}
	outerState, outerType, outerLanguage := l.state, l.stateType, l.current
	outerContext, outerVariables, outerAssigned := l.usesContext, l.variables, l.assigned
	l.state, l.stateType, l.current = c.path, s.Type, s.Language
	l.usesContext, l.variables, l.assigned = false, nil, nil

	if s.Language == JSONata {
		if has.parameters && s.Type != Pass {
			s.Parameters = c.computed("Arguments")
		}
		if has.paths {
			s.Output = c.computed("Output")
		}
	} else {
		if has.paths {
			s.InputPath = c.payloadPath("InputPath")
			s.OutputPath = c.payloadPath("OutputPath")
		}
		if has.parameters {
			s.Parameters = c.payload("Parameters")
		}
		if has.result {
			s.ResultSelector = c.payload("ResultSelector")
		}
		if has.result || s.Type == Pass {
			s.ResultPath = l.resultPath(&c.fields)
		}
	}
	if has.assign {
		s.Assign = c.assign()
	}
	if has.errors {
		c.list("Retry", c.retrier)
		c.list("Catch", c.catcher)
		c.checkErrorLists()
	}
	if has.next {
		c.next()
	}
	switch s.Type {
	case Pass:
		c.pass()
	case Task:
		c.task()
	case Wait:
		c.wait()
	case Choice:
		c.choice()
	case Fail:
		s.Fail = &FailState{Error: c.failText("Error"), Cause: c.failText("Cause")}
	case Parallel:
		c.parallel()
	case Map:
		c.mapState()
	}
	c.refuseOthers()

	s.UsesContext, s.Variables, s.assigned = l.usesContext, l.variables, l.assigned
	l.usesContext, l.variables, l.assigned = outerContext, outerVariables, outerAssigned
	l.state, l.stateType, l.current = outerState, outerType, outerLanguage
}

// next links the state to the one after it.
func (c *compiler) next() {
	end, hasEnd := c.ofKind("End", jsonvalue.KindBool, "Boolean")
	name, hasNext := c.ofKind("Next", jsonvalue.KindString, "String")
	switch {
	case hasNext && end.Bool():
		c.l.fail(codeSchema, c.path, "There should only be one of the following fields: [Next, End]")
	case hasNext:
		c.state.Next = c.target(&c.fields, "Next", name.Str())
	case !end.Bool() && !c.has("Next") && (!c.has("End") || hasEnd):
		c.l.fail(codeSchema, c.path, "This object should have only one of the following fields: [Next, End]")
	}
}

// target finds the state that a field names.
func (c *compiler) target(f *fields, field, name string) *State {
	s := c.byName[name]
	if s == nil {
		c.l.fail(codeMissingTarget, f.at(field), "Missing '%s' target: %s", field, name)
	}
	return s
}

// payloadPath compiles InputPath or OutputPath. Null stands for the empty object.
func (c *compiler) payloadPath(key string) Expr {
	v, ok := c.take(key)
	switch {
	case !ok || v.Str() == "$":
		return nil
	case v.Kind() == jsonvalue.KindNull:
		return constant{jsonvalue.NewObject(nil)}
	}
	return c.pathOf(key, v, pathField{name: key})
}

// pathOf compiles a field that holds a path.
func (c *compiler) pathOf(key string, v jsonvalue.Value, field pathField) Expr {
	if v.Kind() != jsonvalue.KindString {
		c.l.fail(codeSchema, c.at(key), "Expected value of type String")
		return nil
	}
	return c.l.path(v.Str(), c.at(key), field)
}

// payload compiles a field that holds a payload template.
func (c *compiler) payload(key string) Expr {
	v, ok := c.take(key)
	if !ok {
		return nil
	}
	return c.template(v, key)
}

// template compiles the value of a field in the state's language.
func (f *fields) template(v jsonvalue.Value, key string) Expr {
	if f.l.current == JSONata {
		return f.l.jsonataTemplate(v, f.at(key))
	}
	return f.l.template(v, f.at(key))
}

// assign compiles Assign, of a state, a rule or a catcher.
func (f *fields) assign() Expr {
	v, ok := f.ofKind("Assign", jsonvalue.KindObject, "Object")
	if !ok {
		return nil
	}
	for i := range v.Len() {
		key := v.Member(i).Key
		name, at := key, pointer(f.at("Assign"), key)
		if f.l.current == JSONPath {
			name = strings.TrimSuffix(key, ".$")
		}
		if !legalVariable(name) {
			f.l.fail(codeSchema, at, "Not a legal name of a variable: %s", name)
		}
		f.l.assigned = append(f.l.assigned, assignment{name, at})
	}
	return f.template(v, "Assign")
}

func (c *compiler) pass() {
	if c.l.current == JSONata {
		return
	}
	if v, ok := c.take("Result"); ok {
		c.state.Result = v
		if static := staticPath(v); static != "" {
			c.l.warn(codePassResultStatic, pointer(c.at("Result"), static), "Result is static: a field that ends in '.$' is not computed in it")
		}
	}
}

// staticPath finds a key that somebody seems to expect to be computed.
func staticPath(v jsonvalue.Value) string {
	for i := range v.Len() {
		if v.Kind() == jsonvalue.KindObject && strings.HasSuffix(v.Member(i).Key, ".$") {
			return v.Member(i).Key
		}
	}
	return ""
}

func (c *compiler) task() {
	t := &TaskState{}
	c.state.Task = t
	if c.required("Resource") {
		t.Resource = c.l.resource(c.text("Resource"), c.at("Resource"))
		c.checkParameters(t.Resource)
	}
	t.Timeout = c.seconds("TimeoutSeconds", 1)
	t.Heartbeat = c.seconds("HeartbeatSeconds", 1)
	if t.Heartbeat.Fixed > 0 && t.Timeout.Fixed > 0 && t.Heartbeat.Fixed >= t.Timeout.Fixed {
		c.l.fail(codeSchema, c.path, "HeartbeatSeconds must be less than TimeoutSeconds")
	}
	if v, ok := c.ofKind("Credentials", jsonvalue.KindObject, "Object"); ok {
		_, static := v.Get("RoleArn")
		if _, computed := v.Get("RoleArn.$"); !static && !computed {
			c.l.fail(codeSchema, c.at("Credentials"), "The field 'RoleArn' is required but was missing")
		}
		t.Credentials = c.template(v, "Credentials")
	}
}

// seconds reads a field with a number of seconds, or an expression in its place: in JSONPath
// its twin that ends in Path.
func (c *compiler) seconds(key string, low int64) Seconds {
	if e, text := c.expression(key, jsonvalue.KindNumber); e != nil {
		return Seconds{Field: key, Text: text, Path: e}
	}
	if c.l.current == JSONata {
		n, _ := c.integer(key, low, maxSeconds)
		return Seconds{Field: key, Fixed: n}
	}
	c.exclusive(key, key+"Path")
	s := Seconds{Field: key + "Path"}
	s.Fixed, _ = c.integer(key, low, maxSeconds)
	if v, ok := c.take(s.Field); ok {
		s.Text = v.Str()
		s.Path = c.pathOf(s.Field, v, pathField{name: s.Field})
	}
	return s
}

func (c *compiler) wait() {
	w := &WaitState{}
	c.state.Wait = w
	forms := []string{"Seconds", "SecondsPath", "Timestamp", "TimestampPath"}
	if c.l.current == JSONata {
		forms = []string{"Seconds", "Timestamp"}
	}
	if !slices.ContainsFunc(forms, c.has) {
		c.l.fail(codeSchema, c.path, "This object should have only one of the following fields: [%s]", strings.Join(forms, ", "))
	}
	c.exclusive(forms...)
	w.Seconds = c.seconds("Seconds", 0)
	if w.Timestamp, w.Text = c.expression("Timestamp", jsonvalue.KindString); w.Timestamp != nil {
		return
	}
	if v, ok := c.take("Timestamp"); ok {
		if w.Until, ok = ParseTimestamp(v.Str()); !ok {
			c.l.fail(codeSchema, c.at("Timestamp"), "String does not match RFC3339 timestamp")
		}
	}
	if c.l.current == JSONata {
		return
	}
	if v, ok := c.take("TimestampPath"); ok {
		w.Text = v.Str()
		w.Timestamp = c.pathOf("TimestampPath", v, pathField{name: "TimestampPath"})
	}
}

// failText compiles Error or Cause of a Fail state, or its twin that ends in Path.
func (c *compiler) failText(key string) Expr {
	if e, _ := c.expression(key, jsonvalue.KindString); e != nil {
		return e
	}
	c.exclusive(key, key+"Path")
	var e Expr
	if v, ok := c.ofKind(key, jsonvalue.KindString, "String"); ok {
		e = constant{v}
	}
	if c.l.current == JSONata {
		return e
	}
	if v, ok := c.take(key + "Path"); ok {
		e = c.pathOf(key+"Path", v, pathField{name: key + "Path", intrinsics: true, quotesInput: true})
	}
	return e
}

func (c *compiler) parallel() {
	if !c.required("Branches") {
		return
	}
	if v, _ := c.of.Get("Branches"); v.Kind() == jsonvalue.KindArray && v.Len() == 0 {
		c.l.fail(codeSchema, c.at("Branches"), "Value cannot be empty")
	}
	c.list("Branches", func(_ int, f *fields) {
		g := &Graph{}
		f.text("Comment")
		c.l.graph(f, g)
		f.refuseOthers()
		c.state.Branches = append(c.state.Branches, g)
	})
}
