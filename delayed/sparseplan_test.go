package delayed_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// tileTaker notes the tiles that it is given, by the address of their values.
type tileTaker struct {
	format udf.Backend
	method udf.Method
	seen   map[string]int // tile → times given; shared by UDFs of a run
}

func (t tileTaker) Backends() []udf.Backend  { return []udf.Backend{t.format} }
func (t tileTaker) Method() udf.Method       { return t.method }
func (tileTaker) Buffers(udf.Meta) buffers   { return buffers{"n": udf.Nav(ndarray.Int32)} }
func (tileTaker) InputDType() ndarray.DType  { return udf.NativeDType }
func (t tileTaker) note(address any)         { t.seen[fmt.Sprintf("%v %s %p", t.method, t.format, address)]++ }
func (t tileTaker) count(out udf.View) error { return out.Buffer("n").Fill(1) }

func (t tileTaker) ProcessSparse(_ context.Context, tile *udf.SparseTile, out udf.View) error {
	t.note(tile)
	return t.count(out)
}

func (t tileTaker) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	t.note(&must(ndarray.Values[float32](tile))[0])
	return t.count(out)
}

func (t tileTaker) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	return t.count(out)
}

func TestEachTileIsConvertedAtMostOnceForEachFormat(t *testing.T) {
	data := thin(randomData(3, ndarray.Float32, 4, 6, 4, 5))
	taker := func(seen map[string]int, f udf.Backend, m udf.Method) udf.Spec {
		return udf.InProcess(string(f), func() (udf.UDF, error) { return tileTaker{f, m, seen}, nil })
	}
	for name, c := range map[string]struct {
		ds          *udf.Dataset
		conversions int // of one tile
	}{
		"sparse source": {must(udf.FromSource(sparseScan(data))), 4}, // CSC, COO, CSC by frame, dense
		"dense source":  {memory(data), 4},                           // CSR, CSC, COO, CSC by frame
	} {
		seen := map[string]int{}
		specs := []udf.Spec{
			taker(seen, udf.CSCMatrix, udf.ByTile), taker(seen, udf.CSCMatrix, udf.ByFrame), taker(seen, udf.Dense, udf.ByTile),
			taker(seen, udf.COOMatrix, udf.ByTile), taker(seen, udf.CSRMatrix, udf.ByTile), taker(seen, udf.Dense, udf.ByFrame),
			taker(seen, udf.CSCMatrix, udf.ByTile), taker(seen, udf.CSCMatrix, udf.ByFrame), taker(seen, udf.Dense, udf.ByTile),
			taker(seen, udf.COOMatrix, udf.ByTile), taker(seen, udf.CSRMatrix, udf.ByTile),
		}
		profile := new(udf.Profile)
		lazy := must(delayed.Run(must(must(c.ds.Partitions(2)).TileShape(4, 4, 5)), specs...))
		_, err := delayed.Compute(udf.WithProfile(context.Background(), profile), lazy, scheduler.On(scheduler.Sync{}))
		require.NoError(t, err)
		calls := map[udf.Stage]int{}
		for _, e := range profile.Entries() {
			calls[e.Stage] += int(e.Calls)
		}
		require.Equal(t, 6, calls[udf.StageRead], name)
		require.Equal(t, c.conversions*calls[udf.StageRead], calls[udf.StageConvert], name)
		require.NotEmpty(t, seen)
		for tile, n := range seen {
			require.Zero(t, n%2, "%s: %s was made for one UDF of two", name, tile)
		}
	}
}

func TestTilesOfSparseDataAreAsDeepAsTheirPixelsAreFew(t *testing.T) {
	few := udf.SparseMemory{Nav: []int{8, 8}, Sig: []int{512, 512}, Start: make([]int, 65), Values: ndarray.New(ndarray.Float32, 0)}
	ds := must(must(udf.FromSource(few)).Partitions(2))
	tiles := func(format udf.Backend) int {
		profile := new(udf.Profile)
		seen := map[string]int{}
		lazy := must(delayed.Run(ds, udf.InProcess("taker", func() (udf.UDF, error) { return tileTaker{format, udf.ByTile, seen}, nil })))
		_, err := delayed.Compute(udf.WithProfile(context.Background(), profile), lazy, scheduler.On(scheduler.Sync{}))
		require.NoError(t, err)
		return int(profile.Entries()[0].Calls)
	}
	require.Equal(t, 2, tiles(udf.CSRMatrix), "a tile holds a partition")
	require.Greater(t, tiles(udf.Dense), 2, "frames are large when zeros are written out")
}

func TestRestrictedBackendsTravel(t *testing.T) {
	seen := make(chan udf.Backend, 100)
	ds := must(must(udf.FromSource(sparseScan(thin(randomData(3, ndarray.Float32, 2, 3, 4, 5))))).Backends(udf.CSCMatrix))
	run := must(udf.DecodeRun(must(must(udf.NewRun(ds, []udf.Spec{must(formatTaker.With(struct{}{}))})).MarshalBinary())))
	testFormats = seen
	for _, p := range run.Parts() {
		_, err := run.Partition(context.Background(), p, nil)
		require.NoError(t, err)
	}
	close(seen)
	for f := range seen {
		require.Equal(t, udf.CSCMatrix, f)
	}
}

// testFormats is where formatTaker tells in which form it was given data.
var testFormats chan udf.Backend

var formatTaker = udf.Register("test/formats", func(struct{}) (udf.UDF, error) { return anyFormat{}, nil }, udf.Unlisted())

// anyFormat takes rows or columns.
type anyFormat struct{}

func (anyFormat) Backends() []udf.Backend  { return []udf.Backend{udf.CSRMatrix, udf.CSCMatrix} }
func (anyFormat) Buffers(udf.Meta) buffers { return buffers{"n": udf.Nav(ndarray.Int32)} }
func (anyFormat) ProcessSparse(_ context.Context, tile *udf.SparseTile, _ udf.View) error {
	testFormats <- tile.Format
	return nil
}
