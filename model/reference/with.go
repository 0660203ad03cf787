package reference

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/embedded"
	"expresso/model/local"
	"expresso/model/stepfn"
	"expresso/model/workspace"
)

// withKinds is a hint.
const withKinds = "give a version, an alias, a file, git:REV or a target; see: expresso compare -h"

// other is what a machine is compared with, and what to call both.
type other struct {
	Machine
	names [2]string
}

// Sides are both sides of a comparison: a machine, and what with names. Both have the
// machine's journal.
func (r *Resolver) Sides(ctx context.Context, m Machine, with string) ([2]compare.Side, error) {
	o, err := r.with(ctx, m, with)
	if err != nil {
		return [2]compare.Side{}, err
	}
	if o.names[0] == o.names[1] {
		o.names[1] += ", again"
	}
	sides := [2]compare.Side{m.side(o.names[0]), o.side(o.names[1])}
	if strings.HasPrefix(with, "git:") { // the older one comes first, as in git diff
		sides[0], sides[1] = sides[1], sides[0]
	}
	return sides, nil
}

// side is a machine as a comparison has it.
func (m Machine) side(name string) compare.Side {
	return compare.Side{Name: name, Bench: m.Bench, Machine: m.ARN, Prices: m.Prices}
}

// testCase is the test case that an ARN ends in, with its '#', or "".
func testCase(arn model.ARN) model.ARN {
	if i := strings.IndexByte(string(arn), '#'); i >= 0 {
		return arn[i:]
	}
	return ""
}

func (r *Resolver) with(ctx context.Context, m Machine, with string) (other, error) {
	kind, rest, _ := strings.Cut(with, ":")
	if remote, ok := r.remoteOf(with); ok {
		return r.remote(ctx, m, remote)
	}
	switch {
	case with == "":
		return other{}, model.WithHint(errors.New("--with is missing"), withKinds)
	case with == "embedded":
		return r.embedded(ctx, m)
	case kind == "git":
		return r.atRevision(ctx, m, rest)
	case model.ARN(with).IsARN():
		return r.atARN(ctx, m, model.ARN(with))
	case isFile(with):
		return r.atFile(m, with)
	}
	return r.qualified(ctx, m, with)
}

// on is a machine on a target whose runs are recorded with those of another.
func (r *Resolver) on(target model.Target, l *local.Local, arn model.ARN, like Machine) Machine {
	return Machine{Target: r.target(target, l, like.Bench), ARN: arn}
}

// here is the embedded service that a machine is on, or else the one of this folder.
func (r *Resolver) here(m Machine) (*local.Local, error) {
	if m.Local != nil {
		return m.Local, nil
	}
	return r.Embedded()
}

// remote is the machine of the same name on another target than the embedded one. A test
// case is left out: AWS has none.
func (r *Resolver) remote(ctx context.Context, m Machine, options stepfn.Options) (other, error) {
	target, err := stepfn.Connect(ctx, options)
	if err != nil {
		return other{}, err
	}
	what := m.ARN.Machine()
	if q := m.ARN.Qualifier(); q != "" {
		what += ":" + q
	}
	return r.elsewhere(ctx, m, target, nil, what)
}

// embedded is the machine of the same name on the embedded target. A version or an alias of
// another target is left out.
func (r *Resolver) embedded(ctx context.Context, m Machine) (other, error) {
	if m.Local != nil {
		return r.elsewhere(ctx, m, m.Bench.Target, m.Local, m.ARN.Short())
	}
	l, err := r.here(m)
	if err != nil {
		return other{}, err
	}
	return r.elsewhere(ctx, m, l.Target(), l, m.ARN.Machine()+string(testCase(m.ARN)))
}

func (r *Resolver) elsewhere(ctx context.Context, m Machine, target model.Target, l *local.Local, what string) (other, error) {
	from, to := m.Bench.Target.Info().Title(), target.Info().Title()
	arn, err := r.find(ctx, target, l, what)
	if err != nil {
		return other{}, fmt.Errorf("on %s: %w", to, err)
	}
	return other{r.on(target, l, arn, m), [2]string{from, to}}, nil
}

// atARN is the machine that an ARN names: on the embedded target if it is of that, else on
// the remote one that was named, or on AWS, in its region.
func (r *Resolver) atARN(ctx context.Context, m Machine, arn model.ARN) (other, error) {
	if arn.Machine() == "" || arn.Unqualified().Machine() != arn.Machine() {
		return other{}, fmt.Errorf("%s is not the ARN of a state machine", arn)
	}
	names := [2]string{m.ARN.Short(), arn.Short()}
	if m.Local != nil && arn.Account() == embedded.Account && arn.Region() == embedded.Region {
		plain, _, _ := strings.Cut(string(arn), "#")
		if _, err := m.Bench.Target.Describe(ctx, model.ARN(plain)); err != nil {
			return other{}, err
		}
		return other{r.on(m.Bench.Target, m.Local, arn, m), names}, nil
	}
	remote := r.Remote
	if remote.Endpoint == "" {
		remote.Region = arn.Region()
	}
	target, err := stepfn.Connect(ctx, remote)
	if err != nil {
		return other{}, err
	}
	if from, to := m.Bench.Target.Info().Title(), target.Info().Title(); from != to {
		names = [2]string{from, to}
	}
	return other{r.on(target, nil, arn, m), names}, nil
}

// qualified is a version, an alias or a test case of the same machine, or another machine
// of the same target.
func (r *Resolver) qualified(ctx context.Context, m Machine, with string) (other, error) {
	plain, _, _ := strings.Cut(string(m.ARN), "#")
	arn := model.ARN(plain) + model.ARN(with)
	name, _, behind := strings.Cut(with, ":")
	name, _, _ = strings.Cut(name, "#")
	switch {
	case strings.HasPrefix(with, "#"): // arn is right
	case behind || name == m.ARN.Machine() || m.Local != nil && m.Local.Has(name):
		var err error
		if arn, err = r.find(ctx, m.Bench.Target, m.Local, with); err != nil {
			return other{}, err
		}
	default:
		arn = m.ARN.Unqualified() + model.ARN(":"+with)
		if name == with {
			arn += testCase(m.ARN)
		}
	}
	if err := known(ctx, m.Bench, arn); err != nil {
		return other{}, err
	}
	return other{r.on(m.Bench.Target, m.Local, arn, m), [2]string{m.ARN.Short(), arn.Short()}}, nil
}

// known reports an error if a machine has no such version, alias or test case. Where they
// cannot be listed the service will say so.
func known(ctx context.Context, bench *model.Workbench, arn model.ARN) error {
	if arn == arn.Unqualified() {
		return nil
	}
	if q, err := bench.Qualifiers(ctx, arn); err == nil && !q.Have(arn) {
		return model.WithHint(fmt.Errorf("no version, alias or test case %s; %s has %s", arn.Short(), arn.Machine(), listed(q)), withKinds)
	}
	return nil
}

// listed names what may follow a machine's name.
func listed(q model.Qualifiers) string {
	names := make([]string, 0, len(q.Aliases)+len(q.Versions)+len(q.Cases))
	for _, alias := range q.Aliases {
		names = append(names, alias.ARN.Qualifier())
	}
	for _, version := range q.Versions {
		names = append(names, version.ARN.Qualifier())
	}
	for _, c := range q.Cases {
		names = append(names, "#"+c)
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// atFile is another definition of the machine.
func (r *Resolver) atFile(m Machine, name string) (other, error) {
	l, err := r.here(m)
	if err != nil {
		return other{}, err
	}
	file, err := open(name, l, m.ARN.Machine())
	if err != nil {
		return other{}, err
	}
	return r.revision(m, l, file, name)
}

// revision is another definition of the same machine, on an embedded service of its own,
// where the same mocks answer its tasks.
func (r *Resolver) revision(m Machine, l *local.Local, file workspace.File, name string) (other, error) {
	was := m.Bench.Target.Info().Title()
	if path := l.File(m.ARN.Machine()).Path; path != "" && m.Local != nil {
		was = filepath.Base(path)
	}
	file.Name = m.ARN.Machine()
	one := l.Alone()
	if problem := one.Put(file); problem != nil {
		return other{}, problem
	}
	arn := model.ARN(embedded.ARN(file.Name)) + testCase(m.ARN)
	return other{r.on(one.Target(), one, arn, m), [2]string{was, name}}, nil
}
