package web_test

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A field of a page with the name of one of the shell's is shown in the shell
// in its place: a page that said whether anything was asked showed "true" at
// its head.
func TestNoPageHidesAFieldOfTheShell(t *testing.T) {
	shell, err := os.ReadFile("shell.html")
	must(t, err)
	structs := map[string]*ast.StructType{}
	files, err := filepath.Glob("*.go")
	must(t, err)
	for _, file := range files {
		parsed, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, parser.SkipObjectResolution)
		must(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if s, ok := spec.Type.(*ast.StructType); ok {
					structs[spec.Name.Name] = s
				}
			}
			return true
		})
	}
	own := fieldsOf(structs["Shell"])
	pages := 0
	for name, s := range structs {
		fields := fieldsOf(s)
		if !fields["Shell"] {
			continue
		}
		pages++
		for field := range fields {
			if own[field] && strings.Contains(string(shell), "."+field+"}") && field != "Token" { // pages hand it on to parts
				t.Errorf("%s.%s stands in the place of the shell's", name, field)
			}
		}
	}
	if pages < 20 || !own["Asked"] {
		t.Errorf("%d pages were looked at", pages)
	}
}

func fieldsOf(s *ast.StructType) map[string]bool {
	out := map[string]bool{}
	for _, f := range s.Fields.List {
		for _, n := range f.Names {
			out[n.Name] = true
		}
		if id, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 {
			out[id.Name] = true
		}
	}
	return out
}
