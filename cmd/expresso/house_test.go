package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const root = "../.."

// mayImport says which packages of the module each package may import: the house rules.
// A folder stands for all below it; the longest folder that matches counts. Folders that
// are not listed may import nothing of the module.
var mayImport = map[string][]string{
	"cmd": {"ui", "store", "model"},
	"ui": {
		"ui", "=model", "model/jsonvalue", "model/asl", "model/pricing",
		"model/suite", "model/burst", "model/compare", "model/parameter", "model/trace", "model/jsondiff", "model/export", "model/bench", "model/guard", "model/record", "model/pull", "model/secret", "model/console",
	},
	"store": {"store", "=model"},

	"model":           {},
	"model/stepfn":    {"=model", "model/secret"},
	"model/pricing":   {"=model"},
	"model/guard":     {"=model", "model/pricing"},
	"model/console":   {"=model"},
	"model/export":    {"=model", "model/pricing", "model/suite", "model/burst", "model/compare", "model/trace", "model/secret"},
	"model/embedded":  {"model/engine", "model/asl", "model/task", "model/jsonvalue"},
	"model/local":     {"=model", "model/stepfn", "model/embedded", "model/workspace", "model/project", "model/task", "model/asl", "model/samples", "model/jsonvalue", "model/record", "model/pull", "model/suite", "model/pricing"},
	"model/reference": {"=model", "model/local", "model/pull", "model/record", "model/stepfn", "model/embedded", "model/workspace", "model/pricing", "model/suite", "model/compare"},
	"model/engine":    {"model/asl", "model/task", "model/jsonvalue"},
	"model/asl":       {"model/asl", "model/jsonata", "model/jsonpath", "model/intrinsic", "model/jsonvalue"},
	"model/task":      {"model/task", "model/jsonvalue"},
	"model/workspace": {"model/workspace", "model/jsonvalue"},
	"model/project":   {"=model", "model/workspace/source", "model/jsonvalue", "model/jsondiff"},

	"model/workspace/source":         {"model/workspace/standin", "model/jsonvalue"},
	"model/workspace/standin":        {},
	"model/workspace/cloudformation": {"model/workspace/source", "model/workspace/standin", "model/jsonvalue"},
	"model/workspace/terraform":      {"model/workspace/source", "model/workspace/standin", "model/jsonvalue"},
	"model/workspace/pulumi":         {"model/workspace/source", "model/workspace/cloudformation", "model/jsonvalue"},
	"model/workspace/serverless":     {"model/workspace/source", "model/workspace/standin", "model/workspace/cloudformation", "model/jsonvalue"},

	"model/intrinsic":   {"model/jsonpath", "model/jsonvalue"},
	"model/jsonpath":    {"model/jsonvalue"},
	"model/jsonata":     {"model/jsonvalue"},
	"model/jsonvalue":   {},
	"model/jsondiff":    {"model/jsonvalue"},
	"model/trace":       {"=model", "model/jsonvalue"},
	"model/pull":        {"=model", "model/jsondiff", "model/jsonvalue"},
	"model/secret":      {"model/jsonvalue"},
	"model/record":      {"=model", "model/trace", "model/task", "model/secret", "model/jsonvalue"},
	"model/bench":       {"=model", "model/asl", "model/trace", "model/jsonvalue"},
	"model/parameter":   {"=model", "model/jsonvalue"},
	"model/suite":       {"=model", "model/guard", "model/jsonvalue", "model/jsondiff", "model/pricing", "model/burst"},
	"model/burst":       {"=model", "model/guard", "model/jsonvalue", "model/parameter", "model/pricing"},
	"model/compare":     {"=model", "model/guard", "model/jsonvalue", "model/jsondiff", "model/pricing", "model/trace", "model/burst"},
	"model/samples":     {},
	"model/conformance": {},
	"ui/background":     {},
}

// leaves are packages that anyone may import. They import nothing but the standard library.
var leaves = []string{"model/limit", "model/file", "model/child", "model/memory"}

// features are the folders of ui that have a form, a view and a driver in one room: those with a
// type Room. What two of them need is a view, or a message that App serves.
var features = sync.OnceValue(func() (found []string) {
	files, err := filepath.Glob(path.Join(root, "ui", "*", "*.go"))
	if err != nil {
		panic(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				for _, s := range g.Specs {
					t := s.(*ast.TypeSpec)
					if _, is := t.Type.(*ast.StructType); is && t.Name.Name == "Room" {
						found = append(found, path.Base(path.Dir(filepath.ToSlash(name))))
					}
				}
			}
		}
	}
	return found
})

// apart reports whether a package of ui oversteps: nothing below App knows it, and no feature
// knows another.
func apart(pkg, imported string) bool {
	inner, below := strings.CutPrefix(pkg, "ui/")
	if !below {
		return false
	}
	room := func(path string) string { first, _, _ := strings.Cut(path, "/"); return first }
	other := room(strings.TrimPrefix(imported, "ui/"))
	return imported == "ui" || strings.HasPrefix(imported, "ui/") && other != room(inner) &&
		slices.Contains(features(), room(inner)) && slices.Contains(features(), other)
}

// notInDomain are modules that the domain and the screen stay clear of.
var notInDomain = map[string][]string{
	// It decides nothing about workflows: what has a file format, or a wire, is in a folder below.
	"cmd": {"github.com/aws/", "modernc.org/sqlite", "github.com/goccy/go-yaml", "github.com/hashicorp/", "encoding/csv", "encoding/xml"},
	"ui":  {"github.com/aws/", "modernc.org/sqlite"},
	// It is called, and calls nobody: its tasks are answered, and its clock is given to it.
	"model/engine": {"net", "os", "github.com/", "golang.org/"},
	"model/":       {"github.com/charmbracelet/", "modernc.org/sqlite", "github.com/spf13/cobra"},
	"store":        {"github.com/charmbracelet/", "github.com/aws/"},
}

func TestImports(t *testing.T) {
	checked, used := 0, map[string]bool{}
	eachFile(t, func(pkg, name string) {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		of, allowed := rule(pkg)
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			checked++
			if inner, ours := strings.CutPrefix(imported, "expresso/"); ours {
				for _, a := range allowed {
					used[of+" "+a] = used[of+" "+a] || covers(a, inner)
				}
				if slices.Contains(leaves, pkg) || !slices.Contains(leaves, inner) && !slices.ContainsFunc(allowed, func(a string) bool { return covers(a, inner) }) {
					t.Errorf("%s imports %s, which the house rules do not allow", pkg, imported)
				}
				if apart(pkg, inner) {
					t.Errorf("%s imports %s: nothing below App knows it, and no feature another", pkg, imported)
				}
				continue
			}
			if (pkg == "model" || slices.Contains(leaves, pkg)) && strings.Contains(strings.Split(imported, "/")[0], ".") {
				t.Errorf("%s imports %s: it is standard library only", pkg, imported)
			}
			if imported == "os/exec" && pkg != "model/child" {
				t.Errorf("%s imports os/exec: child processes are model/child's", pkg)
			}
			for folder, refused := range notInDomain {
				for _, module := range refused {
					if strings.HasPrefix(pkg+"/", folder) && strings.HasPrefix(imported, module) {
						t.Errorf("%s imports %s", pkg, imported)
					}
				}
			}
		}
	})
	if checked < 50 || len(features()) < 10 {
		t.Errorf("only %d imports and %d features were looked at", checked, len(features()))
	}
	for of, allowed := range mayImport {
		for _, a := range allowed {
			if !used[of+" "+a] {
				t.Errorf("%s may import %s, and does not: take it off the list", of, a)
			}
		}
	}
}

// eachFile calls do for each file of the program, with its package's folder.
func eachFile(t *testing.T, do func(pkg, name string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(name))
		if err == nil {
			do(filepath.ToSlash(rel), name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rule returns what pkg may import: the entry of the longest folder that holds it, which it names.
func rule(pkg string) (of string, allowed []string) {
	for dir := pkg; dir != "."; dir = path.Dir(dir) {
		if allowed, ok := mayImport[dir]; ok && (dir == pkg || dir != "model") {
			return dir, allowed
		}
	}
	return "", nil
}

// covers reports whether a rule's entry allows a package: a folder with all below it, or
// just itself behind '='.
func covers(entry, pkg string) bool {
	if exact, ok := strings.CutPrefix(entry, "="); ok {
		return pkg == exact
	}
	return pkg == entry || strings.HasPrefix(pkg, entry+"/")
}

func TestTopLevelHoldsOnlyWhatItShould(t *testing.T) {
	allowed := []string{"ui", "model", "store", "cmd", "go.mod", "go.sum", "README.md", "demo.tape"}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		built := e.Name() == "expresso" || e.Name() == "shots" // in .gitignore
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) && !built {
			t.Errorf("%s stands at the top level", e.Name())
		}
	}
}

// What starts a process without os/exec is model/child's too.
func TestOnlyChildStartsProcesses(t *testing.T) {
	starts := []string{"os.StartProcess", "syscall.Exec", "syscall.ForkExec", "syscall.StartProcess"}
	found := 0
	eachCall(t, func(pkg, name, called string) {
		if slices.Contains(starts, called) {
			t.Errorf("%s: %s starts a process", name, called)
		}
		if pkg == "model/child" && called == "exec.CommandContext" {
			found++
		}
	})
	if found == 0 {
		t.Error("model/child starts none: the files were not looked at")
	}
}

// Files are read by model/file, which bounds them and refuses what never ends. What has
// another way names it here.
func TestOnlyFileReadsFiles(t *testing.T) {
	reads := []string{"os.Open", "os.ReadFile", "os.WriteFile", "os.Create", "os.CreateTemp"}
	others := []string{
		"model/memory os.ReadFile",                        // the kernel's, which has no size
		"ui/uitest os.ReadFile", "ui/uitest os.WriteFile", // golden files, in tests
		"ui/editor os.CreateTemp", // what $EDITOR works on: it outlives a crash
	}
	var found []string
	eachCall(t, func(pkg, name, called string) {
		if !slices.Contains(reads, called) || pkg == "model/file" {
			return
		}
		what := pkg + " " + called
		if found = append(found, what); !slices.Contains(others, what) {
			t.Errorf("%s: %s: use model/file", name, called)
		}
	})
	for _, what := range others {
		if !slices.Contains(found, what) {
			t.Errorf("%s is no more: take it off the list", what)
		}
	}
}

// A run is intended, guarded, sent and noted in one place: the Workbench is the only one that calls
// Start of a target. What else does names it here.
func TestOnlyTheWorkbenchStartsRuns(t *testing.T) {
	others := []string{
		"model/local/target.go", // passes on what it was called with, with its mocks
		"model/local/record.go", // plays recorded answers back, in a service of its own
	}
	var found []string
	eachFile(t, func(_, name string) {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 2 { // of a context, and a request
				if s, ok := call.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Start" {
					rel, _ := filepath.Rel(root, name)
					found = append(found, filepath.ToSlash(rel))
				}
			}
			return true
		})
	})
	slices.Sort(found)
	want := append([]string{"model/workbench.go"}, others...)
	slices.Sort(want)
	if !slices.Equal(found, want) {
		t.Errorf("runs are started in %q, not in %q", found, want)
	}
}

// eachCall calls do for what each file names of a package, as in os.Open.
func eachCall(t *testing.T, do func(pkg, name, called string)) {
	t.Helper()
	eachFile(t, func(pkg, name string) {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if of, ok := s.X.(*ast.Ident); ok && of.Obj == nil {
					do(pkg, name, of.Name+"."+s.Sel.Name)
				}
			}
			return true
		})
	})
}

// A regular expression of a package is compiled when it is needed: each start of each command would pay for it.
func TestNothingCompilesRegularExpressionsAtStart(t *testing.T) {
	eachFile(t, func(pkg, name string) {
		if strings.HasSuffix(pkg, "test") { // for tests alone
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			vars, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			ast.Inspect(vars, func(n ast.Node) bool {
				if _, ok := n.(*ast.FuncLit); ok {
					return false // it runs later
				}
				if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "MustCompile" {
					t.Errorf("%s compiles a regular expression at every start: use sync.OnceValue", name)
				}
				return true
			})
		}
	})
}
