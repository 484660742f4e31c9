package delayed_test

import (
	"context"
	"sync"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// placed is mySum that notes where its buffers lie.
type placed struct {
	mySum
	at *places
}

type places struct {
	mu   sync.Mutex
	seen map[*float32]bool
}

func (placed) MergeIsAssociative() bool { return true }

func (p placed) ProcessTile(ctx context.Context, tile *ndarray.Array, out udf.View) error {
	v := must(ndarray.Values[float32](out.Buffer("intensity")))
	p.at.mu.Lock()
	p.at.seen[unsafe.SliceData(v)] = true
	p.at.mu.Unlock()
	return p.mySum.ProcessTile(ctx, tile, out)
}

func TestPartitionsTakeTurnsWithTheMemoryOfWhatIsMerged(t *testing.T) {
	const parts = 64
	data := randomData(5, ndarray.Uint16, parts, 1, 32, 32)
	ds := must(memory(data).Partitions(parts))
	run := func(e scheduler.Executor) (*ndarray.Array, int) {
		at := &places{seen: map[*float32]bool{}}
		spec := udf.InProcess("placed", func() (udf.UDF, error) { return placed{at: at}, nil })
		return compute(ds, e, spec)[0]["intensity"].Data, len(at.seen)
	}
	want := must(ndarray.Reduce(ndarray.Sum, must(data.AsType(ndarray.Float32)), []int{0, 1}, false))
	for range 3 {
		got, seen := run(scheduler.Sync{})
		require.True(t, ndarray.Identical(want, got))
		require.Less(t, seen, parts)
		got, _ = run(scheduler.NewLocal(scheduler.Workers(3)))
		require.True(t, ndarray.Identical(want, got))
	}
}

func TestResultsOfOnePartitionAreTheCallersForGood(t *testing.T) {
	data := randomData(6, ndarray.Uint16, 4, 1, 16, 16)
	ds := must(memory(data).Partitions(1))
	at := &places{seen: map[*float32]bool{}}
	spec := udf.InProcess("placed", func() (udf.UDF, error) { return placed{at: at}, nil })
	first := compute(ds, scheduler.Sync{}, spec)[0]["intensity"].Data
	before := first.Copy()
	for range 3 {
		compute(must(memory(randomData(7, ndarray.Uint16, 4, 1, 16, 16)).Partitions(1)), scheduler.Sync{}, spec)
	}
	require.True(t, ndarray.Identical(before, first))
}
