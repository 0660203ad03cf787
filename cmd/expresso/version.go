package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// A release sets these: go build -ldflags "-X main.release=v1.2.3 -X main.commit=... -X main.date=...".
// Otherwise they are what the build recorded.
var release, commit, date string

// build is how the program was made. Members that are not known are left out.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Date     string `json:"date,omitempty"`     // of the commit
	Modified bool   `json:"modified,omitempty"` // from files that differ from the commit
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (a *app) versionCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print version, commit, date, Go and platform",
		Example: `  expresso version
  expresso version -o json`,
		Args: exactArgs(0, "'expresso version' takes flags only"),
		RunE: func(*cobra.Command, []string) error {
			asText, err := a.asText(format)
			if err != nil {
				return err
			}
			if asText {
				_, err = fmt.Fprintln(a.stdout, thisBuild())
				return err
			}
			return json.NewEncoder(a.stdout).Encode(thisBuild())
		},
	}
	cmd.Flags().StringVarP(&format, "output", "o", "text", "json or text")
	return cmd
}

func thisBuild() build {
	b := build{Version: release, Commit: commit, Date: date, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok && release == "" {
		b.Version = info.Main.Version
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				b.Commit = cmp.Or(commit, s.Value)
			case "vcs.time":
				b.Date = cmp.Or(date, s.Value)
			case "vcs.modified":
				b.Modified = s.Value == "true"
			}
		}
	}
	b.Version = cmp.Or(b.Version, "(devel)")
	return b
}

// String is the build in one line: expresso v1.2.3 (0123456789ab, 2026-11-30) go1.26 linux/amd64.
func (b build) String() string {
	var of []string
	if b.Commit != "" {
		of = append(of, b.Commit[:min(len(b.Commit), 12)])
	}
	if b.Date != "" {
		day, _, _ := strings.Cut(b.Date, "T")
		of = append(of, day)
	}
	if b.Modified {
		of = append(of, "modified")
	}
	from := ""
	if len(of) > 0 {
		from = " (" + strings.Join(of, ", ") + ")"
	}
	return "expresso " + b.Version + from + " " + b.Go + " " + b.Platform
}
