package stdudf_test

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// rowSpecs are all UDFs that take stored pixels; the first ones are for complex
// numbers, too.
func rowSpecs(sum string) (all []udf.Spec, complexes int) {
	few := must(ndarray.FromSlice([]float32{0, 0, 0, 2, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0}, 1, 4, 9))
	center := 2.0
	return []udf.Spec{
		must(stdudf.Sum.With(stdudf.SumParams{DType: sum})),
		must(stdudf.StdDev.With(stdudf.StdDevParams{})),
		must(stdudf.SumSig.With(struct{}{})),
		must(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(2, 4, 2)}})),
		must(stdudf.ApplyMasks.With(stdudf.MasksParams{Rows: must(stdudf.Sparse(few))})),
		must(stdudf.ApplyMasks.With(stdudf.MasksParams{Stack: stdudf.Stack{Array: few}, Sparse: "sparse"})),
		must(stdudf.CoM.With(stdudf.CoMParams{R: 3})),
		must(stdudf.Max.With(struct{}{})),
		must(stdudf.Min.With(struct{}{})),
		must(stdudf.LogSum.With(struct{}{})),
		must(stdudf.FEM.With(stdudf.FEMParams{CY: &center, CX: &center, RadIn: 0.5, RadOut: 2})),
	}, 6
}

// Whatever the order of a frame's entries, and however often a pixel occurs in
// it, results are those of the frames made dense.
func TestJumbledAndRepeatedEntriesGiveTheResultsOfDenseFrames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const ny, nx, h, w = 3, 4, 4, 9
		d := rapid.SampledFrom([]ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Int16, ndarray.Int64, ndarray.Float32, ndarray.Float64, ndarray.Complex64}).Draw(t, "dtype")
		jumbled := rapid.Bool().Draw(t, "jumbled")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		start, index, small := []int{0}, []int32{}, []uint8{}
		for range ny * nx {
			full := btoi(r.IntN(3) == 0) // all pixels are stored, none of them as zero
			for p := range int32(h * w) {
				for range max([]int{0, 0, 1, 1, 2}[r.IntN(4+btoi(jumbled))], full) {
					index, small = append(index, p), append(small, uint8(full+r.IntN(50)))
				}
			}
			if from := start[len(start)-1]; jumbled && r.IntN(2) == 0 {
				r.Shuffle(len(index)-from, func(i, k int) { index[from+i], index[from+k] = index[from+k], index[from+i] })
			}
			start = append(start, len(index))
		}
		values := must(must(ndarray.FromSlice(small)).AsType(d))
		frames := ndarray.New(d, ny, nx, h, w)
		require.NoError(t, ndarray.AddRows(must(frames.Reshape(ny*nx, h, w)), values, start, index))
		dense := must(udf.FromSource(source.Memory{Data: frames}))
		rows := must(udf.FromSource(udf.SparseMemory{Nav: []int{ny, nx}, Sig: []int{h, w}, Start: start, Index: index, Values: values}))
		depth := rapid.IntRange(1, 5).Draw(t, "depth")
		rows, err := rows.TileShape(depth, h, w)
		require.NoError(t, err)
		roi := must(ndarray.FromSlice(rapid.SliceOfN(rapid.Bool(), ny*nx, ny*nx).Draw(t, "roi"), ny, nx))
		parts := rapid.IntRange(1, 4).Draw(t, "partitions")
		all, complexes := rowSpecs("")
		if d == ndarray.Complex64 {
			all = all[:complexes]
		}
		for _, specs := range [][]udf.Spec{all, all[:1], all[1:2]} {
			want, got := entryResults(t, dense, roi, parts, specs), entryResults(t, rows, roi, parts, specs)
			for i := range specs {
				sameWithin(t, want[i], got[i])
			}
		}
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A pixel that no frame has is reported as the source does, whoever finds it.
func TestWrongPixelsAreAnErrorOfEachUDF(t *testing.T) {
	specs, _ := rowSpecs("")
	for _, d := range []ndarray.DType{ndarray.Uint16, ndarray.Float32, ndarray.Float64, ndarray.Int32} {
		for _, p := range []int32{-1, 36, 1 << 30} {
			index := []int32{1, 2, 3}
			rows := must(udf.FromSource(udf.SparseMemory{Nav: []int{1, 2}, Sig: []int{4, 9}, Start: []int{0, 1, 3}, Index: index, Values: must(must(ndarray.FromSlice([]int32{1, 2, 3})).AsType(d))}))
			index[2] = p // after it has been checked
			for _, s := range specs {
				_, err := must(delayed.Run(rows, s))[0].Compute(t.Context())
				if s.Name() == "gloam/sumsig" {
					require.NoError(t, err) // it does not look at pixels
					continue
				}
				var bad *udf.DatasetError
				require.ErrorAs(t, err, &bad, s.Name())
				require.Contains(t, bad.Got, "pixel")
			}
		}
	}
}

// Files are read without a look at the pixels; a wrong one is found all the
// same, and reported with its place in the file.
func TestWrongPixelsOfFilesAreReportedByEntry(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, d ndarray.DType, data any) source.CSRFile {
		b, err := binary.Append(nil, binary.LittleEndian, data)
		require.NoError(t, err)
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, b, 0o600))
		return source.CSRFile{Path: path, Type: d}
	}
	rows := must(udf.FromSource(source.RawCSR{
		Dims: []int{1, 3, 4, 9}, Starts: file("starts", ndarray.Int64, []int64{0, 2, 3, 5}),
		Indices: file("indices", ndarray.Int32, []int32{1, 2, 5, 7, 36}), Values: file("values", ndarray.Uint16, []uint16{1, 2, 3, 4, 5}),
	}))
	specs, _ := rowSpecs("")
	for _, s := range specs {
		if s.Name() == "gloam/sumsig" {
			continue // it does not look at pixels
		}
		_, err := must(delayed.Run(rows, s))[0].Compute(t.Context())
		var bad *source.CSRError
		require.ErrorAs(t, err, &bad, s.Name())
		require.Equal(t, "pixel 36 in entry 4", bad.Got)
	}
}
