package stdudf

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// Shifts move masks by whole pixels, Y down and X to the right; fractions are
// cut off. Each, if it has data, holds a shift (y, x) for every scan position
// instead: nav data with the extra shape (2,). Pixels of a moved mask that
// leave the frame are lost. The text form is "y,x" or the path of an .npy file
// with a shift for every scan position.
type Shifts struct {
	Y, X float64
	Each udf.Aux
}

// IsZero reports whether nothing moves.
func (s Shifts) IsZero() bool { return s.Y == 0 && s.X == 0 && s.Each.IsZero() }

// MarshalBinary encodes the shifts; none are no bytes.
func (s Shifts) MarshalBinary() ([]byte, error) {
	if s.IsZero() {
		return nil, nil
	}
	each, err := s.Each.MarshalBinary()
	if err != nil {
		return nil, err
	}
	b := binary.LittleEndian.AppendUint64(nil, math.Float64bits(s.Y))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(s.X))
	return append(b, each...), nil
}

// UnmarshalBinary is the inverse of MarshalBinary.
func (s *Shifts) UnmarshalBinary(b []byte) error {
	*s = Shifts{}
	if len(b) == 0 {
		return nil
	}
	if len(b) < 16 {
		return udf.BadValue("masks", "at least 16", "%d bytes of shifts", len(b))
	}
	s.Y = math.Float64frombits(binary.LittleEndian.Uint64(b))
	s.X = math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))
	return s.Each.UnmarshalBinary(b[16:])
}

// UnmarshalText reads the text form.
func (s *Shifts) UnmarshalText(text []byte) error {
	if y, x, ok := strings.Cut(string(text), ","); ok {
		var err error
		if s.Y, err = strconv.ParseFloat(strings.TrimSpace(y), 64); err == nil {
			s.X, err = strconv.ParseFloat(strings.TrimSpace(x), 64)
		}
		if err != nil {
			return udf.BadValue("shift", "y,x", "%q", text)
		}
		return nil
	}
	a, err := ndarray.LoadNPY(string(text))
	if err != nil {
		return err
	}
	s.Each = udf.NavAux(a, 2)
	return nil
}

func (s Shifts) check() error {
	if s.Each.IsZero() {
		if math.IsNaN(s.Y+s.X) || math.IsInf(s.Y+s.X, 0) {
			return udf.BadValue("masks", "numbers", "shift (%g, %g)", s.Y, s.X)
		}
		return nil
	}
	if s.Each.Kind != udf.KindNav || len(s.Each.Extra) != 1 || s.Each.Extra[0] != 2 {
		return udf.BadValue("masks", "nav data with (2,)", "shifts of kind %s with extra shape %s", s.Each.Kind, wording.Shape(s.Each.Extra))
	}
	return nil
}

// A shiftRun is a number of frames with the same shift.
type shiftRun struct {
	from, n int
	shift   []int
}

// runs returns the shifts of the frames of a tile.
func (s Shifts) runs(frames int, out udf.View) ([]shiftRun, error) {
	if s.Each.IsZero() {
		return []shiftRun{{0, frames, []int{whole(s.Y), whole(s.X)}}}, nil
	}
	v, err := ndarray.Float64s(out.Aux("shifts"))
	if err != nil {
		return nil, err
	}
	var runs []shiftRun
	for f := range frames {
		y, x := whole(v[2*f]), whole(v[2*f+1])
		if n := len(runs); n > 0 && runs[n-1].shift[0] == y && runs[n-1].shift[1] == x {
			runs[n-1].n++
			continue
		}
		runs = append(runs, shiftRun{f, 1, []int{y, x}})
	}
	return runs, nil
}

// far is beyond any detector; shifts are cut to it so that sums do not wrap.
const far = 1 << 40

// whole cuts the fraction off. NaN does not move.
func whole(v float64) int {
	if math.IsNaN(v) {
		return 0
	}
	return int(math.Trunc(max(-far, min(v, far))))
}

// overlap returns, for a mask moved by shift, the part of a detector region
// that it covers: where it begins in the region and in the mask, and its shape.
func overlap(shift, origin, shape, sig []int) (inRegion, inMask, size []int, ok bool) {
	for a := range sig {
		from := max(origin[a], shift[a])
		to := min(origin[a]+shape[a], sig[a]+shift[a])
		if to <= from {
			return nil, nil, nil, false
		}
		inRegion, inMask, size = append(inRegion, from-origin[a]), append(inMask, from-shift[a]), append(size, to-from)
	}
	return inRegion, inMask, size, true
}

// addShifted adds the products of a tile with masks that move.
func (a *applyMasks) addShifted(dst, tile *ndarray.Array, out udf.View) error {
	runs, err := a.params.Shifts.runs(tile.Shape()[0], out)
	if err != nil {
		return err
	}
	var to, frames ndarray.Array
	for _, r := range runs {
		to.Window(dst, r.from, r.n, false)
		frames.Window(tile, r.from, r.n, false)
		if err := a.stack.moved(&to, &frames, r.shift, out.Slice()); err != nil {
			return err
		}
	}
	return nil
}

// moved adds the products of frames with the masks moved by shift.
func (s *maskStack) moved(dst, tile *ndarray.Array, shift []int, at udf.Slice) error {
	if k := movedProducts[pair{dst.DType(), tile.DType()}]; k != nil && s.sparse != nil {
		return k(dst, tile, *s.sparse, s.pixels(), shift[0]-at.Origin[0], shift[1]-at.Origin[1])
	}
	inRegion, inMask, size, ok := overlap(shift, at.Origin, at.Shape, s.sig)
	if !ok {
		return nil
	}
	stack, err := s.dense()
	if err != nil {
		return err
	}
	if k := shiftedProducts[pair{dst.DType(), tile.DType()}]; k != nil {
		return k(dst, tile, stack, inRegion, inMask, size)
	}
	if tile, err = tile.Region(append([]int{0}, inRegion...), append([]int{tile.Shape()[0]}, size...)); err != nil {
		return err
	}
	if stack, err = stack.Region(append([]int{0}, inMask...), append([]int{s.n}, size...)); err != nil {
		return err
	}
	return multiply(dst, tile, stack)
}

// A shiftedKernel adds the products of rectangles of the frames with
// rectangles of the masks.
type shiftedKernel func(dst, tile, stack *ndarray.Array, inFrame, inMask, size []int) error

var shiftedProducts = map[pair]shiftedKernel{
	{ndarray.Float32, ndarray.Uint8}:   overRows(simd.MaskProductsU8),
	{ndarray.Float32, ndarray.Uint16}:  overRows(simd.MaskProductsU16),
	{ndarray.Float32, ndarray.Float32}: overRows(simd.MaskProductsF32),
	{ndarray.Float64, ndarray.Float64}: overRows(simd.MaskProductsF64),
}

// overRows adapts a kernel; rows of frames and masks that lie together are multiplied as one.
func overRows[D, S ndarray.Element](k func(out []D, frames []S, nf, fstride int, masks []D, nm, mstride, npx int)) shiftedKernel {
	return func(dst, tile, stack *ndarray.Array, inFrame, inMask, size []int) error {
		o, err := ndarray.Values[D](dst)
		if err != nil {
			return err
		}
		frames, err := ndarray.Backing[S](tile)
		if err != nil {
			return err
		}
		masks, err := ndarray.Values[D](stack)
		if err != nil {
			return err
		}
		rows, width := size[0], size[1]
		fw, mw := tile.Shape()[2], stack.Shape()[2]
		if width == fw && width == mw {
			rows, width = 1, rows*width
		}
		nf, nm, mstride := tile.Shape()[0], stack.Shape()[0], stack.Strides()[0]
		for y := range rows {
			f, m := (inFrame[0]+y)*fw+inFrame[1], (inMask[0]+y)*mw+inMask[1]
			k(o, frames[f:], nf, tile.Strides()[0], masks[m:], nm, mstride, width)
		}
		return nil
	}
}
