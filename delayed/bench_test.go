package delayed_test

import (
	"context"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// BenchmarkMasks applies masks to 256 frames of 256×256 uint16 on one worker.
func BenchmarkMasks(b *testing.B) {
	data := randomData(1, ndarray.Uint16, 16, 16, 256, 256)
	ds := memory(data)
	disks := stdudf.Masks{stdudf.Disk(128, 128, 40), stdudf.Ring(128, 128, 40, 80), stdudf.Rect(0, 0, 255, 127)}
	var points stdudf.Masks
	for i := range 100 {
		points = append(points, stdudf.Disk(float64(20+i/10*23), float64(20+i%10*23), 5))
	}
	each := udf.NavAux(randomShifts(256), 2)
	for name, p := range map[string]stdudf.MasksParams{
		"masks=3/still":        {Masks: disks},
		"masks=3/moved":        {Masks: disks, Shifts: stdudf.Shifts{Y: 3, X: -5}},
		"masks=3/moved=each":   {Masks: disks, Shifts: stdudf.Shifts{Each: each}},
		"masks=100/dense":      {Masks: points, Sparse: "dense"},
		"masks=100/sparse":     {Masks: points, Sparse: "sparse"},
		"masks=100/moved=each": {Masks: points, Sparse: "sparse", Shifts: stdudf.Shifts{Each: each}},
	} {
		b.Run(name, func(b *testing.B) { benchmark(b, ds, int64(data.NBytes()), must(stdudf.ApplyMasks.With(p))) })
	}
}

// BenchmarkCorrections adds up 256 corrected frames of 256×256 uint16 on one
// worker.
func BenchmarkCorrections(b *testing.B) {
	data := randomData(1, ndarray.Uint16, 16, 16, 256, 256)
	ds := must(memory(data).Corrected(someCorrections(256, 256)))
	benchmark(b, ds, int64(data.NBytes()), must(stdudf.Sum.With(stdudf.SumParams{})))
}

func benchmark(b *testing.B, ds *udf.Dataset, bytes int64, spec udf.Spec) {
	lazy := must(delayed.Run(ds, spec))
	b.SetBytes(bytes)
	for b.Loop() {
		must(lazy[0].Compute(context.Background(), scheduler.On(scheduler.NewLocal(scheduler.Workers(1)))))
	}
}
