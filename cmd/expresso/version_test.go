package main

import "testing"

func TestBuildInOneLine(t *testing.T) {
	for want, b := range map[string]build{
		"expresso v1.2.3 (0123456789ab, 2026-11-30) go1.26.0 linux/arm64": {Version: "v1.2.3", Commit: "0123456789abcdef", Date: "2026-11-30T10:00:00Z", Go: "go1.26.0", Platform: "linux/arm64"},
		"expresso (devel) (01, modified) go1.26.0 darwin/arm64":           {Version: "(devel)", Commit: "01", Modified: true, Go: "go1.26.0", Platform: "darwin/arm64"},
		"expresso (devel) go1.26.0 windows/amd64":                         {Version: "(devel)", Go: "go1.26.0", Platform: "windows/amd64"},
	} {
		if got := b.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
