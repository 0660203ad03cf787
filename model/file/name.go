package file

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	maxNameLength = 80
	// maxNameBytes leaves room for the suffix in the 255 bytes that file systems allow.
	maxNameBytes = 240
)

// reserved are the names that Windows keeps for devices, with any extension.
var reserved = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`) })

// CheckName says why name cannot be the name of a file on every system, as saved inputs
// are shared through version control. The error continues a sentence about the name.
func CheckName(name string) error {
	if name == "" {
		return errors.New("is empty")
	}
	if n := utf8.RuneCountInString(name); n > maxNameLength || len(name) > maxNameBytes {
		return fmt.Errorf("is too long: %d characters in %d bytes, where %d in %d are allowed", n, len(name), maxNameLength, maxNameBytes)
	}
	position := 0
	for i, r := range name {
		position++
		_, size := utf8.DecodeRuneInString(name[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return fmt.Errorf("has the byte 0x%02X as character %d, which is not UTF-8", name[i], position)
		case !unicode.IsGraphic(r):
			return fmt.Errorf("has the invisible character U+%04X as character %d", r, position)
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return fmt.Errorf("has a %c as character %d, which file names cannot have", r, position)
		}
	}
	first, _ := utf8.DecodeRuneInString(name)
	last, _ := utf8.DecodeLastRuneInString(name)
	switch {
	case first == '.':
		return errors.New("begins with a dot")
	case last == '.':
		return errors.New("ends with a dot")
	case unicode.IsSpace(first) || unicode.IsSpace(last):
		return errors.New("begins or ends with a blank")
	case reserved().MatchString(name):
		return errors.New("is reserved by Windows for a device")
	}
	return nil
}
