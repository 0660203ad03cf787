package terraform

import (
	"errors"
	"fmt"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
)

// What reading a project may take: a configuration is anybody's, and a few lines of it can
// ask for more than any machine has.
const (
	maxSteps     = 500_000 // expressions that are evaluated
	maxDepth     = 1_000   // of these, one inside the other
	maxText      = source.MaxFile
	maxValue     = 4 << 20   // of one value, roughly in bytes
	maxWork      = 256 << 20 // of all values together
	maxInstances = 1_000     // of one block with count or for_each, and of all modules
	maxMachines  = 1_000
	maxModules   = 10    // modules inside of modules
	maxSnippet   = 60    // of an expression's text that is shown, in bytes
	maxExponent  = 4_096 // of a number, in binary: its text has at most about as many digits
)

// project is a folder while it is read.
type project struct {
	folder *source.Folder
	define source.Defines

	files     map[string][]string // by folder
	configs   map[string]*config  // by folder, nil if it has none
	holding   map[string]bool     // folders of modules with state machines
	instances int                 // of modules
	known     []*unknown
	named     map[string]int // index in known, by the address
	problems  map[string]error

	stepped, depth, work int
	failures             int // expressions that could not be worked out, so far

	machines []source.Machine
	used     []string // files that were read for them
	warnings []error
}

// unknown is a value that only a deployment knows.
type unknown struct {
	standin.Value
	hint    string // the name to make a stand-in of, where the place asks for one
	text    string // the stand-in as part of a text, "" if the hint says it
	chooses bool   // the stand-in is the key of a value that was taken from a map
	problem error  // why it is not known, if it is not the deployment that knows it
}

// mark is what a value carries that depends on an unknown: its index in project.known.
type mark int

// step counts what is evaluated.
func (p *project) step(at hcl.Range) {
	switch p.stepped++; {
	case p.stepped > maxSteps:
		panic(fault(at, "the project's configuration asks for more than %d expressions to be evaluated", maxSteps))
	case p.depth > maxDepth:
		panic(fault(at, "the expressions that this one needs are nested more than %d deep", maxDepth))
	}
}

// charge counts what a value takes.
func (p *project) charge(v cty.Value, at hcl.Range) cty.Value {
	size := weigh(v, maxValue)
	p.grow(size/4, at)
	if p.work += size; p.work > maxWork {
		panic(fault(at, "the values of the project's configuration have more than %d MB", maxWork>>20))
	}
	return v
}

// grow refuses a text that is too large.
func (p *project) grow(size int, at hcl.Range) {
	if size > maxText {
		panic(fault(at, "the value has more than %d bytes", maxText))
	}
}

// weigh is roughly how many bytes a value takes, written out, or more than most.
func weigh(v cty.Value, most int) int {
	if v == cty.NilVal {
		return 1
	}
	v, marks := v.Unmark()
	size := 32 + 16*len(marks)
	kind := v.Type()
	switch {
	case v.IsNull() || !v.IsKnown():
	case kind == cty.String:
		size += len(v.AsString())
	case kind == cty.Number:
		if n := v.AsBigFloat(); !n.IsInf() {
			if exponent := n.MantExp(nil); exponent > maxExponent || exponent < -maxExponent {
				return 8 * maxText
			}
		}
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next() && size <= most; {
			key, elem := it.Element()
			if isString(key) {
				size += len(key.AsString())
			}
			size += weigh(elem, most-size)
		}
	}
	return size
}

// unknown notes a value that is not known, once for each address.
func (p *project) unknown(u unknown) int {
	if u.Name != "" {
		if id, ok := p.named[u.Name]; ok {
			return id
		}
		p.named[u.Name] = len(p.known)
	}
	p.known = append(p.known, &u)
	return len(p.known) - 1
}

// open is an unknown of which the place where it is used says what it is: a name to be
// filled in when the definition is there. Functions of texts rarely hurt it.
func (p *project) open(u unknown) cty.Value {
	id := p.unknown(u)
	return cty.StringVal(fmt.Sprintf("${standin%d}", id)).Mark(mark(id))
}

// shaped is an unknown whose stand-in is known.
func (p *project) shaped(u unknown) cty.Value {
	id := p.unknown(u)
	return cty.StringVal(p.known[id].Text).Mark(mark(id))
}

var openName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\$\{standin([0-9]{1,9})\}`) })

// standInOf returns the open unknown that a value is, the whole of it.
func (p *project) standInOf(v cty.Value) (id int, ok bool) {
	if !isString(v) {
		return 0, false
	}
	return p.openID(v.AsString())
}

func (p *project) openID(text string) (id int, ok bool) {
	found := openName().FindStringSubmatch(text)
	if found == nil || found[0] != text {
		return 0, false
	}
	id, err := strconv.Atoi(found[1])
	return id, err == nil && id < len(p.known)
}

// part is what an unknown has under a name.
func (p *project) part(id int, name string) cty.Value {
	of := p.known[id]
	address := of.Name
	if address != "" {
		address += "." + name
	}
	return p.defined(address, func() cty.Value {
		return p.open(unknown{Value: standin.Value{Name: address, From: of.From}, hint: of.hint + "-" + name, problem: of.problem})
	})
}

// defined is the value that somebody gave for an address, or else another one.
func (p *project) defined(address string, other func() cty.Value) cty.Value {
	if v, ok := p.define[address]; ok {
		return cty.StringVal(v)
	}
	return other()
}

// failed is the stand-in for an expression that cannot be worked out.
func (p *project) failed(of hclsyntax.Expression, err error) cty.Value {
	p.failures++
	at := of.Range()
	problem := err
	var placed *source.Problem
	if !errors.As(err, &placed) || placed.Path == "" {
		problem = fault(at, "%s", p.plain(err.Error()))
	}
	return p.open(unknown{Value: standin.Value{Name: p.snippet(at), From: problem.Error()}, hint: "value", problem: problem})
}

// snippet is the text of an expression, for people.
func (p *project) snippet(at hcl.Range) string {
	text, err := p.folder.Read(at.Filename)
	if err != nil || at.Start.Byte < 0 || at.Start.Byte > at.End.Byte || at.End.Byte > len(text) {
		return ""
	}
	text = strings.Join(strings.Fields(text[at.Start.Byte:at.End.Byte]), " ")
	if len(text) > maxSnippet {
		return ""
	}
	return text
}

// module is a configuration in use.
type module struct {
	p       *project
	config  *config
	address string  // "module.orders.", "" for one that nobody calls
	root    string  // the folder of the one that nobody calls: paths are relative to it
	parent  *module // that calls it, nil for one that nobody calls
	call    *block  // of the call, nil for one that nobody calls
	scope   *scope  // of the call
	depth   int
	given   map[string]hclsyntax.Expression // in files of variables

	done  map[string]cty.Value
	under map[string]bool // being evaluated
}

func (p *project) module(c *config, address string) *module {
	return &module{p: p, config: c, address: address, root: c.dir, done: map[string]cty.Value{}, under: map[string]bool{}}
}

// once evaluates something of a module the first time that somebody asks.
func (m *module) once(name string, at hcl.Range, do func() cty.Value) cty.Value {
	if v, ok := m.done[name]; ok {
		return v
	}
	if m.under[name] {
		panic(fault(at, "%s%s refers to itself", m.address, name))
	}
	m.under[name] = true
	defer delete(m.under, name)
	v := do()
	m.done[name] = v
	return v
}

// object is something of a module that has attributes: what a reference names before the
// last dot.
type object struct {
	m       *module
	b       *block
	address string // in its module, with the instance
	scope   *scope
	child   *module // of a call, nil if it cannot be read
	alone   bool    // of a count of one
}

var objectType = sync.OnceValue(func() cty.Type { return cty.Capsule("object", reflect.TypeFor[object]()) })

func reference(o *object) cty.Value { return cty.CapsuleVal(objectType(), o) }

// referenceOf returns the object that a value is, nil if it is none.
func referenceOf(v cty.Value) *object {
	if v.IsMarked() || v.IsNull() || !v.Type().IsCapsuleType() || !v.Type().Equals(objectType()) {
		return nil
	}
	return v.EncapsulatedValue().(*object)
}

// configOf parses the files of a folder, once; nil if it has none.
func (p *project) configOf(dir string) *config {
	if c, ok := p.configs[dir]; ok {
		return c
	}
	names := p.files[dir]
	if len(names) == 0 {
		p.configs[dir] = nil
		return nil
	}
	c := &config{
		dir: dir, variables: map[string]*block{}, locals: map[string]hclsyntax.Expression{}, resources: map[string]*block{},
		modules: map[string]*block{}, outputs: map[string]*block{},
	}
	p.configs[dir] = c
	for _, override := range []bool{false, true} {
		for _, name := range names {
			if isOverride(name) != override {
				continue
			}
			text, err := p.folder.Read(name)
			if err != nil {
				p.warnings = append(p.warnings, fmt.Errorf("%s was left out: %w", name, err))
				continue
			}
			file, err := parseBlocks(name, text)
			if err != nil {
				p.problems[name] = err
			}
			if file != nil { // what could be read in spite of it
				c.add(file, override)
			}
		}
	}
	slices.SortStableFunc(c.machines, func(a, b *block) int {
		if n := strings.Compare(a.at.Filename, b.at.Filename); n != 0 {
			return n
		}
		return a.at.Start.Byte - b.at.Start.Byte
	})
	return c
}

// local is the folder of a module that a call names by its path, "" if it lies elsewhere.
func (p *project) local(from *config, source string) string {
	if !strings.HasPrefix(source, "./") && !strings.HasPrefix(source, "../") && source != "." && source != ".." {
		return ""
	}
	dir := path.Join(from.dir, source)
	if len(p.files[dir]) == 0 {
		return ""
	}
	return dir
}

// sourceOf is where a call's module comes from.
func sourceOf(call *block) string {
	if expr, ok := call.attrs["source"]; ok {
		if v, diags := expr.Value(nil); !diags.HasErrors() && isString(v) {
			return v.AsString()
		}
	}
	return ""
}
