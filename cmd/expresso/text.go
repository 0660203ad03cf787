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
