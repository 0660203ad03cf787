package main

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Help shows the target's flags where they mean something, and every command takes them.
func TestHelpShowsTheFlagsThatMeanSomething(t *testing.T) {
	all := slices.Concat(folderFlags, remoteFlags, engineFlags)
	for command, want := range map[string][]string{
		"":               all,
		"run":            all,
		"replay":         all,
		"compare":        all,
		"burst":          all,
		"serve":          slices.Concat(folderFlags, engineFlags),
		"machines":       slices.Concat(folderFlags, remoteFlags),
		"inputs list":    slices.Concat(folderFlags, remoteFlags),
		"validate":       slices.Concat(folderFlags, remoteFlags),
		"history show":   slices.Concat(folderFlags, remoteFlags),
		"project set":    folderFlags,
		"history list":   nil,
		"history export": nil,
		"config":         nil,
		"version":        nil,
	} {
		var help strings.Builder
		if code := run(append(strings.Fields(command), "--help"), strings.NewReader(""), &help, io.Discard); code != exitOK {
			t.Fatalf("%s: exit code %d", command, code)
		}
		var got []string
		for _, name := range all {
			if regexp.MustCompile(`(?m)^ +--` + name + ` `).MatchString(help.String()) {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		want = slices.Sorted(slices.Values(want))
		if !slices.Equal(got, want) {
			t.Errorf("%q shows %q, want %q", command, got, want)
		}
	}
}
