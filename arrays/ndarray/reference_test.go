package ndarray_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReferenceFilesReadAndWriteBack reads every npy file that NumPy wrote for
// the array and UDF cases.
func TestReferenceFilesReadAndWriteBack(t *testing.T) {
	for _, folder := range []string{"golden/arrays", "golden/udf"} {
		for _, dir := range golden.Files(t, folder) {
			n := 0
			require.NoError(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
				if err == nil && filepath.Ext(path) == ".npy" {
					n++
					requireRoundTrip(t, path)
				}
				return err
			}))
			require.NotZero(t, n, dir)
		}
	}
}

func requireRoundTrip(t *testing.T, path string) {
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	h, err := ndarray.ReadHeader(bytes.NewReader(file))
	require.NoError(t, err, path)
	a, err := ndarray.ReadNPY(bytes.NewReader(file))
	require.NoError(t, err, path)
	require.Equal(t, h.Shape, a.Shape(), path)
	var again bytes.Buffer
	require.NoError(t, ndarray.WriteNPY(&again, a))
	if !h.Fortran && h.Order == ndarray.LittleEndian {
		require.Equal(t, file, again.Bytes(), path)
	}
	g, err := ndarray.ReadHeader(bytes.NewReader(again.Bytes()))
	require.NoError(t, err)
	require.Equal(t, h.DType, g.DType, path)
	require.Equal(t, h.Shape, g.Shape, path)
	b, err := ndarray.ReadNPY(&again)
	require.NoError(t, err)
	require.True(t, ndarray.Identical(a, b), path)
}

// TestReferenceInputTypes checks promotion against LiberTEM's choice of the
// dtype that tiles are cast to: the common type of data and preference, and of
// float32 if corrections are applied.
func TestReferenceInputTypes(t *testing.T) {
	for _, path := range golden.Files(t, "golden/udf/manifest.json") {
		var m struct {
			Cases []struct {
				Native      string
				Preferred   string
				Corrections bool
				InputDType  string `json:"input_dtype"`
			} `json:"input_dtype_cases"`
		}
		file, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(file, &m))
		require.NotEmpty(t, m.Cases)
		for _, c := range m.Cases {
			got := ndarray.ResultType(dtype(t, c.Native), dtype(t, c.Preferred))
			if c.Corrections {
				got = ndarray.ResultType(got, ndarray.Float32)
			}
			assert.Equal(t, c.InputDType, got.String(), "%+v", c)
		}
	}
}

// A referenceCase is one chain of operations whose results NumPy computed.
type referenceCase struct {
	ID     string
	Inputs map[string]struct{ File string }
	Steps  []struct {
		Out    any
		Op     string
		Args   []string
		Params map[string]any
	}
	RTol, ATol float64
	Expect     map[string]struct{ File, DType string }
}

// TestReferenceOperations runs the cases of one step that dense arrays have.
func TestReferenceOperations(t *testing.T) {
	for _, path := range golden.Files(t, "golden/arrays/manifest.json") {
		var m struct{ Cases []referenceCase }
		file, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(file, &m))
		ran := 0
		for _, c := range m.Cases {
			want, single := c.Expect["y"]
			if !single || len(c.Expect) != 1 || len(c.Steps) != 1 {
				continue
			}
			got, err := c.run(filepath.Dir(path))
			if got == nil && err == nil {
				continue // an operation of lazy arrays
			}
			ran++
			require.NoError(t, err, c.ID)
			y, err := ndarray.LoadNPY(filepath.Join(filepath.Dir(path), want.File))
			require.NoError(t, err, c.ID)
			assert.Equal(t, want.DType, got.DType().String(), c.ID)
			assert.Equal(t, y.Shape(), got.Shape(), c.ID)
			ok, err := ndarray.AllClose(got, y, c.RTol, c.ATol, true)
			require.NoError(t, err, c.ID)
			assert.True(t, ok, "%s: got %v, want %v", c.ID, got, y)
		}
		require.Greater(t, ran, 60)
	}
}

// run returns nil without an error for operations that dense arrays lack.
func (c referenceCase) run(dir string) (*ndarray.Array, error) {
	step, args := c.Steps[0], []*ndarray.Array(nil)
	for _, name := range step.Args {
		if c.Inputs[name].File == "" {
			return nil, nil
		}
		a, err := ndarray.LoadNPY(filepath.Join(dir, c.Inputs[name].File))
		if err != nil {
			return nil, err
		}
		args = append(args, a)
	}
	if len(args) == 0 {
		return nil, nil
	}
	op := map[string]string{"divide": "true_divide", "mod": "remainder", "conj": "conjugate"}[step.Op]
	if op == "" {
		op = step.Op
	}
	if name, ok := strings.CutSuffix(op, "_scalar"); ok {
		return withScalar(ndarray.BinaryOp(name), args[0], step.Params["scalar"])
	}
	if len(args) == 2 {
		if _, err := ndarray.BinaryType(ndarray.BinaryOp(op), args[0].DType(), args[1].DType()); err == nil {
			return ndarray.Binary(ndarray.BinaryOp(op), args[0], args[1])
		}
		if op == "concatenate" {
			return ndarray.Concatenate(args, int(step.Params["axis"].(float64)))
		}
		return nil, nil
	}
	if _, err := ndarray.UnaryType(ndarray.UnaryOp(op), args[0].DType()); err == nil {
		return ndarray.Unary(ndarray.UnaryOp(op), args[0])
	}
	if _, err := ndarray.ReduceType(ndarray.ReduceOp(op), args[0].DType()); err == nil && step.Params["ddof"] == nil {
		keep, _ := step.Params["keepdims"].(bool)
		return ndarray.Reduce(ndarray.ReduceOp(op), args[0], axisParam(step.Params["axis"]), keep)
	}
	return nil, nil
}

// withScalar takes a JSON number as a weak scalar; whole ones are integers.
func withScalar(op ndarray.BinaryOp, a *ndarray.Array, v any) (*ndarray.Array, error) {
	f, ok := v.(float64)
	if !ok {
		return nil, nil
	}
	v = f
	if f == float64(int(f)) {
		v = int(f)
	}
	s := ndarray.New(ndarray.PromoteScalar(a.DType(), v))
	if err := s.Set(v); err != nil {
		return nil, err
	}
	return ndarray.Binary(op, a, s)
}

func axisParam(v any) []int {
	switch v := v.(type) {
	case float64:
		return []int{int(v)}
	case []any:
		axes := []int{}
		for _, a := range v {
			axes = append(axes, int(a.(float64)))
		}
		return axes
	}
	return nil
}
