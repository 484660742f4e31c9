package houserules_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A rule says what the code of a package may import, its tests apart.
type rule struct {
	pkg     string
	gloam   []string // packages of this module, all of them further up
	modules []string // of other people, also with packages below
}

// rules is the package tree, in the order of imports: a package imports only
// packages above it.
var rules = []rule{
	{"internal/simd", nil, []string{"golang.org/x/sys"}},
	{"internal/fft", []string{"internal/simd"}, nil},
	{"internal/wellformed", nil, nil},
	{"internal/pieces", nil, nil},
	{"internal/packing", []string{"internal/simd"}, []string{"github.com/klauspost/compress", "github.com/pierrec/lz4/v4"}},
	{"internal/durable", nil, nil},
	{"internal/wording", nil, nil},
	{"daskproto/pickle", []string{"internal/wording"}, nil},
	{"arrays/ndarray", []string{"internal/simd", "internal/wording"}, []string{"gonum.org/v1/gonum", "golang.org/x/sys"}},
	{"arrays/ndarray/openblas", []string{"internal/simd"}, []string{"github.com/ebitengine/purego"}},
	{"graph", []string{"internal/wording"}, []string{"github.com/dominikbraun/graph", "github.com/vmihailenco/msgpack/v5"}},
	{"internal/raster", nil, []string{"golang.org/x/image"}},
	{"internal/plot", []string{"internal/raster", "arrays/ndarray"}, nil},
	{"web", nil, nil},
	{"graph/draw", []string{"graph", "internal/raster", "internal/wording"}, []string{"github.com/dominikbraun/graph"}},
	{"scheduler/internal/saved", []string{"graph", "arrays/ndarray"}, nil},
	{"scheduler", []string{"graph", "internal/wording"}, nil},
	{"scheduler/schedulertest", []string{"graph", "scheduler"}, testModules},
	{"arrays", []string{"arrays/ndarray", "graph", "scheduler", "internal/fft", "internal/wellformed", "internal/wording"}, []string{"github.com/vmihailenco/msgpack/v5", "github.com/zeebo/blake3", "gonum.org/v1/gonum"}},
	{"arrays/zarr", []string{"arrays", "arrays/ndarray", "graph", "scheduler", "internal/simd", "internal/packing", "internal/pieces", "internal/durable", "internal/wording"}, nil},
	{"arrays/hdf5", []string{"arrays", "arrays/ndarray", "graph", "scheduler", "internal/simd", "internal/packing", "internal/pieces", "internal/durable", "internal/wording"}, []string{"github.com/klauspost/compress"}},
	{"arrays/npystack", []string{"arrays", "arrays/ndarray", "graph", "scheduler", "daskproto/pickle", "internal/durable", "internal/wording"}, nil},
	{"arrays/source", []string{"arrays", "arrays/zarr", "arrays/hdf5", "arrays/ndarray", "internal/simd", "internal/pieces", "internal/wording"},
		[]string{"golang.org/x/sys", "golang.org/x/sync", "github.com/klauspost/compress", "github.com/pierrec/lz4/v4"}},
	{"udf", []string{"arrays", "arrays/ndarray", "graph", "internal/simd", "internal/wellformed", "internal/wording"}, []string{"github.com/vmihailenco/msgpack/v5"}},
	{"udf/masks", []string{"arrays/ndarray"}, nil},
	{"udf/stdudf", []string{"udf", "udf/masks", "arrays", "arrays/ndarray", "internal/fft", "internal/simd", "internal/wording"}, []string{"gonum.org/v1/gonum"}},
	{"udf/blobfinder", []string{"udf", "udf/masks", "arrays", "arrays/ndarray", "internal/fft", "internal/simd", "internal/wording"}, []string{"gonum.org/v1/gonum"}},
	{"delayed", []string{"udf", "arrays", "arrays/ndarray", "graph", "scheduler", "internal/wording"}, nil},
	{"delayed/liveplot", []string{"udf", "delayed", "arrays/ndarray", "internal/plot", "web", "internal/wording"}, nil},
	{"udf/udftest", []string{"udf", "delayed", "scheduler", "arrays/source", "arrays/ndarray", "internal/wording"}, nil},
	{"udf/analysis", []string{"udf", "udf/masks", "udf/stdudf", "delayed", "scheduler", "arrays/ndarray", "internal/fft", "internal/wording"}, nil},
	{"daskproto", []string{"daskproto/pickle"},
		[]string{"github.com/vmihailenco/msgpack/v5", "github.com/klauspost/compress", "github.com/pierrec/lz4/v4"}},
	{"daskproto/codec", []string{"daskproto", "daskproto/pickle", "arrays/ndarray", "internal/wording"}, nil},
	{"daskproto/comm", []string{"daskproto"}, []string{"go.yaml.in/yaml/v3"}},
	{"daskproto/dasktest", []string{"daskproto", "daskproto/comm"}, nil},
	{"scheduler/internal/wire", []string{"graph", "arrays/ndarray", "daskproto", "daskproto/pickle", "daskproto/codec"}, nil},
	{"scheduler/dask", []string{"graph", "scheduler", "arrays/ndarray", "daskproto", "daskproto/pickle", "daskproto/codec", "daskproto/comm", "scheduler/internal/wire"}, nil},
	{"scheduler/worker/internal/machine", []string{"daskproto"}, nil},
	{"scheduler/worker", []string{"graph", "daskproto", "daskproto/pickle", "daskproto/codec", "daskproto/comm",
		"scheduler/internal/wire", "scheduler/worker/internal/machine"}, nil},
	{"scheduler/worker/workertest", []string{"scheduler/worker"}, testModules},
	{"internal/golden", nil, nil},
	{"internal/udfcases", []string{"internal/golden", "udf", "udf/stdudf", "udf/blobfinder", "delayed", "arrays/source", "arrays/ndarray"}, testModules},
	{"internal/testdask", nil, nil},
	{"internal/houserules", nil, nil},
}

// testModules are for tests and for testPackages, which are parts of them.
var testModules = []string{"github.com/stretchr/testify", "pgregory.net/rapid", "go.uber.org/goleak"}

var testPackages = []string{"scheduler/schedulertest", "scheduler/worker/workertest", "internal/udfcases"}

// programModules are for commands only.
var programModules = []string{"github.com/alecthomas/kong", "golang.org/x/term"}

// programs are folders of packages that may import all the others.
var programs = []string{"cmd", "examples", "internal/bench"}

func isProgram(pkg string) bool {
	return slices.ContainsFunc(programs, func(p string) bool { return below(pkg, p) })
}

// below reports whether a path is a folder or in it.
func below(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

func TestRulesPointUp(t *testing.T) {
	var above []string
	for _, r := range rules {
		for _, g := range r.gloam {
			assert.Contains(t, above, g, "%s may import %s, which is not above it", r.pkg, g)
		}
		above = append(above, r.pkg)
	}
}

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	for _, p := range tree(t) {
		if p.name == "" || isProgram(p.path) {
			continue
		}
		i := slices.IndexFunc(rules, func(r rule) bool { return r.pkg == p.path })
		if i < 0 {
			i = slices.IndexFunc(rules, func(r rule) bool { return r.covers(p.path) })
		}
		if !assert.GreaterOrEqual(t, i, 0, "package %s has no rule", p.path) {
			continue
		}
		for _, f := range p.files {
			if f.test {
				continue
			}
			for _, imported := range f.imports(t) {
				assert.True(t, rules[i].allows(imported), "%s: %s may not import %s", f.path, p.path, imported)
			}
		}
	}
}

// covers reports whether a rule is about a package: packages in a package's
// own internal folder are under its rule.
func (r rule) covers(pkg string) bool {
	return pkg == r.pkg || strings.HasPrefix(pkg, r.pkg+"/internal/")
}

func (r rule) allows(imported string) bool {
	if own, ok := strings.CutPrefix(imported, module+"/"); ok {
		return slices.Contains(r.gloam, own) || own != r.pkg && r.covers(own)
	}
	return standard(imported) || slices.ContainsFunc(r.modules, func(m string) bool { return below(imported, m) })
}

// standard reports whether a package is of the standard library: those have no
// dot in the first part of their path.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

func TestModulesStayWhereTheyBelong(t *testing.T) {
	for _, p := range tree(t) {
		for _, f := range p.files {
			for _, imported := range f.imports(t) {
				of := func(modules []string) bool {
					return slices.ContainsFunc(modules, func(m string) bool { return below(imported, m) })
				}
				assert.False(t, of(programModules) && !isProgram(p.path), "%s imports %s, which is for programs", f.path, imported)
				assert.False(t, of(testModules) && !f.test && !slices.Contains(testPackages, p.path), "%s imports %s, which is for tests", f.path, imported)
				if own, ok := strings.CutPrefix(imported, module+"/"); ok {
					assert.False(t, isProgram(own) && own != path.Dir(f.path), "%s imports the program %s", f.path, own)
				}
			}
		}
	}
}

func TestNothingUsesCgo(t *testing.T) {
	for _, p := range tree(t) {
		for _, f := range p.files {
			assert.NotContains(t, f.imports(t), "C", f.path)
		}
	}
}
