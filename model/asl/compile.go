package asl

import (
	"expresso/model/asl/check"
	"expresso/model/jsonvalue"
)

// compiler compiles one state.
type compiler struct {
	fields
	state  *State
	byName map[string]*State // the states that it may lead to
}

func (c *compiler) compile() {
	l, s := c.l, c.state
	s.Type = StateType(c.text("Type"))
	s.Comment = c.text("Comment")
	s.Language = l.language
	if c.has("QueryLanguage") {
		s.Language = QueryLanguage(c.text("QueryLanguage"))
	}
	outer := *l
	l.state, l.current = c.path, s.Language
	l.usesContext, l.assigns, l.variables = false, false, nil

	c.data()
	s.Assign = c.assign()
	c.list("Retry", c.retrier)
	c.list("Catch", c.catcher)
	if c.has("Next") {
		s.Next = c.target(&c.fields)
	}
	switch s.Type {
	case Pass:
		s.Result = c.get("Result")
	case Task:
		c.task()
	case Wait:
		c.wait()
	case Choice:
		c.choice()
	case Fail:
		s.Fail = &FailState{Error: c.failText("Error"), Cause: c.failText("Cause")}
	case Parallel:
		c.list("Branches", func(f *fields) {
			g := &Graph{}
			l.graph(f, g)
			s.Branches = append(s.Branches, g)
		})
	case Map:
		c.mapState()
	}

	s.UsesContext, s.assigns, s.Variables = l.usesContext, l.assigns, l.variables
	*l = outer
}

// target is the state that Next names, of a state, a rule or a catcher.
func (c *compiler) target(of *fields) *State { return c.named(of.text("Next")) }

// named is the state of a name, nil for "". Of a state that is loaded alone those that it
// leads to are not there: then they have a name and nothing else.
func (c *compiler) named(name string) *State {
	if name == "" {
		return nil
	}
	if c.byName[name] == nil {
		c.byName[name] = &State{Name: name}
	}
	return c.byName[name]
}

// data compiles the fields of the data flow.
func (c *compiler) data() {
	s := c.state
	if s.Language == JSONata {
		s.Parameters = c.template("Arguments")
		s.Output = c.template("Output")
		return
	}
	s.InputPath = c.payloadPath("InputPath")
	s.OutputPath = c.payloadPath("OutputPath")
	s.Parameters = c.template("Parameters")
	s.ResultSelector = c.template("ResultSelector")
	s.ResultPath = c.resultPath()
}

// payloadPath compiles InputPath or OutputPath: null stands for an empty object.
func (c *compiler) payloadPath(key string) Expr {
	switch v := c.get(key); v.Kind() {
	case jsonvalue.KindUndefined:
		return nil
	case jsonvalue.KindNull:
		return constant{jsonvalue.NewObject(nil)}
	default:
		if v.Str() == "$" {
			return nil
		}
		return c.l.path(v.Str(), pathField{name: key})
	}
}

// template compiles a field that is a template in the state's language, or nil without it.
func (f *fields) template(key string) Expr {
	v := f.get(key)
	switch {
	case v.IsUndefined():
		return nil
	case f.l.current == JSONata:
		return f.l.jsonataTemplate(v, f.at(key))
	default:
		return f.l.template(v)
	}
}

// assign compiles Assign, of a state, a rule or a catcher.
func (f *fields) assign() Expr {
	f.l.assigns = f.l.assigns || f.get("Assign").Len() > 0
	return f.template("Assign")
}

func (c *compiler) task() {
	t := &TaskState{Credentials: c.template("Credentials")}
	c.state.Task = t
	t.Resource, _ = check.ParseResource(c.text("Resource"))
	t.Timeout = c.seconds("TimeoutSeconds")
	t.Heartbeat = c.seconds("HeartbeatSeconds")
}

// seconds reads a field with a number of seconds, or an expression in its place: in JSONPath
// its twin that ends in Path.
func (c *compiler) seconds(key string) Seconds {
	if e, text := c.expression(key, jsonvalue.KindNumber); e != nil {
		return Seconds{Field: key, Text: text, Path: e}
	}
	s := Seconds{Field: key, Fixed: c.integer(key, 0)}
	if c.l.current == JSONPath {
		s.Field = key + "Path"
		s.Path, s.Text = c.pathOf(s.Field)
	}
	return s
}

// pathOf compiles a field that is a path, or nil without it, and returns its text.
func (f *fields) pathOf(key string) (Expr, string) {
	if !f.has(key) {
		return nil, ""
	}
	text := f.text(key)
	return f.l.path(text, pathField{name: key}), text
}

func (c *compiler) wait() {
	w := &WaitState{Seconds: c.seconds("Seconds")}
	c.state.Wait = w
	if w.Timestamp, w.Text = c.expression("Timestamp", jsonvalue.KindString); w.Timestamp != nil {
		return
	}
	if c.has("Timestamp") {
		w.Until, _ = ParseTimestamp(c.text("Timestamp"))
		return
	}
	w.Timestamp, w.Text = c.pathOf("TimestampPath")
}

// failText compiles Error or Cause of a Fail state, or its twin that ends in Path.
func (c *compiler) failText(key string) Expr {
	if e, _ := c.expression(key, jsonvalue.KindString); e != nil {
		return e
	}
	if c.has(key) {
		return constant{c.get(key)}
	}
	if twin := key + "Path"; c.has(twin) {
		return c.l.path(c.text(twin), pathField{name: twin, intrinsics: true, quotesInput: true})
	}
	return nil
}
