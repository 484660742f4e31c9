package udfcases

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/golden"
)

// manifest is the list of cases in each root.
const manifest = "golden/udf/manifest.json"

// A Case is a run of UDFs or an analysis, with its results.
type Case struct {
	ID          string
	Dataset     Data
	UDFs        []Named
	Analysis    *Named
	Corrections map[string]string
	ROI         *ROI
	Outputs     []Output
	Steps       []Step       `json:"partial_steps"`
	Used        [][2]float64 `json:"used_indices"` // of a lattice

	dir string // that paths are relative to
}

// A Named is the name of a UDF or of an analysis with its parameters.
type Named struct {
	Name   string
	Params json.RawMessage
}

// An Output is an expected result.
type Output struct {
	UDF          int
	Buffer, View string
	Channel      string // of an analysis
	Declared     string `json:"declared_dtype"`
	File         string
	JSON         json.RawMessage
	Shape        []int
	RTol, ATol   float64
	DType        string
}

// A Step is what there is after a partition.
type Step struct {
	Damage  json.RawMessage
	Outputs []Output
}

// Read returns the cases of all roots. The test fails if there are none.
func Read(t testing.TB) []Case {
	var all []Case
	List(t, "cases", func(dir string, c Case) {
		c.dir = dir
		all = append(all, c)
	})
	return all
}

// List calls fn for each entry of one of the manifest's lists, in every root,
// with the folder that paths are relative to. The test fails if there are none.
func List[T any](t testing.TB, list string, fn func(dir string, entry T)) {
	t.Helper()
	n := 0
	for _, path := range golden.Files(t, manifest) {
		var m map[string]json.RawMessage
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m), path)
		if m[list] == nil {
			continue
		}
		var entries []T
		require.NoError(t, json.Unmarshal(m[list], &entries), "%s: %s", path, list)
		for _, e := range entries {
			fn(filepath.Dir(path), e)
		}
		n += len(entries)
	}
	require.NotZero(t, n, "no root has entries in %s", list)
}

// Load reads an array that a case names, relative to dir.
func Load(t testing.TB, dir, file string) *ndarray.Array {
	t.Helper()
	a, err := ndarray.LoadNPY(filepath.Join(dir, filepath.FromSlash(file)))
	require.NoError(t, err)
	return a
}

// Load reads an array that the case names.
func (c Case) Load(t testing.TB, file string) *ndarray.Array { return Load(t, c.dir, file) }

// IsAnalysis reports whether the case is for package analysis.
func (c Case) IsAnalysis() bool { return c.Analysis != nil }

// DamageFlags returns which scan positions are merged, in scan order.
func (s Step) DamageFlags(t testing.TB) []float64 {
	var v any
	require.NoError(t, json.Unmarshal(s.Damage, &v))
	return flatFlags(v, nil)
}

// flatFlags flattens lists of lists of numbers or truth values.
func flatFlags(v any, out []float64) []float64 {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = flatFlags(e, out)
		}
	case float64:
		out = append(out, v)
	case bool:
		out = append(out, map[bool]float64{true: 1}[v])
	}
	return out
}
