package guard

import (
	"strings"
	"sync"
	"testing"
	"time"

	"expresso/model"
)

const orders model.ARN = "arn:aws:states:eu-west-1:111122223333:stateMachine:orders:prod"

func rules(t *testing.T, pairs ...string) (rules []Rule) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		r, err := ParseRule(pairs[i], pairs[i+1])
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, r)
	}
	return rules
}

func TestRule(t *testing.T) {
	on := model.Info{Name: "aws", Profile: "prod", Region: "eu-west-1"}
	for name, c := range map[string]struct {
		pairs []string
		on    model.Info
		want  Mode
	}{
		"no rule":          {nil, on, None},
		"account":          {[]string{"account:1111*", "ask"}, on, Ask},
		"another account":  {[]string{"account:2222*", "ask"}, on, None},
		"all must hold":    {[]string{"account:1111* machine:charge-*", "ask"}, on, None},
		"all hold":         {[]string{"account:1111* machine:ord* region:eu-*", "ask"}, on, Ask},
		"strongest first":  {[]string{"profile:prod", "type-name", "machine:*", "ask"}, on, TypeName},
		"strongest last":   {[]string{"machine:*", "ask", "profile:prod", "read-only"}, on, ReadOnly},
		"exact":            {[]string{"profile:pro", "ask"}, on, None},
		"no expression":    {[]string{"profile:pr.d", "ask"}, on, None},
		"the embedded one": {[]string{"machine:*", "read-only"}, model.Info{Local: true}, None},
		"a loopback":       {[]string{"machine:*", "ask"}, model.Info{Name: "127.0.0.1:80", Loopback: true}, Ask},
		"the default one":  {[]string{"profile:default", "ask"}, model.Info{Name: "aws"}, Ask},
		"--read-only":      {nil, on, ReadOnly},
	} {
		t.Run(name, func(t *testing.T) {
			with := rules(t, c.pairs...)
			if name == "--read-only" {
				with = append(with, All)
			}
			if got := New(with).Rule(c.on, orders).Mode; got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	if got := (*Guard)(nil).Rule(on, orders).Mode; got != None {
		t.Errorf("no guard: %q", got)
	}
}

func TestRulesThatCannotBe(t *testing.T) {
	for _, c := range [][2]string{
		{"", "ask"},
		{"account", "ask"},
		{"account:", "ask"},
		{"user:me", "ask"},
		{"account:1", "never"},
		{"account:1", ""},
		{"machine:orders:prod", "ask"},
		{"machine:" + string(orders), "ask"},
	} {
		if r, err := ParseRule(c[0], c[1]); err == nil {
			t.Errorf("%q: %+v", c, r)
		}
	}
}

func TestGrants(t *testing.T) {
	on := model.Info{Name: "aws"}
	g := New(rules(t, "account:1111*", "ask"))
	now := time.Unix(0, 0)
	g.now = func() time.Time { return now }
	refused := func(when string) {
		t.Helper()
		if _, err := g.Allow(on, orders); err == nil || !strings.Contains(model.HintOf(err), "--yes") {
			t.Errorf("%s: %v", when, err)
		}
	}
	refused("without a grant")
	g.Grant(Start{Machine: orders, Runs: 2})
	for range 2 {
		now = now.Add(idle)
		if _, err := g.Allow(on, orders); err != nil {
			t.Error(err)
		}
	}
	refused("the third run")
	g.Grant(Start{Machine: orders, Runs: 2})
	now = now.Add(idle + 1)
	refused("an old grant")
	g.Grant(Start{Machine: orders, Runs: 2})
	g.Grant(Start{Machine: orders, Runs: 1})
	for range 3 {
		if _, err := g.Allow(on, orders); err != nil {
			t.Errorf("granted while another grant is used up: %v", err)
		}
	}
	refused("a fourth run of two grants")
	g.Grant(Start{Machine: orders.Unqualified(), Runs: 1})
	refused("a grant of another version")
	if _, err := New([]Rule{All}).Allow(on, orders); err == nil || !strings.Contains(err.Error(), "--read-only") {
		t.Error(err)
	}
}

func TestNoRunTooMany(t *testing.T) {
	g := New(rules(t, "account:1111*", "ask"))
	g.Grant(Start{Machine: orders, Runs: 50})
	var mu sync.Mutex
	allowed := 0
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := g.Allow(model.Info{Name: "aws"}, orders); err == nil {
				mu.Lock()
				defer mu.Unlock()
				allowed++
			}
		})
	}
	all.Wait()
	if allowed != 50 {
		t.Errorf("%d runs", allowed)
	}
}
