package reference

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/stepfn"
)

// Directory knows the possible targets: those of the AWS configuration, and those that were used
// before.
type Directory struct {
	Used model.Session // keeps what was used; nil to keep nothing
	Now  func() time.Time
	// Endpoints are URLs of the configuration by name.
	Endpoints map[string]string
}

// use is a target that was used.
type use struct {
	Name    string    `json:"name"` // as Resolver.At takes it
	Account string    `json:"account,omitempty"`
	Region  string    `json:"region,omitempty"`
	At      time.Time `json:"at"`
}

const (
	usedKey = "used"
	maxUsed = 30 // targets that are remembered
)

// used lists the targets that were used, the last one first.
func (d Directory) used(ctx context.Context) []use {
	if d.Used == nil {
		return nil
	}
	text, err := d.Used.Get(ctx, usedKey)
	var all []use
	if err != nil || json.Unmarshal([]byte(text), &all) != nil {
		return nil // a convenience: the configuration still names targets
	}
	return all[:min(len(all), maxUsed)]
}

// Note remembers that a target is used, and in which account and region it is.
func (d Directory) Note(ctx context.Context, name string, on model.Info) {
	if d.Used == nil || secret(name) {
		return
	}
	all := slices.DeleteFunc(d.used(ctx), func(u use) bool { return u.Name == name })
	this := use{Name: name, At: d.Now()}
	if !on.Local {
		this.Account, this.Region = on.Account, on.Region
	}
	all = slices.Insert(all, 0, this)
	if text, err := json.Marshal(all[:min(len(all), maxUsed)]); err == nil {
		_ = d.Used.Put(ctx, usedKey, string(text)) // a convenience
	}
}

// secret reports whether a target's name may hold a password: the URL of an endpoint can.
func secret(name string) bool {
	return slices.ContainsFunc(strings.Fields(name), func(word string) bool {
		if !strings.Contains(word, "://") {
			return false
		}
		u, err := url.Parse(word)
		return err != nil || u.User != nil || u.RawQuery != ""
	})
}

// Targets lists the possible targets, with what is known of each before signing in, most recently
// used first.
func (d Directory) Targets(ctx context.Context) []model.Place {
	configured := append([]model.Place{{With: "embedded", Note: "in this process, with this folder's machines or the samples"}}, Remotes()...)
	for i, place := range configured {
		if name, ok := strings.CutPrefix(place.With, "profile:"); ok && ctx.Err() == nil {
			configured[i].Note = noteOf(ctx, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Endpoints)) {
		configured = append(configured, model.Place{With: "endpoint:" + name, Note: d.Endpoints[name]})
	}
	var all []model.Place
	for _, u := range d.used(ctx) {
		place := model.Place{With: u.Name}
		if i := slices.IndexFunc(configured, func(p model.Place) bool { return p.With == u.Name }); i >= 0 {
			place = configured[i]
			configured = slices.Delete(configured, i, i+1)
		} else if strings.HasPrefix(u.Name, "profile:") && !named(u.Name) {
			continue // the profile is gone
		} else if name, ok := strings.CutPrefix(u.Name, "endpoint:"); ok && d.Endpoints[name] == "" {
			continue
		}
		for _, fact := range []string{u.Account, u.Region} {
			if fact != "" && !strings.Contains(place.Note, fact) && !strings.Contains(place.With, fact) {
				place.Note = strings.TrimSpace(place.Note + "  " + fact)
			}
		}
		all = append(all, place)
	}
	return append(all, configured...)
}

// named reports whether the profile of a target's name is still configured.
func named(target string) bool {
	first, _, _ := strings.Cut(target, " ")
	return slices.Contains(stepfn.Profiles(), strings.TrimPrefix(first, "profile:"))
}

// Regions lists the regions that were used, the last one first, and those of profiles.
func (d Directory) Regions(ctx context.Context) []string {
	var all []string
	add := func(region string) {
		if region != "" && !slices.Contains(all, region) {
			all = append(all, region)
		}
	}
	for _, u := range d.used(ctx) {
		add(u.Region)
	}
	for _, name := range stepfn.Profiles() {
		if p, err := stepfn.ReadProfile(ctx, name); err == nil {
			add(p.Region)
		}
	}
	return all
}

// Account is the one that a target is in: as its profile says, or as it was when the target was used last.
func (d Directory) Account(ctx context.Context, name string) string {
	for _, word := range strings.Fields(name) {
		profile, ok := strings.CutPrefix(word, "profile:")
		if !ok {
			continue
		}
		if p, err := stepfn.ReadProfile(ctx, profile); err == nil && p.Account != "" {
			return p.Account
		}
	}
	for _, u := range d.used(ctx) {
		if u.Name == name {
			return u.Account
		}
	}
	return ""
}

// Fitting lists the targets that a machine can be reached by, as far as that is known without
// signing in: profiles of its account, and targets of it that were used before.
func (d Directory) Fitting(ctx context.Context, arn model.ARN) []model.Place {
	var all []model.Place
	add := func(name, note string) {
		if !slices.ContainsFunc(all, func(p model.Place) bool { return p.With == name }) {
			all = append(all, model.Place{With: name, Note: note})
		}
	}
	for _, u := range d.used(ctx) {
		switch {
		case u.Account != arn.Account() || u.Name == "embedded" || strings.HasPrefix(u.Name, "profile:") && !named(u.Name):
		case u.Region == arn.Region():
			add(u.Name, "used before, "+u.Account)
		case !strings.Contains(u.Name, "://") && !strings.Contains(u.Name, "endpoint:"):
			add(in(u.Name, arn.Region()), "used before, "+u.Account)
		}
	}
	for _, name := range stepfn.Profiles() {
		if ctx.Err() != nil {
			break
		}
		p, err := stepfn.ReadProfile(ctx, name)
		if err != nil || p.Account != arn.Account() {
			continue
		}
		target := "profile:" + name
		if p.Region != arn.Region() {
			target = in(target, arn.Region())
		}
		add(target, noteOf(ctx, name))
	}
	return all
}

// in is a target's name in another region.
func in(target, region string) string {
	words := slices.DeleteFunc(strings.Fields(target), func(word string) bool { return word == "aws" || strings.HasPrefix(word, "region:") })
	return strings.Join(append(words, "region:"+region), " ")
}

// flags are how a command line names a target, "" for one that it cannot name in words.
func flags(target string) string {
	var all []string
	for _, word := range strings.Fields(target) {
		switch kind, rest, _ := strings.Cut(word, ":"); kind {
		case "profile", "region":
			all = append(all, "--"+kind+" "+rest)
		default:
			return ""
		}
	}
	return strings.Join(all, " ")
}
