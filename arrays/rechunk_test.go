package arrays_test

import (
	"context"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/stretchr/testify/require"
)

// reads counts the references of all tasks behind an array.
func reads(t *testing.T, x *arrays.Array) int {
	t.Helper()
	p, err := graph.NewPlan([]graph.Collection{x})
	require.NoError(t, err)
	n := 0
	for i := range p.Len() {
		n += len(p.Inputs(i))
	}
	return n
}

func TestRowsToColumnsGoThroughSquares(t *testing.T) {
	const n = 400
	x, err := arrays.Arange(0, n*n, 1, ndarray.Int64, arrays.ChunkSize(n))
	require.NoError(t, err)
	rows, err := x.Reshape(n, n)
	require.NoError(t, err)
	columns, err := rows.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(1)))
	require.NoError(t, err)
	require.Less(t, reads(t, columns), n*n/2)
	between := columns.Layer().Deps()[0]
	require.Equal(t, []int{20, 20}, between.Grid(), "as many blocks as before and after")
	got, err := columns.Compute(context.Background())
	require.NoError(t, err)
	want, err := rows.Compute(context.Background())
	require.NoError(t, err)
	requireSame(t, want, got)
}

func TestFewReadsStayOneStage(t *testing.T) {
	line, err := arrays.Arange(0, 100*1400, 1, ndarray.Int64, arrays.ChunkSize(2*1400))
	require.NoError(t, err)
	x, err := line.Reshape(100, 1400)
	require.NoError(t, err)
	y, err := x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(28)))
	require.NoError(t, err)
	require.Equal(t, x.Layer(), y.Layer().Deps()[0])
}

func TestSmallArraysGoThroughBlocksThatHoldBoth(t *testing.T) {
	line, err := arrays.Arange(0, 80*80, 1, ndarray.Int64, arrays.ChunkSize(2*80))
	require.NoError(t, err)
	rows, err := line.Reshape(80, 80)
	require.NoError(t, err)
	for _, c := range []struct {
		to      arrays.Chunking
		between []int // the grid on the way, that of rows if there is none
	}{
		{arrays.PerAxis(arrays.Whole, arrays.Size(2)), []int{1, 1}},
		{arrays.PerAxis(arrays.Size(40), arrays.Size(2)), []int{2, 1}},
		{arrays.PerAxis(arrays.Size(8), arrays.Size(2)), []int{10, 1}},
		{arrays.PerAxis(arrays.Size(3), arrays.Whole), []int{40, 1}},
		{arrays.PerAxis(arrays.Size(1), arrays.Size(1)), []int{40, 1}},
	} {
		y, err := rows.Rechunk(c.to)
		require.NoError(t, err)
		require.Equal(t, c.between, y.Layer().Deps()[0].Grid(), c.to)
		want, err := rows.Compute(context.Background())
		require.NoError(t, err)
		got, err := y.Compute(context.Background())
		require.NoError(t, err)
		requireSame(t, want, got)
	}
}
