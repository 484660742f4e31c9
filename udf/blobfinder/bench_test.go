package blobfinder_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/blobfinder"
)

// benchPeaks are 49 disks on a detector of 256 × 256 pixels.
func benchPeaks() blobfinder.Points {
	var p blobfinder.Points
	for y := 32; y < 256; y += 32 {
		for x := 32; x < 256; x += 32 {
			p = append(p, [2]float64{float64(y), float64(x)})
		}
	}
	return p
}

func benchRun(b *testing.B, spec udf.Spec, err error) {
	require.NoError(b, err)
	const frames = 32
	data := ndarray.New(ndarray.Uint16, frames, 256, 256)
	px, err := ndarray.Values[uint16](data)
	require.NoError(b, err)
	state := uint32(1)
	for i := range px {
		state = state*1664525 + 1013904223
		px[i] = uint16(state>>24) % 50
	}
	ds, err := udf.FromSource(source.Memory{Data: data})
	require.NoError(b, err)
	ds, err = ds.Partitions(1)
	require.NoError(b, err)
	lazy, err := delayed.Run(ds, spec)
	require.NoError(b, err)
	b.SetBytes(int64(2 * len(px)))
	for b.Loop() {
		_, err := lazy[0].Compute(context.Background(), scheduler.On(scheduler.Sync{}))
		require.NoError(b, err)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*frames), "µs/frame")
}

func BenchmarkCorrelation(b *testing.B) {
	pattern := blobfinder.RadialGradient(6)
	p := blobfinder.FastParams{Peaks: benchPeaks(), Pattern: pattern}
	b.Run("kind=fast/peaks=49", func(b *testing.B) {
		spec, err := blobfinder.FastCorrelation.With(p)
		benchRun(b, spec, err)
	})
	up := p
	up.Upsample = 20
	b.Run("kind=fast/peaks=49/upsample=20", func(b *testing.B) {
		spec, err := blobfinder.FastCorrelation.With(up)
		benchRun(b, spec, err)
	})
	b.Run("kind=fullframe/peaks=49", func(b *testing.B) {
		spec, err := blobfinder.FullFrameCorrelation.With(p)
		benchRun(b, spec, err)
	})
	b.Run("kind=sparse/peaks=49/steps=5", func(b *testing.B) {
		spec, err := blobfinder.SparseCorrelation.With(blobfinder.SparseParams{Peaks: p.Peaks, Pattern: pattern, Steps: 5})
		benchRun(b, spec, err)
	})
	b.Run("kind=refine/peaks=49", func(b *testing.B) {
		spec, err := blobfinder.Refine.With(blobfinder.RefineParams{Zero: blobfinder.Points{{128, 128}},
			A: blobfinder.Points{{0, 32}}, B: blobfinder.Points{{32, 0}}, Pattern: pattern})
		benchRun(b, spec, err)
	})
}
