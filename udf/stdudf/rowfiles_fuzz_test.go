package stdudf_test

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/blobfinder"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// denseSpecs are UDFs that take frames as images, whatever they come from. One
// of them writes a file.
func denseSpecs(recorded string) []udf.Spec {
	find := blobfinder.FastParams{Peaks: blobfinder.Points{{2, 4}, {1, 7}}, Pattern: blobfinder.Pattern{Kind: "circular", Radius: 1, Search: 2}}
	return []udf.Spec{
		must(stdudf.Pick.With(struct{}{})),
		must(stdudf.RadialFourier.With(stdudf.RadialFourierParams{})),
		must(stdudf.Crystallinity.With(stdudf.CrystallinityParams{RadIn: 0.5, RadOut: 3})),
		must(stdudf.Record.With(stdudf.RecordParams{Path: recorded})),
		must(blobfinder.FastCorrelation.With(find)),
		must(blobfinder.FullFrameCorrelation.With(find)),
	}
}

// Whatever the files of sparse frames hold, each UDF gives an error, or the
// result that it has for the same frames when they are read as dense ones.
func FuzzFilesOfRows(f *testing.F) {
	encoded := func(data any) []byte {
		b, err := binary.Append(nil, binary.LittleEndian, data)
		require.NoError(f, err)
		return b
	}
	starts := encoded([]int64{0, 2, 3, 3, 5, 7, 8})
	values := encoded([]uint16{1, 2, 3, 4, 5, 6, 7, 8})
	for _, last := range []int32{35, 36, -1, 1 << 30} {
		f.Add(starts, encoded([]int32{1, 2, 5, 0, 7, 7, 3, last}), values, uint8(0))
	}
	f.Add(encoded([]int64{-1, 2, 3, 2, 5, 7, 9}), encoded([]int32{1, 2, 5, 0, 7, 7, 3, 0}), values, uint8(1))
	f.Fuzz(func(t *testing.T, starts, indices, values []byte, kind uint8) {
		frames := len(starts)/8 - 1
		if frames < 1 || frames > 20 || len(indices)+len(values) > 1<<10 {
			return
		}
		dtype := []ndarray.DType{ndarray.Uint16, ndarray.Uint8, ndarray.Float32, ndarray.Int64}[kind&3]
		dir := t.TempDir()
		file := func(name string, d ndarray.DType, b []byte) source.CSRFile {
			path := filepath.Join(dir, name)
			require.NoError(t, os.WriteFile(path, b, 0o600))
			return source.CSRFile{Path: path, Type: d}
		}
		rows := source.RawCSR{
			Dims: []int{1, frames, 4, 9}, Buffered: kind&4 != 0,
			Starts: file("starts", ndarray.Int64, starts), Indices: file("indices", ndarray.Int32, indices), Values: file("values", dtype, values),
		}
		if kind&8 != 0 {
			rows.Indices.Type = ndarray.Uint16
		}
		ds, err := udf.FromSource(rows)
		if err != nil {
			return
		}
		stack, wrong := must(arrays.FromSource(rows)).Compute(t.Context(), scheduler.On(scheduler.Sync{}))
		specs, _ := rowSpecs("")
		recorded := filepath.Join(dir, "recorded.npy")
		for _, s := range append(specs, denseSpecs(recorded)...) {
			got, err := must(delayed.Run(ds, s))[0].Compute(t.Context(), scheduler.On(scheduler.Sync{}))
			var panicked *graph.PanicError
			require.False(t, errors.As(err, &panicked), "%s: %v", s.Name(), err)
			if err != nil || wrong != nil {
				blind := s.Name() == "gloam/sumsig" // it does not look at pixels
				require.True(t, err != nil && wrong != nil || err == nil && blind, "%s: got %v, want %v", s.Name(), err, wrong)
				continue
			}
			if s.Name() == stdudf.Record.Name() {
				requireClose(t, stack, must(ndarray.LoadNPY(recorded)), 0, 0)
			}
			want, err := must(delayed.Run(must(udf.FromSource(source.Memory{Data: stack})), s))[0].Compute(t.Context(), scheduler.On(scheduler.Sync{}))
			require.NoError(t, err)
			for name := range want {
				requireClose(t, want[name].Data, got[name].Data, 1e-3, 1e-3)
			}
		}
	})
}
