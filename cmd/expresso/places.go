package main

import (
	"context"
	"os"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/file"
	"expresso/model/limit"
	"expresso/model/stepfn"
	"expresso/ui"
)

// compared fills in how the workbench compares: with what --with names.
func (a *app) compared(cfg *ui.Config, at aim) {
	cfg.Against = func(ctx context.Context, machine model.ARN, with string) (compare.Opposite, error) {
		from := at
		from.arn = machine
		sides, err := a.against(ctx, &from, with)
		if err != nil {
			return compare.Opposite{}, err
		}
		what, err := billed(ctx, sides)
		return compare.Opposite{Sides: sides, Billed: what}, err
	}
	cfg.Places = func(ctx context.Context, machine model.ARN) []model.Place {
		from := at
		from.arn = machine
		return a.places(ctx, &from)
	}
}

// maxCommits is how many commits of a definition are offered.
const maxCommits = 6

// changed reports whether a file is not as it was committed last.
func changed(ctx context.Context, path string) bool {
	was, err := gitShow(ctx, path, "HEAD")
	is, readErr := file.Read(path, limit.Definition)
	return err == nil && readErr == nil && was != string(is)
}

// places are what a machine can be compared with beside its versions, aliases and test
// cases: its file as it was in commits, and other targets. Nothing is sent.
func (a *app) places(ctx context.Context, at *aim) []model.Place {
	var all []model.Place
	add := func(with, note string) { all = append(all, model.Place{With: with, Note: note}) }
	name := at.arn.Machine()
	// What cannot be read here cannot be compared with.
	if l, err := a.here(at); err == nil {
		if path := l.File(name).Path; path != "" {
			for i, c := range gitLog(ctx, path, maxCommits) {
				switch {
				case i > 0:
					add("git:"+c.hash, c.what)
				case changed(ctx, path):
					add("git:HEAD", c.what)
				}
			}
		}
		if at.local == nil && l.Has(name) {
			add("embedded", "in this folder")
		}
	}
	if a.screen.demo {
		return all
	}
	profiles := stepfn.Profiles()
	configured := len(profiles) > 0
	for _, variable := range []string{"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_DEFAULT_REGION"} {
		configured = configured || os.Getenv(variable) != ""
	}
	if configured {
		add("aws", "usual profile and region")
	}
	for _, profile := range profiles {
		add("profile:"+profile, "on AWS")
	}
	return all
}
