package stdudf_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func TestReferenceMaskContainers(t *testing.T) {
	udfcases.List(t, "mask_container_cases", func(dir string, c struct {
		Masks     string
		Origin    []int `json:"slice_origin"`
		Shape     []int `json:"slice_shape"`
		Transpose bool
		File      string
	}) {
		stack := udfcases.Load(t, dir, c.Masks)
		masks, err := stdudf.NewMaskContainer(stack.Shape()[1:], []stdudf.MaskFactory{stdudf.Ready(stack)})
		require.NoError(t, err)
		at := udf.Slice{Start: c.Origin[0], Frames: c.Shape[0], Origin: c.Origin[1:], Shape: c.Shape[1:]}
		get := masks.At
		if c.Transpose {
			get = masks.Transposed
		}
		got, err := get(at)
		require.NoError(t, err)
		require.True(t, ndarray.Identical(got, udfcases.Load(t, dir, c.File)), "%+v", c)
		again, err := get(udf.Slice{Start: 3, Origin: at.Origin, Shape: at.Shape})
		require.NoError(t, err)
		require.Same(t, got, again, "pieces are kept, whatever the frames")
	})
}

func TestMaskContainersComputeLazilyAndTellWhatTheyHold(t *testing.T) {
	calls := 0
	factory := func(sig []int) (*ndarray.Array, error) {
		calls++
		return ndarray.New(ndarray.Uint8, append([]int{3}, sig...)...), nil
	}
	disk := stdudf.Masks{stdudf.Disk(1, 1, 1)}
	masks, err := stdudf.NewMaskContainer([]int{4, 5}, []stdudf.MaskFactory{factory, disk.Factory()}, stdudf.MaskDType(ndarray.Float64))
	require.NoError(t, err)
	d, err := masks.DType()
	require.NoError(t, err)
	require.Equal(t, ndarray.Float64, d)
	require.Zero(t, calls)
	n, err := masks.Len()
	require.NoError(t, err)
	require.Equal(t, 4, n)
	sparse, err := masks.UseSparse()
	require.NoError(t, err)
	require.False(t, sparse, "5 of 80 pixels are too many")
	require.Equal(t, 1, calls)

	_, err = masks.At(udf.Slice{Origin: []int{2, 0}, Shape: []int{3, 5}})
	require.ErrorContains(t, err, "inside (4, 5)")
	_, err = stdudf.NewMaskContainer([]int{4, 5}, nil)
	require.Error(t, err)
	wrong, err := stdudf.NewMaskContainer([]int{4, 6}, []stdudf.MaskFactory{stdudf.Ready(ndarray.New(ndarray.Uint8, 4, 5))}, stdudf.MaskRows())
	require.NoError(t, err)
	_, err = wrong.Stack()
	require.ErrorContains(t, err, "(4, 5)")
	sparse, err = wrong.UseSparse()
	require.NoError(t, err)
	require.True(t, sparse)
}

func TestSparseMasksEqualDenseOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, h, w := rapid.IntRange(0, 4).Draw(t, "n"), rapid.IntRange(1, 6).Draw(t, "h"), rapid.IntRange(1, 6).Draw(t, "w")
		v := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 0, 0, 1, -2.5}), n*h*w, n*h*w).Draw(t, "masks")
		dense, err := ndarray.FromSlice(v, n, h, w)
		require.NoError(t, err)
		m, err := stdudf.Sparse(dense)
		require.NoError(t, err)
		require.Equal(t, n, m.Len())
		back, err := m.Dense()
		require.NoError(t, err)
		require.True(t, ndarray.Identical(dense, back), "%v\n%v", dense, back)
		if n == 0 {
			return
		}
		c, err := stdudf.NewMaskContainer([]int{h, w}, []stdudf.MaskFactory{m.Factory()})
		require.NoError(t, err)
		at := udf.Slice{Origin: []int{h / 2, w / 3}, Shape: []int{h - h/2, w - w/3}}
		rows, err := c.Rows(at)
		require.NoError(t, err)
		got, err := rows.Dense()
		require.NoError(t, err)
		want, err := c.At(at)
		require.NoError(t, err)
		got, err = got.Reshape(want.Shape()...)
		require.NoError(t, err)
		require.True(t, ndarray.Identical(got, want))
	})
}

func TestBadSparseMasksAreRefused(t *testing.T) {
	one := ndarray.New(ndarray.Float32, 1)
	for name, m := range map[string]stdudf.SparseMasks{
		"pixel outside":  {Sig: []int{2, 2}, Start: []int{0, 1}, Index: []int{4}, Values: one},
		"no values":      {Sig: []int{2, 2}, Start: []int{0, 1}, Index: []int{0}},
		"too few starts": {Sig: []int{2, 2}, Index: []int{0}, Values: one},
		"falling starts": {Sig: []int{2, 2}, Start: []int{0, 2, 1}, Index: []int{0}, Values: one},
	} {
		_, err := stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Point(0, 0)}, Rows: m})
		require.Error(t, err, name)
	}
	for name, p := range map[string]stdudf.MasksParams{
		"unknown form":            {Sparse: "dok"},
		"moved in a scipy form":   {Sparse: "scipy.sparse", Shifts: stdudf.Shifts{Y: 1}},
		"shifts of three":         {Shifts: stdudf.Shifts{Each: udf.NavAux(ndarray.New(ndarray.Int8, 3), 3)}},
		"shifts for the detector": {Shifts: stdudf.Shifts{Each: udf.SigAux(ndarray.New(ndarray.Int8, 2, 2))}},
	} {
		p.Masks = stdudf.Masks{stdudf.Point(0, 0)}
		_, err := stdudf.ApplyMasks.With(p)
		require.Error(t, err, name)
	}
}

func FuzzShifts(f *testing.F) {
	for _, s := range []stdudf.Shifts{{}, {Y: 1, X: -2}, {Each: udf.NavAux(ndarray.New(ndarray.Int8, 3, 2), 2)}} {
		b, err := s.MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var s stdudf.Shifts
		if s.UnmarshalBinary(b) != nil {
			return
		}
		again, err := s.MarshalBinary()
		require.NoError(t, err)
		var back stdudf.Shifts
		require.NoError(t, back.UnmarshalBinary(again))
	})
}
