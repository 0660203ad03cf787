package pulumi

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"expresso/model/workspace/source"
)

var update = flag.Bool("update", false, "write what is read into testdata")

// folderOf is a folder with these files, and those that the format claims.
func folderOf(files []txtar.File) (folder *source.Folder, claimed []string) {
	fsys := fstest.MapFS{}
	var all []string
	for _, f := range files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		all = append(all, f.Name)
	}
	folder = source.NewFolder(fsys, all)
	for _, name := range folder.Files() {
		if Format.Claims(name) {
			claimed = append(claimed, name)
		}
	}
	return folder, claimed
}

// TestRead reads the programs in testdata, and compares them with the file "want".
func TestRead(t *testing.T) {
	const name = "testdata/programs.txtar"
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	last := len(archive.Files) - 1
	folder, claimed := folderOf(archive.Files[:last])
	machines, warnings := read(folder, claimed, source.Defines{"table": "orders"})
	var got strings.Builder
	for _, m := range machines {
		fmt.Fprintf(&got, "%s %v %s %s in %s\n", m.Name, m.Aliases, m.Type, m.Place, m.Path)
		if m.Problem != nil {
			fmt.Fprintf(&got, "  problem %v\n", m.Problem)
			continue
		}
		for _, s := range m.StandIns {
			fmt.Fprintf(&got, "  %s = %s (%s)\n", s.Name, s.Text, s.From)
		}
		line, column := m.Locate("/StartAt")
		fmt.Fprintf(&got, "  StartAt at %d:%d\n  | %s\n", line, column, strings.ReplaceAll(m.JSON, "\n", "\n  | "))
	}
	for _, w := range warnings {
		fmt.Fprintf(&got, "warning %v\n", w)
	}
	if *update {
		archive.Files[last].Data = []byte(got.String())
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(archive.Files[last].Data), got.String()); diff != "" {
		t.Error(diff)
	}
}

// FuzzRead reads anything as a program, beside a file that it may name.
func FuzzRead(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/programs.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		f.Add(string(file.Data))
	}
	f.Fuzz(func(_ *testing.T, text string) {
		folder, claimed := folderOf([]txtar.File{{Name: "Pulumi.yaml", Data: []byte(text)}, {Name: "part.txt", Data: []byte("${x}")}})
		machines, _ := read(folder, claimed, nil)
		for _, m := range machines {
			if m.Locate != nil {
				m.Locate("/StartAt")
			}
		}
	})
}
