package delayed_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// sparseScan is dense data with two scan axes as a sparse source.
func sparseScan(data *ndarray.Array) udf.SparseMemory {
	s := data.Shape()
	flat := must(data.Reshape(append([]int{s[0] * s[1]}, s[2:]...)...))
	t := must(udf.SparseOf(flat))
	return udf.SparseMemory{Nav: s[:2], Sig: s[2:], Start: t.Start, Index: t.Index, Values: t.Values}
}

// thin sets most pixels to zero.
func thin(data *ndarray.Array) *ndarray.Array {
	keep := must(ndarray.Equal(must(ndarray.Mod(must(data.AsType(ndarray.Int64)), must(ndarray.FromSlice([]int64{5})))), must(ndarray.FromSlice([]int64{0}))))
	return must(must(ndarray.Mul(data, must(keep.AsType(data.DType())))).AsType(data.DType()))
}

func TestSparseDataGivesWhatDenseDataGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom([]ndarray.DType{ndarray.Bool, ndarray.Uint8, ndarray.Int16, ndarray.Uint16, ndarray.Int64, ndarray.Float32, ndarray.Float64, ndarray.Complex64}).Draw(t, "dtype")
		ny, nx := rapid.IntRange(1, 5).Draw(t, "ny"), rapid.IntRange(1, 5).Draw(t, "nx")
		data := thin(randomData(rapid.Uint64().Draw(t, "seed"), d, ny, nx, 4, 5))
		dense, sparse := memory(data), must(udf.FromSource(sparseScan(data)))
		n := rapid.IntRange(1, ny*nx).Draw(t, "partitions")
		sel := must(ndarray.FromSlice(rapid.SliceOfN(rapid.Bool(), ny*nx, ny*nx).Draw(t, "selected")))
		specs := []udf.Spec{
			must(stdudf.Sum.With(stdudf.SumParams{})), must(stdudf.SumSig.With(struct{}{})), must(stdudf.Pick.With(struct{}{})),
			must(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(2, 2, 2), stdudf.Point(0, 0)}})),
			movedMasks(4, 5, udf.Aux{}), must(stdudf.StdDev.With(stdudf.StdDevParams{})), must(stdudf.Sum.With(stdudf.SumParams{DType: "uint8"})),
			spec(sparseOnly{udf.CSCMatrix, 0}), spec(sparseOnly{udf.COOMatrix, udf.ByFrame}), spec(sparseOnly{udf.CSRMatrix, udf.ByPartition}),
		}
		specs = specs[:rapid.IntRange(1, len(specs)).Draw(t, "how many")]
		corrected := d.Kind() != ndarray.KindBool && rapid.Bool().Draw(t, "corrected")
		run := func(ds *udf.Dataset, e scheduler.Executor) []map[string]delayed.Result {
			ds = must(must(ds.ROI(sel)).Partitions(n))
			if corrected {
				ds = must(ds.Corrected(someCorrections(4, 5)))
			}
			return compute(ds, e, specs...)
		}
		want, got := run(dense, scheduler.Sync{}), run(sparse, scheduler.NewLocal(scheduler.Workers(2)))
		for u := range specs {
			for name, r := range want[u] {
				require.True(t, must(ndarray.AllClose(got[u][name].Data, r.Data, 1e-4, 1e-4, true)), "%d %s: got %v, want %v", u, name, got[u][name].Data, r.Data)
			}
		}
	})
}

// sparseOnly adds up frames in one sparse format.
type sparseOnly struct {
	format udf.Backend
	method udf.Method
}

func (s sparseOnly) Backends() []udf.Backend { return []udf.Backend{s.format} }
func (s sparseOnly) Method() udf.Method      { return max(s.method, udf.ByTile) }
func (sparseOnly) Buffers(m udf.Meta) buffers {
	return buffers{"frames": udf.Nav(m.InputDType, m.FrameSize()), "most": udf.Nav(ndarray.Int32)}
}
func (s sparseOnly) ProcessSparse(_ context.Context, tile *udf.SparseTile, out udf.View) error {
	if tile.Format != s.format || out.Backend() != s.format || out.Slice().Frames != tile.Frames {
		return fmt.Errorf("a tile of %d frames in %s", tile.Frames, tile.Format)
	}
	if s.method == udf.ByFrame && (tile.Frames != 1 || out.Coordinates().Shape()[0] != 1) {
		return errors.New("more than one frame")
	}
	if s.method == udf.ByPartition {
		check(out.Buffer("most").Fill(1))
	}
	return tile.ForBuf(out.Buffer("frames"))
}

// rowsOnly is a sparse source whose frames never become dense.
type rowsOnly struct{ udf.SparseMemory }

func init() { arrays.RegisterSource[rowsOnly]("test/rows-only") }

func (rowsOnly) Kind() string { return "test/rows-only" }
func (r rowsOnly) Open(ctx context.Context) (arrays.Frames, error) {
	f, err := r.SparseMemory.Open(ctx)
	return rowsOnlyFrames{f.(udf.RowFrames)}, err
}

type rowsOnlyFrames struct{ udf.RowFrames }

func (rowsOnlyFrames) Read(context.Context, int, int) (*ndarray.Array, error) {
	return nil, errors.New("made dense")
}

// formatOf notes the form of the data of each partition.
type formatOf struct{ seen chan<- udf.Backend }

func (formatOf) Backends() []udf.Backend {
	return []udf.Backend{udf.SparseCOO, udf.CSRMatrix, udf.COOMatrix, udf.Dense}
}
func (formatOf) Buffers(udf.Meta) buffers { return buffers{"total": udf.Nav(ndarray.Float32)} }
func (f formatOf) ProcessSparse(_ context.Context, tile *udf.SparseTile, out udf.View) error {
	f.seen <- out.Backend()
	for i := range tile.Frames {
		if tile.Start[i] != tile.Start[i+1] {
			return errors.New("not empty")
		}
	}
	return nil
}
func (f formatOf) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	f.seen <- out.Backend()
	return nil
}
func (formatOf) Method() udf.Method { return udf.ByFrame }

func TestSparseDataStaysSparse(t *testing.T) {
	empty := udf.SparseMemory{Nav: []int{2, 3}, Sig: []int{4, 4}, Start: make([]int, 7), Values: ndarray.New(ndarray.Float32, 0)}
	ds := must(must(udf.FromSource(rowsOnly{empty})).Partitions(2))
	seen := make(chan udf.Backend, 100)
	sparse := udf.InProcess("sparse", func() (udf.UDF, error) { return formatOf{seen}, nil })
	got := compute(ds, scheduler.Sync{}, sparse, must(stdudf.Sum.With(stdudf.SumParams{})), must(stdudf.SumSig.With(struct{}{})))
	require.Equal(t, make([]float64, 6), floats(got[2]["intensity"].Data))
	require.Equal(t, []int{2, 3}, got[0]["total"].Data.Shape())
	require.Len(t, seen, 6)
	for range 6 {
		require.Equal(t, udf.CSRMatrix, <-seen, "what the data and the UDF have in common")
	}
	compute(must(memory(ndarray.New(ndarray.Float32, 2, 3, 4, 4)).Partitions(2)), scheduler.Sync{}, sparse)
	require.Equal(t, udf.Dense, <-seen)

	only := must(ds.Backends(udf.Dense))
	_, err := must(delayed.Run(only, must(stdudf.Sum.With(stdudf.SumParams{}))))[0].Compute(context.Background(), scheduler.On(scheduler.Sync{}))
	require.NoError(t, err, "rows are made dense without Read")
	require.ErrorIs(t, second(delayed.Run(only, spec(sparseOnly{udf.CSCMatrix, 0}))), udf.ErrNoBackend)
	run := must(udf.NewRun(ds, []udf.Spec{must(stdudf.Sum.With(stdudf.SumParams{}))}))
	require.NotNil(t, must(must(udf.DecodeRun(must(run.MarshalBinary()))).Partition(context.Background(), 0, nil))[0])
}

func TestSparseTilesChangeFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, px := rapid.IntRange(0, 5).Draw(t, "frames"), rapid.IntRange(1, 7).Draw(t, "pixels")
		v := rapid.SliceOfN(rapid.SampledFrom([]int16{0, 0, 3, -4}), n*px, n*px).Draw(t, "values")
		dense := must(ndarray.FromSlice(v, n, px))
		csr := must(udf.SparseOf(dense))
		formats := []udf.Backend{udf.CSRMatrix, udf.CSCMatrix, udf.COOMatrix}
		for _, a := range formats {
			for _, b := range formats {
				tile := must(must(csr.As(a)).As(b))
				require.Equal(t, b, tile.Format)
				require.True(t, ndarray.Identical(dense, must(tile.Dense(px))))
				to := ndarray.New(ndarray.Float64, px, n)
				require.NoError(t, tile.ForBuf(to))
				require.Equal(t, floats(dense), floats(to))
			}
		}
		require.Error(t, second(csr.As(udf.Dense)))
		require.Error(t, csr.ForBuf(ndarray.New(ndarray.Float64, n*px+1)))
	})
}

func TestBadSparseSourcesAreRefused(t *testing.T) {
	one := ndarray.New(ndarray.Float32, 1)
	good := udf.SparseMemory{Nav: []int{2}, Sig: []int{3}, Start: []int{0, 1, 1}, Index: []int32{2}, Values: one}
	require.NoError(t, second(udf.FromSource(good)))
	for name, change := range map[string]func(*udf.SparseMemory){
		"no values":     func(m *udf.SparseMemory) { m.Values = nil },
		"objects":       func(m *udf.SparseMemory) { m.Values = ndarray.New(ndarray.Object, 1) },
		"pixel outside": func(m *udf.SparseMemory) { m.Index = []int32{3} },
		"few rows":      func(m *udf.SparseMemory) { m.Start = []int{0, 1} },
		"falling rows":  func(m *udf.SparseMemory) { m.Nav, m.Start = []int{3}, []int{0, 1, 0, 1} },
		"other length":  func(m *udf.SparseMemory) { m.Start = []int{0, 1, 2} },
	} {
		m := good
		change(&m)
		as[*udf.DatasetError](t, second(udf.FromSource(m)))
		require.Error(t, readAll(m), name)
	}
	require.NoError(t, readAll(good))
}

// readAll opens a source that nobody has checked and reads all of its rows.
func readAll(m udf.SparseMemory) error {
	f, err := m.Open(context.Background())
	if err != nil {
		return err
	}
	_, _, _, err = f.(udf.RowFrames).ReadRows(context.Background(), 0, len(m.Start)-1)
	return errors.Join(err, f.Close())
}
