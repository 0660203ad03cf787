package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// What the root of ui may hold at most: it is App and where its keys and messages go. What has a
// form, a view or a state of its own is a room.
const (
	mostLines  = 2570 // of code
	mostFields = 49   // of all its structs together
	mostOfApp  = 25   // of App alone
)

func TestRootOfTheScreenIsSmall(t *testing.T) {
	lines, fields, app := 0, 0, 0
	for name, file := range screenRoot(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines += bytes.Count(text, []byte("\n"))
		all, ofApp := fieldsOf(file)
		fields, app = fields+all, app+ofApp
	}
	if app == 0 {
		t.Fatal("there is no App: the files were not looked at")
	}
	for _, bar := range []struct {
		what      string
		has, most int
	}{{"lines", lines, mostLines}, {"fields in its structs", fields, mostFields}, {"fields in App", app, mostOfApp}} {
		if bar.has > bar.most {
			t.Errorf("the root of ui has %d %s, at most %d: what is a feature has a room of its own", bar.has, bar.what, bar.most)
		}
	}
}

// fieldsOf counts the fields of all structs of a file, and those of App.
func fieldsOf(file *ast.File) (all, app int) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		of, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, field := range of.Fields.List {
			n := max(len(field.Names), 1) // one that is embedded has no name
			all += n
			if spec.Name.Name == "App" {
				app += n
			}
		}
		return true
	})
	return all, app
}

// Rooms and views say what they want with messages. What New gives them may read App, and not write it.
func TestRoomsGetNothingThatWritesApp(t *testing.T) {
	files := screenRoot(t)
	all := make([]*ast.File, 0, len(files))
	for _, file := range files {
		all = append(all, file)
	}
	given, writing := givenByNew(all)
	if given < 3 {
		t.Fatalf("New gives only %d functions: it was not looked at", given)
	}
	for _, what := range writing {
		t.Errorf("New gives a room %s, which writes App", what)
	}
}

func TestWhatWritesAppIsFound(t *testing.T) {
	const before = `package ui
type App struct { focus int; room *Room }
func (a *App) reads() int { return a.focus }
func (a *App) sets() { a.focus = 1 }
func (a *App) calls() { a.sets() }
func (a *App) loops() { a.loops() }
func New() *App { a := &App{}; a.focus = 2; `
	for code, want := range map[string]string{
		`a.room = room.New(a.reads)`:                              "",
		`a.room = room.New(a.loops)`:                              "",
		`a.room = room.New(func() int { return a.focus })`:        "",
		`a.room = room.New(func() { a.focus = 3 })`:               "a function",
		`a.room = room.New(func() { a.focus++ })`:                 "a function",
		`a.room = room.New(func() { a.calls() })`:                 "a function",
		`a.room = room.New(Config{Say: a.sets})`:                  "a.sets",
		`a.room = room.New(Config{Say: a.calls})`:                 "a.calls",
		`say := func() { a.room.at[1] = 3 }; a.r = room.New(say)`: "a function",
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "app.go", before+code+"; return a }", 0)
		if err != nil {
			t.Fatal(err)
		}
		given, writing := givenByNew([]*ast.File{file})
		if got := strings.Join(writing, ", "); got != want || given != 1 {
			t.Errorf("%s: %d given, %q found, want %q", code, given, got, want)
		}
	}
}

// givenByNew counts the functions that New gives to others, and names those that write App.
func givenByNew(files []*ast.File) (given int, writing []string) {
	methods := map[string]*ast.FuncDecl{}
	var makes *ast.FuncDecl
	for _, file := range files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			switch {
			case ok && f.Recv == nil && f.Name.Name == "New":
				makes = f
			case ok && f.Recv != nil:
				methods[f.Name.Name] = f
			}
		}
	}
	if makes == nil {
		return 0, nil
	}
	called := map[ast.Node]bool{}
	ast.Inspect(makes.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			called[n.Fun] = true
		case *ast.FuncLit:
			given++
			if writes(n.Body, "a", methods, map[string]bool{}) {
				writing = append(writing, "a function")
			}
			return false
		case *ast.SelectorExpr:
			if of, ok := n.X.(*ast.Ident); ok && of.Name == "a" && methods[n.Sel.Name] != nil && !called[n] {
				given++
				if writesMethod(n.Sel.Name, methods, map[string]bool{}) {
					writing = append(writing, "a."+n.Sel.Name)
				}
			}
		}
		return true
	})
	return given, writing
}

// writes reports whether code sets something of what a name stands for, itself or by its methods.
func writes(code ast.Node, name string, methods map[string]*ast.FuncDecl, seen map[string]bool) (found bool) {
	ast.Inspect(code, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, to := range n.Lhs {
				found = found || n.Tok != token.DEFINE && rootOf(to) == name
			}
		case *ast.IncDecStmt:
			found = found || rootOf(n.X) == name
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok {
				if of, ok := s.X.(*ast.Ident); ok && of.Name == name {
					found = found || writesMethod(s.Sel.Name, methods, seen)
				}
			}
		}
		return !found
	})
	return found
}

func writesMethod(method string, methods map[string]*ast.FuncDecl, seen map[string]bool) bool {
	f := methods[method]
	if f == nil || seen[method] {
		return false
	}
	seen[method] = true
	return writes(f.Body, f.Recv.List[0].Names[0].Name, methods, seen)
}

// rootOf is the name that something begins with: a in a.b.c[1], "" for a name alone.
func rootOf(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.SelectorExpr:
		if of, ok := x.X.(*ast.Ident); ok {
			return of.Name
		}
		return rootOf(x.X)
	case *ast.IndexExpr:
		return rootOf(x.X)
	case *ast.StarExpr:
		return rootOf(x.X)
	}
	return ""
}

// screenRoot parses the files of the root of ui, without its tests.
func screenRoot(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob(path.Join(root, "ui", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if all[name], err = parser.ParseFile(token.NewFileSet(), name, nil, 0); err != nil {
			t.Fatal(err)
		}
	}
	return all
}
