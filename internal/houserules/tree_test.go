package houserules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/gloam-go/gloam"

// A pkg is one folder of Go files.
type pkg struct {
	path  string // within the module, such as arrays/ndarray
	name  string
	files []goFile
}

type goFile struct {
	path string // within the module
	test bool
	ast  *ast.File
}

// root returns the folder of the module.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

var fileSet = token.NewFileSet()

// tree parses all Go files of the module, whatever system they are for.
func tree(t *testing.T) []pkg {
	t.Helper()
	byPath := map[string]*pkg{}
	for _, name := range files(t) {
		if path.Ext(name) != ".go" || strings.HasPrefix(name, "tools/") {
			continue
		}
		parsed, err := parser.ParseFile(fileSet, filepath.Join(root(), filepath.FromSlash(name)), nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		dir := path.Dir(name)
		if byPath[dir] == nil {
			byPath[dir] = &pkg{path: dir}
		}
		f := goFile{path: name, test: strings.HasSuffix(name, "_test.go"), ast: parsed}
		if !f.test {
			byPath[dir].name = parsed.Name.Name
		}
		byPath[dir].files = append(byPath[dir].files, f)
	}
	var all []pkg
	for _, p := range byPath {
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b pkg) int { return strings.Compare(a.path, b.path) })
	require.NotEmpty(t, all)
	return all
}

// files lists the files of the module, with slashes, without what git ignores.
func files(t *testing.T) []string {
	t.Helper()
	var list []string
	require.NoError(t, fs.WalkDir(os.DirFS(root()), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == ".git" || name == "build" || name == "bin"):
			return fs.SkipDir
		case d.Type().IsRegular():
			list = append(list, name)
		}
		return nil
	}))
	return list
}

// imports returns what a file imports.
func (f goFile) imports(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, i := range f.ast.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		require.NoError(t, err)
		list = append(list, p)
	}
	return list
}

// public reports whether users of the module can import the package.
func (p pkg) public() bool {
	return p.name != "main" && p.name != "" && !strings.Contains("/"+p.path+"/", "/internal/")
}

// read returns the text of a file of the module.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root(), filepath.FromSlash(name)))
	require.NoError(t, err)
	return string(b)
}
