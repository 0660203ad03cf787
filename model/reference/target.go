package reference

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/stepfn"
)

// remoteOf reads the name of a remote target: aws, profile:NAME, region:NAME, both of them, endpoint:NAME or an
// endpoint's URL.
func (r *Resolver) remoteOf(name string) (stepfn.Options, bool) {
	remote := r.Remote
	remote.Endpoint, remote.SyncEndpoint = "", ""
	if name == "aws" {
		remote.Profile, remote.Region = "", ""
		return remote, true
	}
	words := strings.Fields(name)
	for _, word := range words {
		switch kind, rest, _ := strings.Cut(word, ":"); {
		case kind == "profile" && rest != "":
			remote.Profile = rest
		case kind == "region" && rest != "":
			remote.Region = rest
		case kind == "endpoint" && r.Endpoints[rest] != "":
			remote.Endpoint = r.Endpoints[rest]
		case (kind == "http" || kind == "https") && rest != "":
			remote.Endpoint = word
		default:
			return stepfn.Options{}, false
		}
	}
	return remote, len(words) > 0
}

// At opens the target of a name, as remoteOf takes it, or the embedded one. The resolver that it
// returns begins with that target.
func (r *Resolver) At(ctx context.Context, name string) (*Resolver, Target, error) {
	at := *r
	if name == "embedded" {
		at.Remote = stepfn.Options{Token: r.Remote.Token, Apart: r.Remote.Apart, Terminal: r.Remote.Terminal}
		on, err := at.Open(ctx)
		return &at, on, err
	}
	bare := *r
	bare.Remote.Profile, bare.Remote.Region = "", "" // of the target that was left
	remote, ok := bare.remoteOf(name)
	if !ok {
		return nil, Target{}, model.WithHint(fmt.Errorf("unknown target %q", name), "type embedded, aws, profile:NAME, region:NAME, endpoint:NAME of the configuration or http://HOST:PORT")
	}
	target, err := stepfn.Connect(ctx, remote)
	if err != nil {
		return nil, Target{}, err
	}
	at.Remote = remote
	return &at, at.target(target, nil, r.bench()), nil
}

// Name is how Remote is named, as At takes it.
func (r *Resolver) Name() string {
	endpoint := r.Remote.Endpoint
	for _, name := range slices.Sorted(maps.Keys(r.Endpoints)) {
		if r.Endpoints[name] == endpoint {
			endpoint = "endpoint:" + name
		}
	}
	var words []string
	for _, part := range [][2]string{{"profile:", r.Remote.Profile}, {"region:", r.Remote.Region}, {"", endpoint}} {
		if part[1] != "" {
			words = append(words, part[0]+part[1])
		}
	}
	return cmp.Or(strings.Join(words, " "), "aws")
}

// noteOf says what the configuration knows of a profile.
func noteOf(ctx context.Context, name string) string {
	p, err := stepfn.ReadProfile(ctx, name)
	if err != nil {
		return "cannot be used: expresso machines " + child.Flag("--profile", name) + " says why"
	}
	facts := []string{string(p.Kind)}
	if p.Role != "" {
		facts[0] = "role, from " + facts[0]
	}
	for _, fact := range []string{p.Account, p.Region} {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	return strings.Join(facts, "  ")
}
