package delayed_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// fileCase is an entry of data/*/expected_libertem.json.
type fileCase struct {
	File   string
	Type   string `json:"libertem_type"`
	Params struct {
		Path string `json:"ds_path"` // of a dataset
	}
	Shape  []int
	Nav    []int `json:"nav_shape"`
	Sig    []int `json:"sig_shape"`
	DType  string
	Masks  *struct{ CY, CX, RI, RO float64 }
	CoM    *struct{ CY, CX, R float64 }    `json:"comudf"`
	Result map[string]struct{ NPY string } `json:"results"`
}

// formats are the folders whose files the readers open.
var formats = []string{"blo", "dm", "emd", "empad", "hdf5", "mib", "npy", "npz", "raw", "seq", "ser"}

// TestReferenceFileResults runs the built-in UDFs over real files and compares
// with what LiberTEM made of them.
func TestReferenceFileResults(t *testing.T) {
	ran := 0
	for _, format := range formats {
		for _, path := range golden.Optional("data/" + format + "/expected_libertem.json") {
			var cases []fileCase
			b, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(b, &cases))
			for _, c := range cases {
				if c.Result == nil {
					continue
				}
				ran++
				t.Run(format+"/"+c.File, func(t *testing.T) { runFile(t, filepath.Dir(path), c) })
			}
		}
	}
	require.NotZero(t, ran)
}

func runFile(t *testing.T, dir string, c fileCase) {
	ds, err := udf.FromSource(openCase(t, dir, c))
	require.NoError(t, err)
	require.Equal(t, c.Nav, ds.Nav())
	require.Equal(t, c.Sig, ds.Sig())
	native, _, err := ndarray.ParseDType(c.DType)
	require.NoError(t, err)
	require.Equal(t, native, ds.DType())
	specs := []udf.Spec{must(stdudf.Sum.With(stdudf.SumParams{})), must(stdudf.SumSig.With(struct{}{}))}
	if c.Masks != nil {
		specs = append(specs, must(stdudf.ApplyMasks.With(stdudf.MasksParams{Stack: stdudf.Stack{Array: fileMasks(t, c)}})))
	}
	if c.CoM != nil {
		specs = append(specs, must(stdudf.CoM.With(stdudf.CoMParams{CY: &c.CoM.CY, CX: &c.CoM.CX, R: c.CoM.R})))
	}
	lazy, err := delayed.Run(ds, specs...)
	require.NoError(t, err)
	got, err := delayed.Compute(context.Background(), lazy)
	require.NoError(t, err)

	compare(t, dir, c, "sum_pattern", got[0]["intensity"].Data, 1e-5)
	compare(t, dir, c, "sum_sig", got[1]["intensity"].Data, 1e-5)
	if c.Masks != nil {
		virtual := got[2]["intensity"].Data
		compare(t, dir, c, "ring_integral", must(virtual.Index(-1, 0)), 1e-9)
		compare(t, dir, c, "disk_integral", must(virtual.Index(-1, 1)), 1e-9)
		whole := must(virtual.Index(-1, 2))
		compare(t, dir, c, "com_y", must(ndarray.Div(must(virtual.Index(-1, 3)), whole)), 1e-9)
		compare(t, dir, c, "com_x", must(ndarray.Div(must(virtual.Index(-1, 4)), whole)), 1e-9)
	}
	if c.CoM != nil {
		compare(t, dir, c, "comudf_raw_com", got[3]["raw_com"].Data, 1e-4)
		compare(t, dir, c, "comudf_field", got[3]["field"].Data, 1e-4)
	}
}

func compare(t *testing.T, dir string, c fileCase, name string, have *ndarray.Array, rtol float64) {
	r, ok := c.Result[name]
	if !ok || r.NPY == "" {
		return
	}
	want, err := ndarray.LoadNPY(filepath.Join(dir, r.NPY))
	require.NoError(t, err)
	have, err = have.Reshape(want.Shape()...)
	require.NoError(t, err)
	same, err := ndarray.AllClose(have, want, rtol, rtol, true)
	require.NoError(t, err)
	require.True(t, same, "%s: got %v, want %v", name, have, want)
}

func openCase(t *testing.T, dir string, c fileCase) arrays.Source {
	opts := []source.Option{source.NavShape(c.Nav...)}
	if member, ok := strings.CutPrefix(c.Type, "mem:"); ok {
		opts = append(opts, source.Member(member))
	}
	if c.Params.Path != "" {
		opts = append(opts, source.Member(c.Params.Path))
	}
	if c.Type == "raw" {
		d, _, err := ndarray.ParseDType(c.DType)
		require.NoError(t, err)
		opts = append(opts, source.DType(d), source.SigShape(c.Sig...), source.Format("raw"))
	}
	path := filepath.Join(dir, c.File)
	if c.Type == "empad" {
		path = strings.TrimSuffix(path, ".raw") + ".raw"
	}
	src, err := source.Open(path, opts...)
	require.NoError(t, err)
	return src
}

// fileMasks are ring, disk, all, y and x in float64, as the cases define them.
func fileMasks(t *testing.T, c fileCase) *ndarray.Array {
	h, w := c.Sig[0], c.Sig[1]
	v := make([]float64, 5*h*w)
	for y := range h {
		for x := range w {
			dy, dx := float64(y)-c.Masks.CY, float64(x)-c.Masks.CX
			d2, i := dy*dy+dx*dx, y*w+x
			if d2 >= c.Masks.RI*c.Masks.RI && d2 < c.Masks.RO*c.Masks.RO {
				v[i] = 1
			}
			if d2 < c.Masks.RI*c.Masks.RI {
				v[h*w+i] = 1
			}
			v[2*h*w+i], v[3*h*w+i], v[4*h*w+i] = 1, float64(y), float64(x)
		}
	}
	a, err := ndarray.FromSlice(v, 5, h, w)
	require.NoError(t, err)
	return a
}
