package udf

import (
	"time"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
)

// A Sweeper is a [NativeTiler] whose work on a tile is made of the reductions of
// a [Sweep]. If several UDFs of a run are, the pixels of a tile are read once for
// all of them, which takes little more time than the slowest of them alone.
type Sweeper interface {
	NativeTiler
	// Sweep enters what ProcessTile would compute and reports whether all of it
	// found a place; if not, what it has entered is forgotten, and then, or if it
	// is the only one, ProcessTile is called. It must not write to its buffers. It
	// is called for tiles of uint8 and uint16.
	Sweep(s *Sweep, tile *ndarray.Array, out View) bool
}

// A Sweep is a set of reductions of one tile, at most one of each kind, into
// float32 buffers. Its methods enter one and report whether it has a place; they
// compute nothing. Sums and totals of integers are exact before they are added.
type Sweep struct {
	frames, pixels int
	kernels        simd.Sweep
}

// Sum has the frames added to dst, which has the tile's detector region.
func (s *Sweep) Sum(dst *ndarray.Array) bool { return enter(&s.kernels.Sum, dst, s.pixels) }

// Max has dst replaced by the maximum of dst and the frames. NaN in dst stays.
func (s *Sweep) Max(dst *ndarray.Array) bool { return enter(&s.kernels.Max, dst, s.pixels) }

// Min has dst replaced by the minimum of dst and the frames. NaN in dst stays.
func (s *Sweep) Min(dst *ndarray.Array) bool { return enter(&s.kernels.Min, dst, s.pixels) }

// Totals has the sum of the pixels of each frame added to dst, which has an
// element for each frame.
func (s *Sweep) Totals(dst *ndarray.Array) bool { return enter(&s.kernels.Totals, dst, s.frames) }

// Products has the products of each frame with a mask added to dst, which has an
// element for each frame. The mask has the tile's detector region; it is not
// modified, and must not be while the tile is processed.
func (s *Sweep) Products(dst, mask *ndarray.Array) bool {
	if !enter(&s.kernels.Products, dst, s.frames) {
		return false
	}
	if !enter(&s.kernels.Mask, mask, s.pixels) {
		s.kernels.Products = nil
		return false
	}
	return true
}

// enter puts n contiguous float32 elements in a place that is free.
func enter(place *[]float32, a *ndarray.Array, n int) bool {
	v, err := ndarray.Values[float32](a)
	if err != nil || *place != nil || len(v) != n {
		return false
	}
	*place = v
	return true
}

// run computes what was entered.
func (s *Sweep) run(tile *ndarray.Array) error {
	stride := tile.Strides()[0]
	if tile.DType() == ndarray.Uint8 {
		src, err := ndarray.Backing[uint8](tile)
		if err == nil {
			s.kernels.U8(src, s.pixels, s.frames, stride)
		}
		return err
	}
	src, err := ndarray.Backing[uint16](tile)
	if err == nil {
		s.kernels.U16(src, s.pixels, s.frames, stride)
	}
	return err
}

// sweep has the UDFs that can share a tile process it together, and notes which
// these are.
func (w *worker) sweep(tile *ndarray.Array, index int, reg region, s, n int) error {
	for _, u := range w.udfs {
		u.swept = false
	}
	if d := tile.DType(); w.sweepers < 2 || d != ndarray.Uint8 && d != ndarray.Uint16 || !frameContiguous(tile) {
		return nil
	}
	w.shared = Sweep{frames: n, pixels: tile.Size() / n}
	start, joined := w.clock.start(), 0
	for _, u := range w.udfs {
		if !u.sweeps() {
			continue
		}
		if err := w.show(u, index, reg, s, n); err != nil {
			return err
		}
		before := w.shared
		if u.swept = u.udf.(Sweeper).Sweep(&w.shared, tile, View{u.state}); u.swept {
			joined++
		} else {
			w.shared = before
		}
	}
	if joined < 2 {
		for _, u := range w.udfs {
			u.swept = false
		}
		return nil
	}
	err := w.shared.run(tile)
	w.shareTime(start, joined, bytesOf(tile))
	return err
}

// sweeps reports whether a UDF may take tiles together with others.
func (u *running) sweeps() bool {
	return u.native && u.format == Dense && u.method == ByTile && has[Sweeper](u.udf)
}

// countSweepers is called when the formats are chosen.
func (w *worker) countSweepers() {
	for _, u := range w.udfs {
		if u.sweeps() {
			w.sweepers++
		}
	}
}

// shareTime divides the time of a sweep among the UDFs that had part in it.
func (w *worker) shareTime(start time.Time, joined int, bytes int64) {
	if w.clock == nil {
		return
	}
	each := time.Since(start) / time.Duration(joined)
	for _, u := range w.udfs {
		if u.swept {
			w.clock.add(StageProcess, u.index, time.Now().Add(-each), bytes)
		}
	}
}
