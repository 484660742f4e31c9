package udf

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// RowFrames are the arrays.Frames of a source that stores frames as compressed
// sparse rows. UDFs that take sparse tiles get them from ReadRows; Read gives
// the same frames dense, for others.
type RowFrames interface {
	arrays.Frames
	// ReadRows returns the entries of stored frames start to start+n-1, as in a
	// [SparseTile] of format [CSRMatrix]: starts has n+1 elements and begins
	// with 0. What it returns must not be written and is valid until the next
	// read or Close.
	ReadRows(ctx context.Context, start, n int) (starts []int, pixels []int32, values *ndarray.Array, err error)
}

func init() { arrays.RegisterSource[SparseMemory]("sparse-memory") }

// SparseMemory is a scan in memory of which only stored pixels are written
// down, as compressed rows: the entries of frame f are Start[f] to Start[f+1]-1
// of Index, which holds pixels of the flattened frame, and Values. It travels
// as a whole with every task on another machine. It must not be modified while
// it is in use.
type SparseMemory struct {
	Nav, Sig []int
	Start    []int
	Index    []int32
	Values   *ndarray.Array
}

// Kind implements arrays.Source.
func (SparseMemory) Kind() string { return "sparse-memory" }

// Info implements arrays.Source.
func (m SparseMemory) Info() arrays.SourceInfo {
	info := arrays.SourceInfo{Format: "sparse-memory", Sig: len(m.Sig), Stored: max(len(m.Start)-1, 0)}
	info.Shape = append(append([]int{}, m.Nav...), m.Sig...)
	if m.Values != nil {
		info.DType = m.Values.DType()
		info.FrameBytes = int64(len(m.Index)*(info.DType.Size()+4)/max(info.Stored, 1)) + 8
	}
	return info
}

// Check reports what makes the source unusable.
func (m SparseMemory) Check() error {
	if err := m.checkForm(); err != nil {
		return err
	}
	return m.checkRows(0, len(m.Start)-1)
}

// checkForm looks at what costs nothing to look at.
func (m SparseMemory) checkForm() error {
	fail := sparseError
	switch {
	case m.Values == nil || m.Values.NDim() != 1 || m.Values.Size() != len(m.Index):
		return fail("values that do not go with the pixels", "one number for each of the pixels")
	case !ndarray.AddsRows(m.Values.DType()):
		return fail("dtype "+m.Values.DType().String(), "a numeric dtype of at least 32 bits if it is floating-point")
	case len(m.Nav) == 0 || len(m.Sig) == 0 || len(m.Start) != product(m.Nav)+1:
		return fail(fmt.Sprintf("%d row starts", len(m.Start)), fmt.Sprintf("one more than there are positions in a scan of %s", wording.Shape(m.Nav)))
	case m.Start[0] != 0 || m.Start[len(m.Start)-1] != len(m.Index):
		return fail(fmt.Sprintf("rows from %d to %d", m.Start[0], m.Start[len(m.Start)-1]), fmt.Sprintf("0 to %d", len(m.Index)))
	}
	return nil
}

// checkRows reports frames from one to another whose entries are unusable.
func (m SparseMemory) checkRows(from, to int) error {
	if err := m.checkStarts(from, to); err != nil {
		return err
	}
	px := uint32(product(m.Sig))
	for _, p := range m.Index[m.Start[from]:m.Start[to]] {
		if uint32(p) >= px {
			return sparseError(fmt.Sprintf("pixel %d", p), fmt.Sprintf("one of %d", px))
		}
	}
	return nil
}

// checkStarts is checkRows without a look at the pixels.
func (m SparseMemory) checkStarts(from, to int) error {
	for f := from; f < to; f++ {
		if a, b := m.Start[f], m.Start[f+1]; b < a || a < 0 || b > len(m.Index) {
			return sparseError(fmt.Sprintf("row start %d after %d", b, a), fmt.Sprintf("rising ones up to %d", len(m.Index)))
		}
	}
	return nil
}

func sparseError(got, want string) error {
	return &DatasetError{Got: "sparse frames with " + got, Want: want}
}

// Open implements arrays.Source. Entries are checked as they are read.
func (m SparseMemory) Open(ctx context.Context) (arrays.Frames, error) {
	if err := m.checkForm(); err != nil {
		return nil, err
	}
	tile := &SparseTile{Format: CSRMatrix, Frames: len(m.Start) - 1, Pixels: product(m.Sig), Start: m.Start, Index: m.Index, Values: m.Values}
	return &rowsInMemory{source: m, tile: tile, sig: m.Sig}, ctx.Err()
}

type rowsInMemory struct {
	source SparseMemory
	tile   *SparseTile
	sig    []int
}

func (r *rowsInMemory) ReadRows(ctx context.Context, start, n int) ([]int, []int32, *ndarray.Array, error) {
	t, err := r.cut(ctx, start, n, r.source.checkRows)
	if err != nil {
		return nil, nil, nil, err
	}
	return t.Start, t.Index, t.Values, nil
}

// ReadUnchecked implements UncheckedFrames.
func (r *rowsInMemory) ReadUnchecked(ctx context.Context, start, n int) ([]int, []int32, *ndarray.Array, error) {
	t, err := r.cut(ctx, start, n, r.source.checkStarts)
	if err != nil {
		return nil, nil, nil, err
	}
	return t.Start, t.Index, t.Values, nil
}

// ReadValues implements ValueFrames.
func (r *rowsInMemory) ReadValues(ctx context.Context, start, n int) ([]int, *ndarray.Array, error) {
	t, err := r.cut(ctx, start, n, r.source.checkStarts)
	if err != nil {
		return nil, nil, err
	}
	return t.Start, t.Values, nil
}

// cut returns n frames that pass a check.
func (r *rowsInMemory) cut(ctx context.Context, start, n int, check func(from, to int) error) (*SparseTile, error) {
	if start < 0 || n < 0 || start > r.tile.Frames-n {
		return nil, BadValue("udf: sparse frames", fmt.Sprintf("some of the %d stored ones", r.tile.Frames), "%d to %d", start, start+n-1)
	}
	if err := check(start, start+n); err != nil {
		return nil, err
	}
	return r.tile.rows(start, n), ctx.Err()
}

func (r *rowsInMemory) Read(ctx context.Context, start, n int) (*ndarray.Array, error) {
	if _, _, _, err := r.ReadRows(ctx, start, n); err != nil {
		return nil, err
	}
	return r.tile.rows(start, n).Dense(r.sig...)
}

func (r *rowsInMemory) Close() error { return nil }
