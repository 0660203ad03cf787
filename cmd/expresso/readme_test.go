package main

import (
	"flag"
	"os"
	"strings"
	"testing"

	"expresso/ui"
)

var update = flag.Bool("update", false, "write the README and the golden files anew")

// TestREADMEKeys holds the README's table of keys to the program's own list.
func TestREADMEKeys(t *testing.T) {
	const (
		name  = root + "/README.md"
		begin = "<!-- keys: made from the program's own list; a test fails when it is stale -->\n"
		end   = "<!-- end of keys -->\n"
	)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	table, after, foundEnd := strings.Cut(rest, end)
	if !found || !foundEnd {
		t.Fatalf("%s has no place for the table: %q and %q", name, begin, end)
	}
	want := "\n" + ui.KeyTable() + "\n"
	if table == want {
		return
	}
	if !*update {
		t.Fatal("the README's table of keys is stale: go test ./cmd/expresso -run README -update")
	}
	if err := os.WriteFile(name, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
