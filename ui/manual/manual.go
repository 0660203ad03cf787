// Package manual is the manual: on the terminal, as a page, and as man pages. Its topics are
// written in Markdown and embedded by the command.
package manual

import (
	"fmt"
	"io/fs"
	"strings"
)

// Topic is a page of the manual.
type Topic struct {
	Name    string // as in: expresso help NAME
	Title   string
	Summary string // one line, without a full stop
	Text    string // all of it, in Markdown
}

// Read reads topics by their names. Each is a file NAME.md with a title, and a paragraph of
// one line that sums it up.
func Read(files fs.FS, names []string) ([]Topic, error) {
	topics := make([]Topic, 0, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(files, name+".md")
		if err != nil {
			return nil, err
		}
		lines := strings.SplitN(string(text), "\n", 5)
		if len(lines) < 5 || !strings.HasPrefix(lines[0], "# ") || lines[1] != "" || lines[2] == "" || lines[3] != "" {
			return nil, fmt.Errorf("%s.md does not begin with a title and a summary of one line", name)
		}
		topics = append(topics, Topic{
			Name: name, Title: strings.TrimPrefix(lines[0], "# "),
			Summary: strings.TrimSuffix(lines[2], "."), Text: string(text),
		})
	}
	return topics, nil
}
