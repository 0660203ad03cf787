package stepfn

import (
	"bufio"
	"io"
	"os"
	"slices"
	"strings"

	"expresso/model/file"

	"github.com/aws/aws-sdk-go-v2/config"
)

const (
	// maxProfiles bounds how many profiles are listed.
	maxProfiles = 200
	// maxConfig bounds how much of a file is looked through, in bytes.
	maxConfig = 16 << 20
)

// Profiles lists the names of the profiles in the AWS configuration files, sorted. It reads
// the files' headings only, and none that cannot be read.
func Profiles() []string {
	at := func(variable, usual string) string {
		if name := os.Getenv(variable); name != "" {
			return name
		}
		return usual
	}
	names := headings(at("AWS_CONFIG_FILE", config.DefaultSharedConfigFilename()), "profile ")
	names = append(names, headings(at("AWS_SHARED_CREDENTIALS_FILE", config.DefaultSharedCredentialsFilename()), "")...)
	slices.Sort(names)
	names = slices.Compact(names)
	return names[:min(len(names), maxProfiles)]
}

// headings are the names in the headings [PREFIX name] of a file, and default.
func headings(path, prefix string) []string {
	opened, err := file.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = opened.Close() }() // was only read
	var names []string
	for lines := bufio.NewScanner(io.LimitReader(opened, maxConfig)); lines.Scan(); {
		heading, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "[")
		heading, _, closed := strings.Cut(heading, "]")
		if !ok || !closed {
			continue
		}
		heading = strings.TrimSpace(heading)
		name, named := strings.CutPrefix(heading, prefix)
		if name = strings.TrimSpace(name); named && name != "" || heading == "default" {
			names = append(names, name)
		}
	}
	return names
}
