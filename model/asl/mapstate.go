package asl

import (
	"strings"

	"expresso/model/asl/check"
	"expresso/model/jsonvalue"
)

func (c *compiler) mapState() {
	m := &MapState{Processor: &Graph{}}
	c.state.Map = m
	if c.l.current == JSONata {
		c.jsonataItems(m)
	} else {
		c.items(m)
	}
	key := "ItemProcessor"
	if c.has("Iterator") { // the old name
		key = "Iterator"
	}
	c.l.graph(c.object(key), m.Processor)
	c.distributed(m)
}

// distributed reads what is for a distributed Map, which is not executed here. Of a Map in
// JSONata that is inline AWS computes how many failures are tolerated (recorded); of what is
// not compiled the variables are noted that it reads.
func (c *compiler) distributed(m *MapState) {
	m.Tolerated = c.number("ToleratedFailureCount")
	m.ToleratedPercentage = c.number("ToleratedFailurePercentage")
	m.Reader, m.Writes = c.get("ItemReader"), c.has("ResultWriter")
	for _, key := range []string{"ItemReader", "ResultWriter"} {
		if v := c.get(key); !v.IsUndefined() {
			c.readers(key, v)
		}
	}
	if c.has("ItemBatcher") {
		f := c.object("ItemBatcher")
		m.Batcher = &Batcher{f.number("MaxItemsPerBatch"), f.number("MaxInputBytesPerBatch"), f.template("BatchInput")}
	}
}

// number reads a field with a number, or an expression in its place: in JSONPath its twin
// that ends in Path. It is nil without either.
func (f *fields) number(key string) *Number {
	if e, _ := f.expression(key, jsonvalue.KindNumber); e != nil {
		return &Number{Expr: e, Field: key}
	}
	if f.has(key) {
		return &Number{Fixed: f.get(key).Float(), Field: key}
	}
	if e, _ := f.pathOf(key + "Path"); e != nil {
		return &Number{Expr: e, Field: key + "Path"}
	}
	return nil
}

// readers notes the variables that a field of a distributed Map reads.
func (c *compiler) readers(key string, v jsonvalue.Value) {
	switch v.Kind() {
	case jsonvalue.KindArray:
		for i := range v.Len() {
			c.readers(key, v.At(i))
		}
	case jsonvalue.KindObject:
		for i := range v.Len() {
			c.readers(v.Member(i).Key, v.Member(i).Value)
		}
	case jsonvalue.KindString:
		if text, ok := check.JSONata(v); ok && c.l.current == JSONata {
			c.l.jsonata(text, c.path, jsonvalue.KindUndefined)
		} else if strings.HasSuffix(key, "Path") || strings.HasSuffix(key, ".$") {
			if name := check.VariableName(v.Str()); name != "" {
				c.l.reads(name)
			}
		}
	}
}

// items compiles where the items of a Map come from, what an iteration is given, and how
// many run at once.
func (c *compiler) items(m *MapState) {
	if c.text("ItemsPath") != "$" {
		m.Items, m.ItemsPath = c.pathOf("ItemsPath")
	}
	if e := c.template("ItemSelector"); e != nil { // Parameters is its old name
		c.state.Parameters = e
	}
	m.Concurrency = c.integer("MaxConcurrency", 0)
	m.MaxConcurrency, m.ConcurrencyAt = c.pathOf("MaxConcurrencyPath")
}

// jsonataItems is items for a Map in JSONata.
func (c *compiler) jsonataItems(m *MapState) {
	if m.Items, _ = c.expression("Items", jsonvalue.KindArray); m.Items == nil {
		m.Items = c.template("Items")
	}
	c.state.Parameters = c.template("ItemSelector")
	if m.MaxConcurrency, m.ConcurrencyAt = c.expression("MaxConcurrency", jsonvalue.KindNumber); m.MaxConcurrency == nil {
		m.Concurrency = c.integer("MaxConcurrency", 0)
	}
}
