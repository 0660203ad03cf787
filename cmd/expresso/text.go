package main

import (
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"expresso/ui/screen"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// lines makes text that came from elsewhere fit for a terminal, keeping its lines.
func lines(text string) string {
	parts := strings.Split(text, "\n")
	for i, part := range parts {
		parts[i] = screen.Visible(strings.TrimSuffix(part, "\r"))
	}
	return strings.Join(parts, "\n")
}

// table writes rows in columns. Cells are made visible here, once.
func table(w io.Writer, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			row[i] = screen.Visible(cell)
		}
		if _, err := io.WriteString(t, strings.Join(row, "\t")+"\n"); err != nil {
			return err
		}
	}
	return t.Flush()
}
