package terraform

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
		if claims(name) {
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
		for _, in := range m.Inputs {
			fmt.Fprintf(&out, "  input %s at %s: %s\n", in.Name, in.Place, in.Text)
		}
		for _, s := range m.StandIns {
			fmt.Fprintf(&out, "  %s = %s (%s)\n", s.Name, s.Text, s.From)
		}
		if m.JSON != "" {
			for line := range strings.Lines(m.JSON) {
				fmt.Fprintf(&out, "  | %s\n", strings.TrimSuffix(line, "\n"))
			}
		}
	}
	for _, w := range warnings {
		fmt.Fprintf(&out, "warning %v\n", w)
	}
	return out.String()
}

// TestRead reads the projects in testdata; defines are in the file "define".
func TestRead(t *testing.T) {
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
			files, define, want := map[string]string{}, source.Defines{}, -1
			for i, file := range archive.Files {
				switch file.Name {
				case "want":
					want = i
				case "define":
					for line := range strings.Lines(string(file.Data)) {
						name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
						define[name] = value
					}
				default:
					files[file.Name] = string(file.Data)
				}
			}
			folder, claimed := folderOf(files)
			got := told(read(folder, claimed, define))
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

// single reads a project of one file with one machine.
func single(t *testing.T, files map[string]string) source.Machine {
	t.Helper()
	folder, claimed := folderOf(files)
	machines, warnings := read(folder, claimed, nil)
	if len(machines) != 1 {
		t.Fatalf("%d machines: %s", len(machines), told(machines, warnings))
	}
	return machines[0]
}

func TestLocate(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  map[string]string // place by pointer
	}{
		"an object": {
			map[string]string{"main.tf": `
locals {
  states = {
    A = { Type = "Pass", Next = "B" }
    "B" = { Type = "Wait", Seconds = 1, End = true }
  }
}
resource "aws_sfn_state_machine" "m" {
  definition = jsonencode({
    StartAt = "A"
    States = local.states
  })
}`},
			map[string]string{"/StartAt": "10:15", "/States/B/Seconds": "5:38", "/States/A/Next": "4:33", "/States/C": "3:12", "": "9:27"},
		},
		"a text": {
			map[string]string{"main.tf": `
variable "name" { default = "a long name that moves all behind it" }
resource "aws_sfn_state_machine" "m" {
  definition = <<EOF
{
  "Comment": "${var.name}", "StartAt": "A",
  "States": {"A": {"Type": "Pass", "Comment": "${var.none}", "End": true}}
}
EOF
}`},
			map[string]string{"/StartAt": "6:40", "/States/A/Type": "7:28", "/States/A/End": "7:69"},
		},
		"a template": {
			map[string]string{"main.tf": `
resource "aws_sfn_state_machine" "m" {
  definition = templatefile("t.json", { names = ["a", "b"], x = var.x })
}`, "t.json": `{
  "StartAt": "a",
  "States": {
%{ for n in names ~}
    "${n}": {"Type": "Pass", "Next": "c"},
%{ endfor ~}
    "c": {"Type": "Succeed", "Comment": "${x}"}
  }
}`},
			map[string]string{"/StartAt": "2:14", "/States/c/Comment": "7:41", "/States/b/Next": "4:1"},
		},
		"a file in YAML": {
			map[string]string{"main.tf": `
resource "aws_sfn_state_machine" "m" {
  definition = jsonencode(yamldecode(templatefile("t.yaml", {x = 1})))
}`, "t.yaml": "StartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: ${x}\n    End: true\n"},
			map[string]string{"/States/A/Seconds": "5:16", "/States/A/End": "6:10"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := single(t, test.files)
			if m.Problem != nil {
				t.Fatal(m.Problem)
			}
			for pointer, want := range test.want {
				line, column := m.Locate(pointer)
				if got := fmt.Sprintf("%d:%d", line, column); got != want {
					t.Errorf("%s is at %s, want %s", pointer, got, want)
				}
			}
		})
	}
}

// TestBounds reads configurations that ask for more than any machine has: each ends with
// a message.
func TestBounds(t *testing.T) {
	machine := "resource \"aws_sfn_state_machine\" \"m\" {\n  definition = %s\n}\n"
	var doubled, nested, long strings.Builder
	doubled.WriteString("locals {\n  a0 = \"0123456789\"\n")
	nested.WriteString("locals {\n  a0 = [\"x\"]\n")
	long.WriteString("locals {\n  a0 = \"x\"\n")
	for i := 1; i <= 40; i++ {
		fmt.Fprintf(&doubled, "  a%d = \"${local.a%d}${local.a%d}\"\n", i, i-1, i-1)
		fmt.Fprintf(&nested, "  a%d = [local.a%d, local.a%d]\n", i, i-1, i-1)
	}
	for i := 1; i <= 20_000; i++ {
		fmt.Fprintf(&long, "  a%d = local.a%d\n", i, i-1)
	}
	for name, test := range map[string]struct{ text, want string }{
		"a text that doubles":        {doubled.String() + "}\n" + fmt.Sprintf(machine, "local.a40"), "has more than 1048576 bytes"},
		"a list that doubles":        {nested.String() + "}\n" + fmt.Sprintf(machine, "jsonencode(local.a40)"), "has more than 1048576 bytes"},
		"a long chain":               {long.String() + "}\n" + fmt.Sprintf(machine, "upper(local.a20000)"), "nested more than 1000 deep"},
		"range":                      {fmt.Sprintf(machine, "jsonencode(range(1000000000))"), "1024"},
		"loops":                      {"locals { r = range(1000) }\n" + fmt.Sprintf(machine, "jsonencode([for a in local.r : [for b in local.r : [for c in local.r : a]]])"), "more than"},
		"a wide format":              {fmt.Sprintf(machine, `format("%1000000000d", 1)`), "width is too large"},
		"a large replacement":        {fmt.Sprintf(machine, `replace(join("", [for a in range(1000) : "aaaaaaaaaaaaaaaa"]), "a", join("", [for a in range(1000) : "b"]))`), "more than 1048576 bytes"},
		"a large number":             {fmt.Sprintf(machine, "jsonencode(1e100000000)"), "more than 1048576 bytes"},
		"a power":                    {fmt.Sprintf(machine, "jsonencode(pow(10, 100000))"), "infinity"},
		"products":                   {"locals { r = range(1000) }\n" + fmt.Sprintf(machine, "jsonencode(setproduct(local.r, local.r, local.r))"), "more than 1048576 bytes"},
		"spaces":                     {fmt.Sprintf(machine, `indent(1000000000, "a\nb")`), "more than 1000 spaces"},
		"instances":                  {"resource \"aws_sfn_state_machine\" \"m\" {\n  count = 1000000000\n  definition = \"{}\"\n}\n", "more than 1000 instances"},
		"brackets":                   {fmt.Sprintf(machine, strings.Repeat("(", 100_000)+"1"+strings.Repeat(")", 100_000)), "nested more than 200 deep"},
		"operators":                  {fmt.Sprintf(machine, strings.Repeat("!", 100_000)+"true"), "more than 20000 operators"},
		"a module that calls itself": {"module \"m\" {\n  source = \"./\"\n  definition = \"x\"\n}\n" + fmt.Sprintf(machine, `"{}"`), "calls itself"},
		"a template in itself":       {fmt.Sprintf(machine, `templatefile("main.tf", {})`), "x"},
	} {
		t.Run(name, func(t *testing.T) {
			folder, claimed := folderOf(map[string]string{"main.tf": test.text})
			machines, warnings := read(folder, claimed, nil)
			got := told(machines, warnings)
			if !strings.Contains(got, test.want) {
				t.Errorf("got %.2000s, want %q", got, test.want)
			}
		})
	}
}

// FuzzRead reads anything as a configuration, beside a file that it may name.
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
			if isConfig(file.Name) {
				f.Add(string(file.Data), `{"StartAt": "${x}", "States": {%{ for a in b }"${a}"%{ endfor }}}`, isJSON(file.Name))
			}
		}
	}
	f.Fuzz(func(t *testing.T, config, template string, json bool) {
		name := "main.tf"
		if json {
			name += ".json"
		}
		folder, claimed := folderOf(map[string]string{name: config, "bad.tftpl": template, "asl/one.json": template, "terraform.tfvars": template})
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
