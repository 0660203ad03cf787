package main

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
	"expresso/model/workspace"
)

// withKinds is a hint.
const withKinds = "compare with a version, an alias, a file, git:REV or a target: 'expresso compare -h' tells all"

// against returns both sides of a comparison: what at aims at, and what it is compared
// with, as --with names it. Both have the journal of at.
func (a *app) against(ctx context.Context, at *aim, with string) ([2]compare.Side, error) {
	other, names, err := a.aimWith(ctx, at, with)
	if err != nil {
		return [2]compare.Side{}, err
	}
	if names[0] == names[1] {
		names[1] += ", again"
	}
	return [2]compare.Side{at.side(names[0]), other.side(names[1])}, nil
}

// side is an aim as a comparison has it.
func (at *aim) side(name string) compare.Side {
	return compare.Side{Name: name, Bench: at.bench, Machine: at.arn, Prices: at.prices}
}

// aimWith aims at what a machine is compared with, and says what to call both sides.
func (a *app) aimWith(ctx context.Context, at *aim, with string) (*aim, [2]string, error) {
	kind, rest, _ := strings.Cut(with, ":")
	remote := a.target
	remote.endpoint = ""
	switch {
	case with == "":
		return nil, [2]string{}, &exitError{exitUsage, model.WithHint(errors.New("there is nothing to compare with: --with is missing"), withKinds)}
	case with == "embedded":
		return a.elsewhere(ctx, at, nil)
	case with == "aws":
		remote.profile, remote.region = "", ""
		return a.elsewhere(ctx, at, &remote)
	case kind == "profile" && rest != "":
		remote.profile = rest
		return a.elsewhere(ctx, at, &remote)
	case kind == "region" && rest != "":
		remote.region = rest
		return a.elsewhere(ctx, at, &remote)
	case kind == "http" || kind == "https":
		remote.endpoint = with
		return a.elsewhere(ctx, at, &remote)
	case kind == "git":
		return a.atRevision(ctx, at, rest)
	case model.ARN(with).IsARN():
		return a.atARN(ctx, at, model.ARN(with))
	case isFile(with):
		return a.atFile(at, with)
	}
	return a.qualified(ctx, at, with)
}

// aimAt makes an aim of a target, which shares the journal of another aim.
func (a *app) aimAt(target model.Target, l *local.Local, arn model.ARN, other *aim) (*aim, error) {
	book, err := a.book()
	if err != nil {
		return nil, err
	}
	bench := &model.Workbench{Target: target, Journal: other.bench.Journal, Note: other.bench.Note}
	return &aim{target: target, local: l, arn: arn, bench: bench, prices: book.In(target.Info().Region), close: func() {}}, nil
}

// here is the embedded service that an aim goes to, or else the one of this folder.
func (a *app) here(at *aim) (*local.Local, error) {
	if at.local != nil {
		return at.local, nil
	}
	f := a.target
	f.profile, f.region, f.endpoint = "", "", ""
	if err := a.setEmbedded(&f); err != nil {
		return nil, err
	}
	return f.openLocal()
}

// elsewhere aims at the machine of the same name on another target: what the flags name, or
// the embedded one if they are nil. Versions and aliases are AWS's, test cases the embedded
// target's: they are left out where they cannot be.
func (a *app) elsewhere(ctx context.Context, at *aim, flags *targetFlags) (*aim, [2]string, error) {
	var target model.Target
	var l *local.Local
	var err error
	what := at.arn.Machine()
	_, testCase, hasCase := strings.Cut(string(at.arn), "#")
	switch {
	case flags != nil:
		if target, err = flags.connect(ctx); err != nil {
			return nil, [2]string{}, err
		}
		if q := at.arn.Qualifier(); q != "" {
			what += ":" + q
		}
	case at.local != nil:
		target, l = at.target, at.local
		what += strings.TrimPrefix(string(at.arn), string(at.arn.Unqualified()))
	default:
		if l, err = a.here(at); err != nil {
			return nil, [2]string{}, err
		}
		target = l.Target()
		if hasCase {
			what += "#" + testCase
		}
	}
	arn, err := resolve(ctx, target, l, what)
	if err != nil {
		return nil, [2]string{}, on(target.Info(), err)
	}
	other, err := a.aimAt(target, l, arn, at)
	return other, [2]string{placeName(at.target.Info()), placeName(target.Info())}, err
}

// on says on which target something went wrong.
func on(info model.Info, err error) error {
	var exit *exitError
	if !errors.As(err, &exit) || exit.err == nil {
		return err
	}
	return &exitError{exit.code, fmt.Errorf("on %s: %w", placeName(info), exit.err)}
}

// placeName tells a target from others.
func placeName(info model.Info) string {
	if info.Local {
		return info.Name
	}
	return strings.Join(strings.Fields(info.Name+" "+info.Profile+" "+info.Region), " ")
}

// atARN aims at an ARN: on the embedded target if it is of that, else on the target of the
// flags, or on AWS, in its region.
func (a *app) atARN(ctx context.Context, at *aim, arn model.ARN) (*aim, [2]string, error) {
	if arn.Machine() == "" || arn.Unqualified().Machine() != arn.Machine() {
		return nil, [2]string{}, usageError("%s is no state machine's ARN", arn)
	}
	if at.local != nil && arn.Account() == embedded.Account && arn.Region() == embedded.Region {
		plain, _, _ := strings.Cut(string(arn), "#")
		if _, err := at.target.Describe(ctx, model.ARN(plain)); err != nil {
			return nil, [2]string{}, &exitError{exitUsage, err}
		}
		other, err := a.aimAt(at.target, at.local, arn, at)
		return other, [2]string{at.arn.Aimed(), arn.Aimed()}, err
	}
	f := a.target
	if f.endpoint == "" {
		f.region = arn.Region()
	}
	target, err := f.connect(ctx)
	if err != nil {
		return nil, [2]string{}, err
	}
	other, err := a.aimAt(target, nil, arn, at)
	names := [2]string{at.arn.Aimed(), arn.Aimed()}
	if from, to := placeName(at.target.Info()), placeName(target.Info()); from != to {
		names = [2]string{from, to}
	}
	return other, names, err
}

// qualified aims at a version, an alias or a test case of the same machine, or at another
// machine of the same target.
func (a *app) qualified(ctx context.Context, at *aim, with string) (*aim, [2]string, error) {
	plain, testCase, hasCase := strings.Cut(string(at.arn), "#")
	arn := model.ARN(plain) + model.ARN(with)
	name, _, behind := strings.Cut(with, ":")
	name, _, _ = strings.Cut(name, "#")
	switch {
	case strings.HasPrefix(with, "#"): // arn is right
	case behind || name == at.arn.Machine() || at.local != nil && at.local.Has(name):
		var err error
		if arn, err = resolve(ctx, at.target, at.local, with); err != nil {
			return nil, [2]string{}, err
		}
	default:
		arn = at.arn.Unqualified() + model.ARN(":"+with)
		if hasCase && name == with {
			arn += model.ARN("#" + testCase)
		}
	}
	if err := known(ctx, at.bench, arn); err != nil {
		return nil, [2]string{}, err
	}
	other, err := a.aimAt(at.target, at.local, arn, at)
	return other, [2]string{at.arn.Aimed(), arn.Aimed()}, err
}

// known reports an error if a machine has no such version, alias or test case. Where they
// cannot be listed the service will say so.
func known(ctx context.Context, bench *model.Workbench, arn model.ARN) error {
	if arn == arn.Unqualified() {
		return nil
	}
	if q, err := bench.Qualifiers(ctx, arn); err == nil && !q.Have(arn) {
		return &exitError{exitUsage, model.WithHint(
			fmt.Errorf("there is no %s: of versions, aliases and test cases %s has %s", arn.Aimed(), arn.Machine(), listed(q)), withKinds)}
	}
	return nil
}

// listed names what may stand behind a machine.
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

// atFile aims at another definition of the machine.
func (a *app) atFile(at *aim, name string) (*aim, [2]string, error) {
	l, err := a.here(at)
	if err != nil {
		return nil, [2]string{}, err
	}
	file, err := loadOne(name, l.Dir, at.arn.Machine(), l.Define)
	if err != nil {
		return nil, [2]string{}, err
	}
	return a.revision(at, l, file, name)
}

// revision aims at another definition of the same machine, on an embedded service of its
// own, where the same mocks answer its tasks.
func (a *app) revision(at *aim, l *local.Local, file workspace.File, name string) (*aim, [2]string, error) {
	was := placeName(at.target.Info())
	if path := l.File(at.arn.Machine()).Path; path != "" && at.local != nil {
		was = filepath.Base(path)
	}
	file.Name = at.arn.Machine()
	one := l.Alone()
	if problem := one.Put(file); problem != nil {
		return nil, [2]string{}, &exitError{exitUsage, problem}
	}
	arn := model.ARN(embedded.ARN(file.Name))
	if _, testCase, ok := strings.Cut(string(at.arn), "#"); ok {
		arn += model.ARN("#" + testCase)
	}
	other, err := a.aimAt(one.Target(), one, arn, at)
	return other, [2]string{was, name}, err
}

// atRevision aims at the machine's definition file as it is in a commit.
func (a *app) atRevision(ctx context.Context, at *aim, rev string) (*aim, [2]string, error) {
	l, err := a.here(at)
	if err != nil {
		return nil, [2]string{}, err
	}
	now := l.File(at.arn.Machine())
	switch {
	case now.Path == "":
		return nil, [2]string{}, &exitError{exitUsage, model.WithHint(
			fmt.Errorf("git:%s is a revision of the machine's definition file, and %s has none here", rev, at.arn.Machine()),
			"name the file in place of the machine, or its folder with --dir")}
	case rev == "" || strings.HasPrefix(rev, "-") || strings.Contains(rev, ":"):
		return nil, [2]string{}, &exitError{exitUsage, model.WithHint(
			fmt.Errorf("%q is no revision", rev), "name a commit, a branch or a tag, as in git:HEAD~1")}
	}
	file, err := fileAt(ctx, l, now, rev)
	if err != nil {
		return nil, [2]string{}, err
	}
	return a.revision(at, l, file, "git:"+rev)
}

// fileAt is a machine's file as it is in a commit, with the template of that commit if it
// stands in one.
func fileAt(ctx context.Context, l *local.Local, now workspace.File, rev string) (workspace.File, error) {
	declared, err := filepath.Abs(now.Declared())
	if err != nil {
		return workspace.File{}, &exitError{exitUsage, err}
	}
	dir := l.Dir
	below, err := filepath.Rel(dir, declared)
	if err != nil || !filepath.IsLocal(below) {
		dir, below = filepath.Dir(declared), filepath.Base(declared)
	}
	commit := workspace.Reader(func(name string) (string, error) {
		return gitShow(ctx, filepath.Join(dir, filepath.FromSlash(name)), rev)
	})
	files, err := workspace.OpenIn(commit, filepath.ToSlash(below), dir, workspace.Options{Define: l.Define})
	if err != nil {
		return workspace.File{}, &exitError{exitUsage, err}
	}
	file, err := oneOf(files, "git:"+rev+":"+filepath.Base(now.Declared()), now.Name)
	if err == nil && file.Path == now.Path {
		file.Path = "git:" + rev + ":" + filepath.Base(now.Path)
	}
	if placed, ok := workspace.ProblemAt(file.Problem); ok {
		moved := *placed
		moved.Path = "git:" + rev + ":" + strings.TrimPrefix(placed.Path, dir+string(filepath.Separator))
		file.Problem = &moved
	}
	return file, err
}
