package asl

import (
	"math"
	"strings"

	"expresso/model/jsonvalue"
)

func (c *compiler) mapState() {
	m := &MapState{}
	c.state.Map = m
	if c.l.current == JSONata {
		c.jsonataItems(m)
	} else {
		c.items(m)
	}
	c.exclusive("ItemProcessor", "Iterator")
	key := "ItemProcessor"
	if c.has("Iterator") {
		key = "Iterator"
	}
	if v, ok := c.ofKind(key, jsonvalue.KindObject, "Object"); ok {
		f := &fields{l: c.l, of: v, path: c.at(key)}
		f.text("Comment")
		m.distributed = c.processorConfig(f)
		m.Processor = &Graph{}
		c.l.graph(f, m.Processor)
		f.refuseOthers()
	} else if !c.has(key) {
		c.l.fail(codeSchema, c.path, "This object should have only one of the following fields: [ItemProcessor, Iterator]")
	}
	// An Express machine cannot have a distributed Map; of a Standard one, which is not
	// executed here, only the names of its fields are checked.
	for _, key := range []string{
		"ItemReader", "ItemBatcher", "ResultWriter", "Label", "ToleratedFailureCount", "ToleratedFailureCountPath",
		"ToleratedFailurePercentage", "ToleratedFailurePercentagePath",
	} {
		if c.l.current == JSONata && strings.HasSuffix(key, "Path") {
			continue
		}
		// Of a Map in JSONata that is inline AWS lets the tolerated failures pass, and
		// computes them (recorded); they are for a distributed one.
		if c.l.current == JSONata && strings.HasPrefix(key, "Tolerated") && !m.distributed {
			if e, _ := c.expression(key, jsonvalue.KindNumber); e != nil {
				m.Tolerated = append(m.Tolerated, e)
			} else {
				c.number(key, 0)
			}
			continue
		}
		if v, ok := c.take(key); ok {
			if c.l.kind == Express {
				c.l.fail(codeSchema, c.at(key), "Express state machine does not support the distributed Map field '%s'", key)
			}
			c.readers(v)
		}
	}
}

// items compiles where the items of a Map come from, what an iteration is given, and how
// many run at once.
func (c *compiler) items(m *MapState) {
	if v, ok := c.take("ItemsPath"); ok && v.Str() != "$" {
		m.ItemsPath = v.Str()
		m.Items = c.pathOf("ItemsPath", v, pathField{name: "ItemsPath"})
	}
	c.exclusive("ItemSelector", "Parameters")
	for _, key := range []string{"ItemSelector", "Parameters"} { // the new name and the old one
		if e := c.payload(key); e != nil {
			c.state.Parameters = e
		}
	}
	c.exclusive("MaxConcurrency", "MaxConcurrencyPath")
	m.Concurrency, _ = c.integer("MaxConcurrency", 0, math.MaxInt32)
	if v, ok := c.take("MaxConcurrencyPath"); ok {
		m.ConcurrencyAt = v.Str()
		m.MaxConcurrency = c.pathOf("MaxConcurrencyPath", v, pathField{name: "MaxConcurrencyPath"})
	}
}

// jsonataItems is items for a Map in JSONata.
func (c *compiler) jsonataItems(m *MapState) {
	if m.Items, _ = c.expression("Items", jsonvalue.KindArray); m.Items == nil {
		if v, ok := c.ofKind("Items", jsonvalue.KindArray, "Array"); ok {
			m.Items = c.template(v, "Items")
		}
	}
	c.state.Parameters = c.computed("ItemSelector")
	if m.MaxConcurrency, m.ConcurrencyAt = c.expression("MaxConcurrency", jsonvalue.KindNumber); m.MaxConcurrency == nil {
		m.Concurrency, _ = c.integer("MaxConcurrency", 0, math.MaxInt32)
	}
}

// readers notes the variables that the fields of a distributed Map read.
func (c *compiler) readers(v jsonvalue.Value) {
	for i := range v.Len() {
		switch v.Kind() {
		case jsonvalue.KindArray:
			c.readers(v.At(i))
		case jsonvalue.KindObject:
			m := v.Member(i)
			if text, ok := jsonataText(m.Value); ok && c.l.current == JSONata {
				c.l.jsonata(text, c.path, jsonvalue.KindUndefined)
			} else if strings.HasSuffix(m.Key, "Path") || strings.HasSuffix(m.Key, ".$") {
				if name := variableName(m.Value.Str()); name != "" {
					c.l.reads(name)
				}
			}
			c.readers(m.Value)
		}
	}
}

// processorConfig tells whether a Map is a distributed one.
func (c *compiler) processorConfig(f *fields) bool {
	v, ok := f.ofKind("ProcessorConfig", jsonvalue.KindObject, "Object")
	if !ok {
		return false
	}
	config := &fields{l: c.l, of: v, path: f.at("ProcessorConfig")}
	mode := config.oneOf("Mode", "INLINE", "DISTRIBUTED")
	config.oneOf("ExecutionType", string(Standard), string(Express))
	config.refuseOthers()
	// Under the old name Iterator the mode is let pass, and the Map executed inline: such
	// a definition is recorded as legal in EXPRESS.
	if mode == "DISTRIBUTED" && c.l.kind == Express && !c.has("Iterator") {
		c.l.fail(codeSchema, config.at("Mode"), "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines")
	}
	return mode == "DISTRIBUTED" && c.l.kind == Standard
}
