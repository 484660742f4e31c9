package arrays_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTableOfFunctionsNamesWhatExists checks the middle column of
// docs/array-api.md.
func TestTableOfFunctionsNamesWhatExists(t *testing.T) {
	have := exported(t)
	for _, name := range namesOfTheTable(t) {
		_, ok := have[name]
		require.True(t, ok, "%s is not an exported name of package arrays", name)
	}
}

// namesOfTheTable returns the names of the middle column, each once.
func namesOfTheTable(t *testing.T) []string {
	t.Helper()
	table, err := os.ReadFile(filepath.Join("..", "docs", "array-api.md"))
	require.NoError(t, err)
	escaped, code := strings.NewReplacer(`\|`, " "), regexp.MustCompile("`([^`]+)`")
	listed := map[string]bool{}
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(escaped.Replace(line), "|")
		if len(cells) < 4 || strings.HasPrefix(cells[1], " ---") {
			continue
		}
		for _, m := range code.FindAllStringSubmatch(cells[2], -1) {
			listed[m[1]] = true
		}
	}
	require.Greater(t, len(listed), 250)
	return slices.Sorted(maps.Keys(listed))
}

// exported returns the package's functions, types, values and methods, and
// whether each can be called.
func exported(t *testing.T) map[string]bool {
	t.Helper()
	names, files := map[string]bool{}, token.NewFileSet()
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range f.Decls {
			addNames(names, d)
		}
	}
	return names
}

func addNames(names map[string]bool, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			of := d.Recv.List[0].Type
			if star, ok := of.(*ast.StarExpr); ok {
				of = star.X
			}
			if id, ok := of.(*ast.Ident); ok {
				name = id.Name + "." + name
			}
		}
		names[name] = ast.IsExported(d.Name.Name)
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = false
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = false
				}
			}
		}
	}
}
