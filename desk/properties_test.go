package desk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"lanna"
)

// allProperties reads every property out of the vocabulary's own file, so that
// one which is added later is among them.
func allProperties(t *testing.T) []lanna.Property {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../property.go", nil, 0)
	must(t, err)
	var out []lanna.Property
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := v.Type.(*ast.Ident); ok && typ.Name == "Property" {
			s, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			must(t, err)
			out = append(out, lanna.Property(s))
		}
		return true
	})
	if len(out) < 100 {
		t.Fatalf("%d properties found", len(out))
	}
	return out
}
