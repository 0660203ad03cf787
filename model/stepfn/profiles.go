package stepfn

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
)

// maxProfiles bounds how many profiles are listed.
const maxProfiles = 200

// Profiles lists the names of the profiles in the AWS configuration files, sorted. It reads
// the files' headings only, and none that cannot be read.
func Profiles() []string {
	file := func(variable, usual string) string {
		if name := os.Getenv(variable); name != "" {
			return name
		}
		return usual
	}
	names := headings(file("AWS_CONFIG_FILE", config.DefaultSharedConfigFilename()), "profile ")
	names = append(names, headings(file("AWS_SHARED_CREDENTIALS_FILE", config.DefaultSharedCredentialsFilename()), "")...)
	slices.Sort(names)
	names = slices.Compact(names)
	return names[:min(len(names), maxProfiles)]
}

// headings are the names in the headings [PREFIX name] of a file, and default.
func headings(path, prefix string) []string {
	file, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }() // was only read
	var names []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
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
