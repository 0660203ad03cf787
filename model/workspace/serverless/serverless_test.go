package serverless

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"expresso/model/workspace/source"
)

var update = flag.Bool("update", false, "write what is read into testdata")

// folderOf is a folder with these files.
func folderOf(files map[string]string) (folder *source.Folder, claimed []string) {
	fsys := fstest.MapFS{}
	var all []string
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		if fs.ValidPath(name) {
			all = append(all, name)
		}
	}
	folder = source.NewFolder(fsys, all)
	for _, name := range folder.Files() {
		if Format.Claims(name) {
			claimed = append(claimed, name)
		}
	}
	return folder, claimed
}

// told is what was read, as text.
func told(machines []source.Machine, warnings []error) string {
	var out strings.Builder
	for _, m := range machines {
		fmt.Fprintf(&out, "%s %v %s %s in %s\n", m.Name, m.Aliases, m.Type, m.Place, m.Path)
		if m.Problem != nil {
			fmt.Fprintf(&out, "  problem %v\n", m.Problem)
		}
		for _, s := range m.StandIns {
			fmt.Fprintf(&out, "  %s = %s (%s)\n", s.Name, s.Text, s.From)
		}
		for _, in := range m.Inputs {
			fmt.Fprintf(&out, "  input %s at %s: %s\n", in.Name, in.Place, in.Text)
		}
		if m.JSON != "" {
			line, column := m.Locate("/StartAt")
			fmt.Fprintf(&out, "  StartAt at %d:%d\n  | %s\n", line, column, m.JSON)
		}
	}
	for _, w := range warnings {
		fmt.Fprintf(&out, "warning %v\n", w)
	}
	return out.String()
}

// TestRead reads the projects in testdata. No variable of the environment is looked at.
func TestRead(t *testing.T) {
	t.Setenv("HOME", "the home of the person who runs this")
	t.Setenv("SECRET", "the secret of the person who runs this")
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files, want := map[string]string{}, -1
			for i, file := range archive.Files {
				if file.Name == "want" {
					want = i
					continue
				}
				files[file.Name] = string(file.Data)
			}
			folder, claimed := folderOf(files)
			got := told(read(folder, claimed, nil))
			if *update {
				archive.Files[want].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[want].Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A value that is defined goes before what the files and the deployment say.
func TestDefine(t *testing.T) {
	folder, claimed := folderOf(map[string]string{"serverless.yml": `
service: s
stepFunctions:
  stateMachines:
    m:
      name: m-${opt:stage, 'dev'}-${sls:stage}
      definition: {StartAt: A, States: {A: {Type: Pass, Result: "${ssm:/table}", Comment: "${env:NOTE, 'x'}", End: true}}}
`})
	got := told(read(folder, claimed, source.Defines{"stage": "prod", "/table": "orders", "env:NOTE": "mine"}))
	want := `m-prod-prod [m mprodprod]  serverless.yml:6:7 in serverless.yml
  StartAt at 7:29
  | {"StartAt":"A","States":{"A":{"Type":"Pass","Result":"orders","Comment":"mine","End":true}}}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzRead reads anything as a file of the framework, beside a file that it may name.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, "serverless.yml") {
				f.Add(string(file.Data), "machines: {part: {StartAt: '${self:custom}', States: {}}}\n")
			}
		}
	}
	f.Fuzz(func(t *testing.T, config, other string) {
		folder, claimed := folderOf(map[string]string{"serverless.yml": config, "asl/all.yml": other, "machines.yml": other, "config/custom.yml": other})
		machines, _ := read(folder, claimed, nil)
		for _, m := range machines {
			if m.Problem == nil && m.JSON == "" {
				t.Errorf("%s has neither a problem nor a definition", m.Name)
			}
			if m.Locate != nil {
				for _, pointer := range []string{"", "/StartAt", "/States/A/Type", "/a/b/0"} {
					if line, column := m.Locate(pointer); line < 1 || column < 1 {
						t.Errorf("%s is at %d:%d", pointer, line, column)
					}
				}
			}
		}
	})
}
