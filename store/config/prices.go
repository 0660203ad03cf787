package config

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"expresso/model"
)

func (r *reader) prices(name string, node ast.Node) {
	r.cfg.Prices = map[string]model.PriceList{}
	r.mapping([]string{name}, node, name, func(region string, key *token.Token, value ast.Node) {
		list := model.PriceList{Region: region}
		path := []string{name, region}
		given := r.fields(path, value, "the prices of a region", []field{
			{"currency", func(v ast.Node) { list.Currency = r.word(v, "a currency must be like USD") }},
			{"date", func(v ast.Node) { list.Date = r.word(v, "the date of prices must be like 2026-11") }},
			{"request", func(v ast.Node) { list.Request = r.word(v, "the price of a request must be like 0.000001") }},
			{"tiers", func(v ast.Node) {
				elements, _ := r.list(v, "tiers must be a list, each with gb-second and, except for the last, up-to")
				for i, e := range elements {
					list.Tiers = append(list.Tiers, r.tier(append(path, "tiers", strconv.Itoa(i)), e))
				}
			}},
		})
		for _, needed := range []string{"currency", "date", "request", "tiers"} {
			if given != nil && !given[needed] {
				r.refuse(key, "the prices of %s need %s", quote(region), needed)
			}
		}
		r.cfg.Prices[region] = list
	})
}

func (r *reader) guard(name string, node ast.Node) {
	elements, _ := r.list(node, "guard must be a list of rules like {match: \"account:1111*\", mode: ask}")
	for i, e := range elements {
		var rule GuardRule
		given := r.fields([]string{name, strconv.Itoa(i)}, e, "a guard rule", []field{
			{"match", func(v ast.Node) { rule.Match = r.word(v, "match must be like \"account:1111*\"") }},
			{"mode", func(v ast.Node) { rule.Mode = r.word(v, "mode must be ask, type-name or read-only") }},
		})
		for _, needed := range []string{"match", "mode"} {
			if given != nil && !given[needed] {
				r.refuse(start(e), "a guard rule needs %s", needed)
			}
		}
		r.cfg.Guard = append(r.cfg.Guard, rule)
	}
}

func (r *reader) budget(name string, node ast.Node) {
	const like = "a budget must be like 5.00"
	r.fields([]string{name}, node, name, []field{
		{"session", func(v ast.Node) { r.cfg.Budget.Session = r.word(v, like) }},
		{"burst", func(v ast.Node) { r.cfg.Budget.Burst = r.word(v, like) }},
	})
}

// endpoints reads URLs by name. What requests are signed with is in none of them.
func (r *reader) endpoints(name string, node ast.Node) {
	const like = "an endpoint must be like staging: https://states.example.com"
	r.mapping([]string{name}, node, name, func(of string, key *token.Token, v ast.Node) {
		at := r.word(v, like)
		u, err := url.Parse(at)
		switch {
		case at == "": // is refused
		case of == "" || strings.ContainsFunc(of, func(c rune) bool { return c <= ' ' || c == ':' || c == 0x7f }):
			r.refuse(key, "%s is not a valid endpoint name: it must not contain blanks or a colon", quote(of))
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			r.refuse(start(v), "%s, got %s", like, describe(v))
		case u.User != nil || u.RawQuery != "":
			r.refuse(start(v), "the URL of the endpoint %s contains a user name, a password or a query: requests are signed with AWS credentials", quote(of))
		default:
			if r.cfg.Endpoints == nil {
				r.cfg.Endpoints = map[string]string{}
			}
			r.cfg.Endpoints[of] = at
		}
	})
}

func (r *reader) tier(path []string, node ast.Node) (tier model.PriceTier) {
	given := r.fields(path, node, "a tier", []field{
		{"up-to", func(v ast.Node) {
			n, err := strconv.ParseInt(r.word(v, "up-to must be a number of GB-seconds"), 10, 64)
			if err != nil || n <= 0 {
				r.refuse(start(v), "up-to must be a whole number of GB-seconds from 1 to %d, got %s; the last tier has none", math.MaxInt64, describe(v))
			}
			tier.UpTo = n
		}},
		{"gb-second", func(v ast.Node) { tier.GBSecond = r.word(v, "the price of a GB-second must be like 0.00001667") }},
	})
	if given != nil && !given["gb-second"] {
		r.refuse(start(node), "a tier needs gb-second, the price of a GB-second")
	}
	return tier
}
