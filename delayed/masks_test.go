package delayed_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func TestMovedAndSparseMasksEqualPlainLoops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom([]ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Int32, ndarray.Float32, ndarray.Float64}).Draw(t, "dtype")
		n, h, w := rapid.IntRange(1, 9).Draw(t, "n"), rapid.IntRange(1, 12).Draw(t, "h"), rapid.IntRange(1, 20).Draw(t, "w")
		data := randomData(rapid.Uint64().Draw(t, "seed"), d, n, 1, h, w)
		masks := rapid.SliceOfN(rapid.SampledFrom([]float32{0, 0, 0, 0, 1, 2, -3}), 2*h*w, 2*h*w).Draw(t, "masks")
		p := stdudf.MasksParams{Stack: stdudf.Stack{Array: must(ndarray.FromSlice(masks, 2, h, w))}}
		p.Sparse = rapid.SampledFrom([]string{"", "dense", "sparse", "sparse.pydata"}).Draw(t, "sparse")
		shifts := make([]float64, 2*n)
		switch rapid.IntRange(0, 2).Draw(t, "shifts") {
		case 1:
			p.Shifts = stdudf.Shifts{Y: rapid.Float64Range(-14, 14).Draw(t, "y"), X: rapid.Float64Range(-22, 22).Draw(t, "x")}
			for i := range n {
				shifts[2*i], shifts[2*i+1] = p.Shifts.Y, p.Shifts.X
			}
		case 2:
			shifts = rapid.SliceOfN(rapid.Float64Range(-6, 6), 2*n, 2*n).Draw(t, "each")
			p.Shifts.Each = udf.NavAux(must(ndarray.FromSlice(shifts, n, 1, 2)), 2)
		}
		if rapid.Bool().Draw(t, "as rows") {
			p.Rows, p.Stack = must(stdudf.Sparse(p.Stack.Array)), stdudf.Stack{}
		}
		ds := must(memory(data).Partitions(rapid.IntRange(1, n).Draw(t, "partitions")))
		if rapid.Bool().Draw(t, "tiled") {
			ds = must(ds.TileShape(2, rapid.IntRange(1, h).Draw(t, "th"), rapid.IntRange(1, w).Draw(t, "tw")))
		}
		sel := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "selected")
		ds = must(ds.ROI(must(ndarray.FromSlice(sel))))
		got := floats(compute(ds, scheduler.Sync{}, must(stdudf.ApplyMasks.With(p)))[0]["intensity"].Raw)
		px, row := floats(data), 0
		for f := range n {
			if !sel[f] {
				continue
			}
			dy, dx := int(shifts[2*f]), int(shifts[2*f+1])
			for k := range 2 {
				want := 0.0
				for y := range h {
					for x := range w {
						if my, mx := y-dy, x-dx; my >= 0 && my < h && mx >= 0 && mx < w {
							want += px[(f*h+y)*w+x] * float64(masks[(k*h+my)*w+mx])
						}
					}
				}
				require.InDelta(t, want, got[2*row+k], 1e-3*math.Abs(want)+1e-1)
			}
			row++
		}
	})
}

func TestMovedMasksDoNotSeePixelsThatTheyLeave(t *testing.T) {
	frame := must(ndarray.FromSlice([]float32{float32(math.NaN()), 1, 2, 3}, 1, 1, 2, 2))
	p := stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Rect(0, 0, 5, 5)}, Shifts: stdudf.Shifts{Y: 1}}
	require.Equal(t, []float64{5}, floats(compute(memory(frame), scheduler.Sync{}, must(stdudf.ApplyMasks.With(p)))[0]["intensity"].Data))
}

func TestShiftsHaveATextForm(t *testing.T) {
	masks := must(udf.Lookup("masks"))
	text := map[string]string{"masks": "point(0,0)", "shifts": "1,1"}
	frame := must(ndarray.FromSlice([]float32{1, 2, 3, 4}, 1, 1, 2, 2))
	require.Equal(t, []float64{4}, floats(compute(memory(frame), scheduler.Sync{}, must(masks.Parse(text)))[0]["intensity"].Data))
	for _, bad := range []string{"1,a", "b,1", "no-such-file.npy"} {
		text["shifts"] = bad
		require.Error(t, second(masks.Parse(text)))
	}
}
