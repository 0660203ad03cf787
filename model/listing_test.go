package model_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"expresso/model"
)

// book has pages of two machines each: m0 and m1, m2 and m3, and so on.
type book struct {
	pages int
	next  func(page int) string // the token of a page, nil for its number
	read  int
	err   error
}

func (b *book) page(_ context.Context, token string) ([]model.Machine, string, error) {
	if b.err != nil {
		return nil, "", b.err
	}
	at := b.read
	if b.next == nil {
		at, _ = strconv.Atoi(token)
	}
	b.read++
	next := strconv.Itoa(at + 1)
	if b.next != nil {
		next = b.next(b.read)
	} else if at+1 == b.pages {
		next = ""
	}
	return []model.Machine{{Name: "m" + strconv.Itoa(2*at)}, {Name: "m" + strconv.Itoa(2*at+1)}}, next, nil
}

func named(name string) func(model.Machine) bool {
	return func(m model.Machine) bool { return m.Name == name }
}

func TestAListIsReadAsFarAsNeeded(t *testing.T) {
	b := &book{pages: 10}
	l := model.ListBy(b.page)
	for _, c := range []struct {
		name string
		ok   bool
		read int
	}{{"m1", true, 1}, {"m0", true, 1}, {"m5", true, 3}, {"m2", true, 3}, {"gone", false, 10}, {"m19", true, 10}} {
		if m, ok, err := l.Find(t.Context(), named(c.name)); err != nil || ok != c.ok || ok && m.Name != c.name || b.read != c.read {
			t.Errorf("%s: %v, %v, %v; %d pages were read, want %d", c.name, m, ok, err, b.read, c.read)
		}
	}
	if !l.Whole || len(l.Machines) != 20 {
		t.Errorf("%d machines", len(l.Machines))
	}
	// It continues where it broke off.
	b = &book{pages: 3}
	l = model.ListBy(b.page)
	_ = l.Read(t.Context())
	b.err = errors.New("throttled")
	if err := l.All(t.Context()); err == nil || len(l.Machines) != 2 {
		t.Errorf("%v, %d machines", err, len(l.Machines))
	}
	b.err = nil
	if err := l.All(t.Context()); err != nil || len(l.Machines) != 6 || b.read != 3 {
		t.Errorf("%v, %d machines of %d pages", err, len(l.Machines), b.read)
	}
}

// A list that never ends is not read for ever: at once where its tokens come again.
func TestEndlessLists(t *testing.T) {
	for name, c := range map[string]struct {
		next func(int) string
		text string
		most int
	}{
		"the same token":  {func(int) string { return "again" }, "same page token twice", 2},
		"tokens in turns": {func(n int) string { return strconv.Itoa(n % 3) }, "same page token twice", 4},
		"new tokens":      {strconv.Itoa, "more than 2000 pages", model.MaxPages},
	} {
		b := &book{next: c.next}
		if err := model.ListBy(b.page).All(t.Context()); err == nil || !strings.Contains(err.Error(), c.text) || b.read > c.most {
			t.Errorf("%s: %v after %d pages", name, err, b.read)
		}
	}
}
