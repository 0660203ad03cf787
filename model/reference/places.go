package reference

import (
	"context"
	"os"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/limit"
	"expresso/model/stepfn"
)

// maxCommits is how many commits of a definition are offered.
const maxCommits = 6

// Revisions are older definitions that a machine can be compared with beside its versions,
// aliases and test cases: its file as it was in commits, and the one in this folder of a
// machine elsewhere. Nothing is sent.
func (r *Resolver) Revisions(ctx context.Context, m Machine) []model.Place {
	l, err := r.here(m)
	if err != nil {
		return nil // what cannot be read here cannot be compared with
	}
	var all []model.Place
	name := m.ARN.Machine()
	if path := l.File(name).Path; path != "" {
		for i, c := range log(ctx, path, maxCommits) {
			switch {
			case i > 0:
				all = append(all, model.Place{With: "git:" + c.hash, Note: c.what})
			case changed(ctx, path):
				all = append(all, model.Place{With: "git:HEAD", Note: c.what})
			}
		}
	}
	if m.Local == nil && l.Has(name) {
		all = append(all, model.Place{With: "embedded", Note: "in this folder"})
	}
	return all
}

// changed reports whether a file differs from its last commit.
func changed(ctx context.Context, path string) bool {
	was, err := show(ctx, path, "HEAD")
	is, readErr := file.Read(path, limit.Definition)
	return err == nil && readErr == nil && was != string(is)
}

// Remotes are the targets on AWS that a machine can be compared with: those of the AWS
// configuration. Nothing is sent.
func Remotes() []model.Place {
	var all []model.Place
	profiles := stepfn.Profiles()
	configured := len(profiles) > 0
	for _, variable := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_DEFAULT_REGION"} {
		configured = configured || os.Getenv(variable) != ""
	}
	if configured {
		all = append(all, model.Place{With: "aws", Note: "usual profile and region"})
	}
	for _, profile := range profiles {
		all = append(all, model.Place{With: "profile:" + profile, Note: "on AWS"})
	}
	return all
}
