package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"expresso/model"
)

func machinesOf(on model.Info, names ...string) []model.Machine {
	all := make([]model.Machine, len(names))
	for i, name := range names {
		all[i] = model.Machine{
			ARN: model.ARN("arn:aws:states:" + on.Region + ":" + on.Account + ":stateMachine:" + name), Name: name,
			Type: model.Express, Created: time.Unix(1_700_000_000, 0),
		}
	}
	return all
}

func TestListsAreKeptByServiceAccountAndRegion(t *testing.T) {
	l := Lists(t.TempDir())
	here := model.Info{Name: "aws", Region: "eu-west-1", Account: "111122223333"}
	want := model.Listed{Machines: machinesOf(here, "orders", "zahlung-ü"), At: time.Unix(1_790_000_000, 0)}
	if err := l.Save(here, want); err != nil {
		t.Fatal(err)
	}
	got, err := l.Load(here)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, other := range []model.Info{
		{Name: "aws", Region: "eu-west-1", Account: "444455556666"},
		{Name: "aws", Region: "us-east-1", Account: here.Account},
		{Name: "127.0.0.1:8083", Region: here.Region, Account: here.Account},
		{Name: "aws", Region: here.Region},
		{Name: "aws", Region: here.Region, Account: here.Account, Local: true},
	} {
		if got, err := l.Load(other); err != nil || got.Machines != nil {
			t.Errorf("%+v has %v, %v", other, got, err)
		}
	}
}

// Whatever was done to a file, no machine of another account comes out of it.
func TestListsThatAreNotTheirOwnAreNone(t *testing.T) {
	dir := t.TempDir()
	l := Lists(dir).(machineLists)
	here := model.Info{Name: "aws", Region: "eu-west-1", Account: "111122223333"}
	there := model.Info{Name: "aws", Region: "eu-west-1", Account: "444455556666"}
	if err := l.Save(here, model.Listed{Machines: machinesOf(here, "orders", "refunds"), At: time.Unix(1_790_000_000, 0)}); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(l.path(here))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"cut off":     string(whole[:len(whole)-3]),
		"another's":   string(whole),
		"other lines": strings.Replace(string(whole), "arn:aws:states:eu-west-1:111122223333:stateMachine:orders", string(machinesOf(there, "orders")[0].ARN), 1),
		"no kind":     strings.Replace(string(whole), "EXPRESS", "EXPRES", 1),
		"empty":       "",
		"binary":      "\x00\xff\x00",
	} {
		on := here
		if name == "another's" {
			on = there
		}
		if err := os.WriteFile(l.path(on), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := l.Load(on); err == nil || got.Machines != nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestListsAreBounded(t *testing.T) {
	dir := t.TempDir()
	l := Lists(dir)
	for i := range maxLists + 5 {
		on := model.Info{Name: "aws", Region: "eu-west-1", Account: fmt.Sprintf("%012d", i)}
		if err := l.Save(on, model.Listed{Machines: machinesOf(on, "orders"), At: time.Unix(1_790_000_000, 0)}); err != nil {
			t.Fatal(err)
		}
	}
	found, err := os.ReadDir(filepath.Join(dir, lists))
	if err != nil || len(found) != maxLists {
		t.Errorf("%d files, %v", len(found), err)
	}
	// A machine whose name has what ends a line is left out, and the list can be read.
	on := model.Info{Name: "aws", Region: "eu-west-1", Account: "111122223333"}
	if err := l.Save(on, model.Listed{Machines: machinesOf(on, "orders", "x\nEXPRESS", "y\tz"), At: time.Unix(1_790_000_000, 0)}); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Load(on); err != nil || len(got.Machines) != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

// Runs can be listed by the region and account of their machines, by a folded list and by totals as well.
func TestRunsInARegionAndAccount(t *testing.T) {
	h := open(t, t.TempDir())
	for i, place := range []string{"eu-west-1:111122223333", "us-east-1:111122223333", "eu-west-1:444455556666", "eu-west-1:111122223333"} {
		begin(t, h, model.Run{
			ID: model.RunID(fmt.Sprintf("%032d", i)), Target: "aws", Status: model.Running, Asked: time.Unix(1_790_000_000+int64(i), 0),
			Request: model.Request{Machine: model.ARN("arn:aws:states:" + place + ":stateMachine:orders:prod"), Input: "{}"},
		})
	}
	for place, want := range map[string]int{"": 4, "eu-west-1:111122223333": 2, "us-east-1:111122223333": 1, "eu-west-1:444455556666": 1, "us-east-1:444455556666": 0, "%:%": 0} {
		q := model.Query{Place: place}
		if n := len(list(t, h, q)); n != want || totals(t, h, q).Runs != int64(want) {
			t.Errorf("%s: %d runs, %d in total, want %d", place, n, totals(t, h, q).Runs, want)
		}
		q.Fold, q.Status = true, []model.Status{model.Running}
		if n := len(list(t, h, q)); n != want {
			t.Errorf("%s: %d rows of the folded list, want %d", place, n, want)
		}
	}
}

// What a service says of a machine that no line can hold costs the list that machine alone.
func TestMachinesThatNoLineHolds(t *testing.T) {
	l := Lists(t.TempDir())
	here := model.Info{Name: "aws", Region: "eu-west-1", Account: "111122223333"}
	want := model.Listed{Machines: machinesOf(here, "orders"), At: time.Unix(1_790_000_000, 0)}
	said := machinesOf(here, "orders", "odd", "version", "two\nlines", "named")
	said[1].Type = "EXPRESS\t0\nX"
	said[2].ARN += ":1"
	said[4].Name = "otherwise"
	if err := l.Save(here, model.Listed{Machines: said, At: want.At}); err != nil {
		t.Fatal(err)
	}
	got, err := l.Load(here)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}
