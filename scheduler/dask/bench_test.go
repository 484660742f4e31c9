package dask_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/dask"
)

// BenchmarkLower measures what a client does to a plan before it is sent.
func BenchmarkLower(b *testing.B) {
	const tasks = 100_000
	l := layer(b, "load", opSource, tasks/2, []any{1})
	p, err := graph.Expand([]graph.Collection{whole{layer(b, "one", opOne, tasks/2, []any{2.5}, l), nil}})
	require.NoError(b, err)
	p = graph.Order(p)
	require.Equal(b, tasks, p.Len())
	for _, release := range []string{"2022.12.1", "2024.12.1", "2026.7.0"} {
		b.Run("tasks=1e5/release="+release, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n, err := dask.Message(p, release)
				require.NoError(b, err)
				b.SetBytes(n)
			}
		})
	}
}
