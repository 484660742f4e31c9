package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A SparseTile is a stack of frames of which only stored pixels are written
// down. Pixels are numbered in the flattened frame; pixels that are not stored
// are zero. A pixel of a frame may be stored more than once: its entries add
// up. Format says how entries are arranged:
//
//   - [CSRMatrix]: those of frame f are Start[f] to Start[f+1]-1 of Index, which
//     holds their pixels, and Values.
//   - [CSCMatrix]: those of pixel p are Start[p] to Start[p+1]-1 of Index, which
//     holds their frames, and Values.
//   - [COOMatrix]: entry i is pixel Index[i] of frame Rows[i]. Start is nil.
type SparseTile struct {
	Format Backend
	Frames int
	Pixels int
	Start  []int
	Rows   []int32
	Index  []int32
	Values *ndarray.Array
}

// sparseFormats are the arrangements of a SparseTile.
var sparseFormats = []Backend{CSRMatrix, CSCMatrix, COOMatrix}

// SparseOf returns the pixels of a stack of frames that are not zero, as CSR.
func SparseOf(frames *ndarray.Array) (*SparseTile, error) {
	if frames.NDim() == 0 {
		return nil, BadValue("udf: sparse tile", "a stack of frames", "a number")
	}
	n := frames.Shape()[0]
	t := &SparseTile{Format: CSRMatrix, Frames: n, Pixels: frames.Size() / max(n, 1), Start: make([]int, n+1)}
	flat, err := frames.AsContiguous().Reshape(frames.Size())
	if err != nil {
		return nil, err
	}
	flags, err := flat.AsType(ndarray.Bool)
	if err != nil {
		return nil, err
	}
	set, err := ndarray.Values[bool](flags)
	if err != nil {
		return nil, err
	}
	var keep []int64
	for i, in := range set {
		if in {
			keep, t.Index = append(keep, int64(i)), append(t.Index, int32(i%t.Pixels))
			t.Start[i/t.Pixels+1]++
		}
	}
	for f := range n {
		t.Start[f+1] += t.Start[f]
	}
	t.Values, err = pickAt(flat, keep)
	return t, err
}

// pickAt returns the elements at the given places.
func pickAt(v *ndarray.Array, at []int64) (*ndarray.Array, error) {
	places, err := ndarray.FromSlice(at)
	if err != nil {
		return nil, err
	}
	return ndarray.TakeAlong(v, places, 0)
}

// Len returns the number of stored pixels.
func (t *SparseTile) Len() int { return len(t.Index) }

// As returns the tile in another arrangement, or itself if it has that.
func (t *SparseTile) As(format Backend) (*SparseTile, error) {
	if t.Format == format {
		return t, nil
	}
	frames, pixels := t.entries()
	out := &SparseTile{Format: format, Frames: t.Frames, Pixels: t.Pixels}
	switch format {
	case COOMatrix:
		out.Rows, out.Index, out.Values = frames, pixels, t.Values
		return out, nil
	case CSRMatrix:
		return out, out.arrange(frames, pixels, t.Frames, t.Values)
	case CSCMatrix:
		return out, out.arrange(pixels, frames, t.Pixels, t.Values)
	}
	return nil, BadValue("udf: sparse tile", fmt.Sprintf("one of %v", sparseFormats), "format %q", string(format))
}

// entries returns the frame and the pixel of each entry.
func (t *SparseTile) entries() (frames, pixels []int32) {
	if t.Format == COOMatrix {
		return t.Rows, t.Index
	}
	major := make([]int32, len(t.Index))
	for k := range len(t.Start) - 1 {
		for i := t.Start[k]; i < t.Start[k+1]; i++ {
			major[i] = int32(k)
		}
	}
	if t.Format == CSCMatrix {
		return t.Index, major
	}
	return major, t.Index
}

// arrange sorts entries by n values of major, keeping their order otherwise.
func (t *SparseTile) arrange(major, minor []int32, n int, values *ndarray.Array) (err error) {
	t.Start, t.Index = make([]int, n+1), make([]int32, len(minor))
	for _, k := range major {
		t.Start[k+1]++
	}
	for k := range n {
		t.Start[k+1] += t.Start[k]
	}
	next, from := append([]int(nil), t.Start...), make([]int64, len(major))
	for i, k := range major {
		t.Index[next[k]], from[next[k]] = minor[i], int64(i)
		next[k]++
	}
	t.Values, err = pickAt(values, from)
	return err
}

// rows returns the entries of n frames of a CSR tile as a tile of their own.
func (t *SparseTile) rows(from, n int) *SparseTile {
	out := &SparseTile{Format: CSRMatrix, Frames: n, Pixels: t.Pixels, Start: make([]int, n+1)}
	lo, hi := t.Start[from], t.Start[from+n]
	for f := range out.Start {
		out.Start[f] = t.Start[from+f] - lo
	}
	out.Index, out.Values = t.Index[lo:hi], new(ndarray.Array)
	out.Values.Window(t.Values, lo, hi-lo, false)
	return out
}

// ForBuf writes the tile into dst, which may have any shape with as many
// elements as the frames have pixels, such as a view of a buffer.
func (t *SparseTile) ForBuf(dst *ndarray.Array) error {
	if dst.Size() != t.Frames*t.Pixels {
		return BadValue(fmt.Sprintf("udf: sparse tile of %d frames of %d pixels", t.Frames, t.Pixels), fmt.Sprintf("%d elements", t.Frames*t.Pixels), "a target of shape %s", wording.Shape(dst.Shape()))
	}
	dense, err := t.Dense(t.Pixels)
	if err != nil {
		return err
	}
	if dense, err = dense.Reshape(dst.Shape()...); err != nil {
		return err
	}
	return ndarray.CopyInto(dst, dense)
}

// Dense returns the frames as a dense array of shape (frames, sig…).
func (t *SparseTile) Dense(sig ...int) (*ndarray.Array, error) {
	out := ndarray.New(t.Values.DType(), append([]int{t.Frames}, sig...)...)
	if out.Size() != t.Frames*t.Pixels {
		return nil, BadValue("udf: sparse tile", fmt.Sprintf("%d pixels", t.Pixels), "frames of shape %s", wording.Shape(sig))
	}
	rows, err := t.As(CSRMatrix)
	if err != nil {
		return nil, err
	}
	return out, ndarray.AddRows(out, rows.Values, rows.Start, rows.Index)
}
