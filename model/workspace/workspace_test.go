package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const minimal = `{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`

// tree writes files, by path, into a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoadThroughALink(t *testing.T) {
	dir := tree(t, map[string]string{"sub/approve.asl.json": minimal})
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	w, err := Load(link, Options{})
	if err != nil || len(w.Files) != 1 || w.Files[0].Path != filepath.Join(link, "sub", "approve.asl.json") {
		t.Errorf("got %+v, %v", w, err)
	}
}

func TestLoad(t *testing.T) {
	dir := tree(t, map[string]string{
		"approve.asl.json":                    minimal,
		"deep/er/charge.asl":                  minimal,
		"yaml/refund.asl.yaml":                "StartAt: A\nStates: {A: {Type: Succeed}}\n",
		"yaml/report.ASL.YML":                 "StartAt: A\nStates: {A: {Type: Succeed}}\n",
		"nightly.standard.asl.json":           minimal,
		"my machine (v2)?.asl.json":           minimal,
		strings.Repeat("é", 85) + ".asl.json": minimal,
		"broken.asl.json":                     "{\n  \"StartAt\": ,\n}",
		"huge.asl.json":                       strings.Repeat(" ", maxDefinition) + minimal,
		"package.json":                        "{}",
		"README.md":                           "asl",
		".asl.json":                           minimal,
		".hidden/seen.asl.json":               minimal,
		".git/x.asl.json":                     minimal,
		"plain.json":                          minimal,
		"events/plain.yaml":                   "StartAt: here\nOther: {}\n",
		"node_modules/lib/x.asl.json":         minimal,
		"MockConfigFile.json":                 `{"StateMachines": {}, "MockedResponses": {}}`,
	})
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range w.Files {
		got[f.Name] = f.Type
		if f.Problem == nil && f.Definition != minimal {
			t.Errorf("%s: definition %s", f.Name, f.Definition)
		}
	}
	want := map[string]string{
		"approve": "EXPRESS", "charge": "EXPRESS", "refund": "EXPRESS", "report": "EXPRESS", "nightly": "STANDARD",
		"my-machine-(v2)-": "EXPRESS", strings.Repeat("é", 80): "EXPRESS", "broken": "EXPRESS", "huge": "EXPRESS", "seen": "EXPRESS", "plain": "EXPRESS",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("machines (-want +got):\n%s", diff)
	}
	if len(w.Mocks) != 1 || w.Mocks[0] != filepath.Join(dir, "MockConfigFile.json") {
		t.Errorf("mock files %q", w.Mocks)
	}
	if len(w.Warnings) != 0 {
		t.Errorf("warnings %v", w.Warnings)
	}
	for _, f := range w.Files {
		switch f.Name {
		case "broken":
			if f.Problem == nil || !strings.Contains(f.Problem.Error(), "broken.asl.json:2:14: ") {
				t.Errorf("broken: %v", f.Problem)
			}
		case "huge":
			if f.Problem == nil || !strings.Contains(f.Problem.Error(), "more than 1048576 bytes") {
				t.Errorf("huge: %v", f.Problem)
			}
		}
	}
}

func TestLoadNamesTheSameFileInTwoFoldersApart(t *testing.T) {
	dir := tree(t, map[string]string{
		"a/main.asl.json":     minimal,
		"b/main.asl.json":     minimal,
		"b/main.asl":          minimal,
		"b/main.asl.yaml":     "A: 1",
		"c/b-main.asl.json":   minimal,
		"d/other.asl.json":    minimal,
		"d/e/f/main.asl.json": minimal,
	})
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range w.Files {
		if names[f.Name] {
			t.Errorf("two machines are called %s", f.Name)
		}
		names[f.Name] = true
	}
	for _, want := range []string{"main", "b-main", "b-main-2", "b-main-3", "b-main-4", "other", "d-e-f-main"} {
		if !names[want] {
			t.Errorf("no machine is called %s: %v", want, names)
		}
	}
	if w.Files[0].Name != "main" || len(w.Warnings) != 4 {
		t.Errorf("first %s; warnings %v", w.Files[0].Name, w.Warnings)
	}
}

// What several templates of a folder, several stacks of CDK or a test declare under one name.
func TestLoadTellsTemplatesAndTestsApart(t *testing.T) {
	const template = "Resources: {Orders: {Type: 'AWS::Serverless::StateMachine', Properties: {Definition: {}}}}\n"
	stack := func(name string) string {
		return fmt.Sprintf(`"%s": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "%[1]s.template.json"}, "metadata": {"/%[1]s/Pay/Resource": [{"type": "aws:cdk:logicalId", "data": "Pay1"}]}}`, name)
	}
	const pay = `{"Resources": {"Pay1": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": "{}"}}}}`
	dir := tree(t, map[string]string{
		"cfn/dev.yaml": template, "cfn/prod.yaml": template, "cfn/old/prod.yaml": template,
		"__tests__/ship.json": minimal, "flows/ship.json": minimal, "flows/ship.asl.json": minimal,
		"infra/cdk.out/manifest.json":      `{"artifacts": {` + stack("Dev") + "," + stack("Prod") + `}}`,
		"infra/cdk.out/Dev.template.json":  pay,
		"infra/cdk.out/Prod.template.json": pay,
		"web/cdk.out/manifest.json":        `{"artifacts": {` + stack("Web") + `}}`,
		"web/cdk.out/Web.template.json":    pay,
	})
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range w.Files {
		below, err := filepath.Rel(dir, f.Declared())
		if err != nil {
			t.Fatal(err)
		}
		got[filepath.ToSlash(below)] = f.Name
	}
	if diff := cmp.Diff(map[string]string{
		"cfn/dev.yaml": "Orders", "cfn/prod.yaml": "prod-Orders", "cfn/old/prod.yaml": "cfn-old-Orders",
		"flows/ship.asl.json": "ship", "flows/ship.json": "flows-ship", "__tests__/ship.json": "__tests__-ship",
		"infra/cdk.out/Dev.template.json": "Pay", "infra/cdk.out/Prod.template.json": "Prod-Pay", "web/cdk.out/Web.template.json": "web-Pay",
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestLoadHasBounds(t *testing.T) {
	files := map[string]string{strings.Repeat("d/", maxDepth) + "in.asl.json": minimal, strings.Repeat("d/", maxDepth+1) + "out.asl.json": minimal}
	for i := range maxMachines {
		files[fmt.Sprintf("m/%d.asl.json", i)] = minimal
	}
	w, err := Load(tree(t, files), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Files) != maxMachines || w.Files[0].Name != "in" || len(w.Warnings) != 2 {
		t.Errorf("%d machines, the first %s, warnings %v", len(w.Files), w.Files[0].Name, w.Warnings)
	}
}

func TestLoadRefusesWhatIsNoFolder(t *testing.T) {
	dir := tree(t, map[string]string{"a.asl.json": minimal})
	for _, name := range []string{"a.asl.json", "nowhere"} {
		if w, err := Load(filepath.Join(dir, name), Options{}); err == nil {
			t.Errorf("%s: %+v", name, w)
		}
	}
	w, err := Load(tree(t, nil), Options{})
	if err != nil || len(w.Files) != 0 || len(w.Mocks) != 0 {
		t.Errorf("an empty folder: %+v, %v", w, err)
	}
}

func TestFilesThatCannotBeReadAreListed(t *testing.T) {
	dir := tree(t, map[string]string{"ok.asl.json": minimal})
	if err := os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "dangling.asl.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "folder"), filepath.Join(dir, "linked.asl.json")); err != nil {
		t.Fatal(err)
	}
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range w.Files {
		if (f.Problem == nil) != (f.Name == "ok") {
			t.Errorf("%s: problem %v", f.Name, f.Problem)
		}
	}
	if len(w.Files) != 3 {
		t.Errorf("%d files", len(w.Files))
	}
}

// A template that cannot be read may declare machines: it is told, and a file of data is not.
func TestTemplatesThatCannotBeReadAreTold(t *testing.T) {
	large := strings.Repeat(" ", maxDefinition+1)
	files := map[string]string{"data.json": large, "values.yaml": large, "orders.asl.json": minimal}
	told := []string{"cdk.out/App.template.json", "infra/main.tf", "infra/more.tf.json", "sam/template.yml", "serverless.yml"}
	for _, name := range told {
		files[name] = large
	}
	w, err := Load(tree(t, files), Options{})
	if err != nil || len(w.Files) != 1 {
		t.Fatal(w, err)
	}
	var got []string
	for _, warning := range w.Warnings {
		below, err := filepath.Rel(w.Dir, strings.TrimSuffix(warning.Error(), ": left out, with the state machines in it: has more than 1048576 bytes"))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, filepath.ToSlash(below))
	}
	if diff := cmp.Diff(told, got); diff != "" {
		t.Error(diff)
	}
}

func TestLocate(t *testing.T) {
	const json = "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A/B\": {\"Type\": \"Choice\", \"Choices\": [\n      {\"é\": 1, \"Next\": 5}]}\n  }\n}"
	const yaml = `StartAt: A
States:
  A/B:
    Type: Choice
    Choices:
      - é: 1
        Next: 5
  C: &c {Type: Pass, "Next": x}
  D:
    <<: *c
    End: true
`
	tests := []struct {
		name, location string
		line, column   int
	}{
		{"a.asl.json", "/States/A~1B/Choices/0/Next", 5, 24},
		{"a.asl.json", "/States/A~1B/Resource", 4, 12},
		{"a.asl.json", "/States/Nope/Resource", 3, 13},
		{"a.asl.json", "/", 1, 1},
		{"a.asl.json", "", 1, 1},
		{"a.asl.yaml", "/States/A~1B/Choices/0/Next", 7, 15},
		{"a.asl.yaml", "/States/A~1B/Resource", 4, 5},
		{"a.asl.yaml", "/States/C/Next", 8, 30},
		{"a.asl.yaml", "/States/D/Next", 8, 30},
		{"a.asl.yaml", "/States/D/End", 11, 10},
		{"a.asl.yaml", "/Nope", 1, 1},
		{"a.asl.yaml", "[Source: (String)", 1, 1},
	}
	for _, test := range tests {
		text := json
		if strings.HasSuffix(test.name, ".yaml") {
			text = yaml
		}
		files, err := Open(filepath.Join(tree(t, map[string]string{test.name: text}), test.name), "", Options{})
		if err != nil || len(files) != 1 || files[0].Problem != nil {
			t.Fatal(err, files)
		}
		file := files[0]
		if line, column := file.Locate(test.location); line != test.line || column != test.column {
			t.Errorf("%s %s: %d:%d, want %d:%d", test.name, test.location, line, column, test.line, test.column)
		}
	}
}

func TestIsDefinition(t *testing.T) {
	for name, want := range map[string]bool{
		"a.asl": true, "x/a.asl.json": true, "a.asl.yml": true, "A.ASL.YAML": true, "a.standard.asl": true,
		"a.json": false, ".asl.json": false, "x/.asl": false, "asl": false, "": false, "a.asl.json.bak": false,
	} {
		if IsDefinition(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

func TestLoadFileByAnyName(t *testing.T) {
	dir := tree(t, map[string]string{"flow.json": "\ufeff" + minimal, "x.standard.yaml": "A: 1", "latin.asl": "{\"a\":\"\xe9\"}"})
	open := func(name string) (File, error) {
		files, err := Open(filepath.Join(dir, name), "", Options{})
		if err != nil || len(files) != 1 {
			return File{}, err
		}
		return files[0], nil
	}
	file, err := open("flow.json")
	if err != nil || file.Problem != nil || file.Definition != minimal || file.Name != "flow" {
		t.Errorf("%+v, %v", file, err)
	}
	file, err = open("x.standard.yaml")
	if err != nil || file.Name != "x" || file.Type != "STANDARD" || file.Definition != `{"A":1}` {
		t.Errorf("%+v, %v", file, err)
	}
	file, err = open("latin.asl")
	if err != nil || file.Problem == nil || file.Definition != "" {
		t.Errorf("%+v, %v", file, err)
	}
	if _, err = open("nowhere.asl"); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkLoad(b *testing.B) {
	dir := b.TempDir()
	for i := range 100 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("m%d.asl.json", i)), []byte(minimal), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(dir, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
