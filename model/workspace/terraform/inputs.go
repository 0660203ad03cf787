package terraform

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// inputs are what the schedules and rules of a module send to a machine of it.
func (p *project) inputs(o *object) (all []source.Input) {
	for _, name := range slices.Sorted(maps.Keys(o.m.config.resources)) {
		b := o.m.config.resources[name]
		kind, label, _ := strings.Cut(name, ".")
		target := b
		switch kind {
		case "aws_cloudwatch_event_target":
		case "aws_scheduler_schedule":
			i := slices.IndexFunc(b.blocks, func(inner *block) bool { return inner.kind == "target" })
			if i < 0 {
				continue
			}
			target = b.blocks[i]
		default:
			continue
		}
		expr, ok := target.attrs["input"]
		if !ok || !refersTo(target.attrs["arn"], o.b.labels) {
			continue
		}
		text, depth := "", p.depth
		_ = guard(b.at, func() { // what cannot be worked out is not an input
			text, _ = p.text(p.eval(o.scope, expr), expr)
			text = p.plain(text)
		})
		p.depth = depth
		if _, err := jsonvalue.Parse(text); err == nil {
			all = append(all, source.Input{Name: label, Text: text, Place: place(expr.Range())})
		}
	}
	return all
}

// refersTo reports whether an expression names a resource.
func refersTo(expr hclsyntax.Expression, labels []string) bool {
	if expr == nil || len(labels) != 2 {
		return false
	}
	for _, t := range hclsyntax.Variables(expr) {
		if names := words(t); len(names) > 1 && names[0] == labels[0] && names[1] == labels[1] {
			return true
		}
	}
	return false
}
