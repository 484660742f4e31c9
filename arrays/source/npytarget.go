package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/pieces"
)

// An NPYTarget is a .npy file as a place to store arrays in, by [arrays.Store]
// and [arrays.StoreItem.Lazy], whole ones or regions, with steps if need be. It
// is an [arrays.PlainTarget], so workers that see the file under the same path
// write their blocks themselves, and an [arrays.ReadTarget]. Values are cast to
// the dtype of the file. A row of a block is written by one call, rows side by side
// by one. It is left to the system when they reach the disk. Make one with
// [CreateNPY] or [NewNPYTarget].
type NPYTarget struct {
	Path   string
	Shape  []int
	Type   ndarray.DType
	Order  ndarray.ByteOrder
	Offset int64 // of the first element in the file
}

func init() { arrays.RegisterTarget[NPYTarget]("npy") }

// CreateNPY makes a .npy file of zeros, which take no room on disk until they are
// written where the file system has holes. It is an error that is [os.ErrExist] if
// there is such a file.
func CreateNPY(path string, shape []int, dtype ndarray.DType) (NPYTarget, error) {
	n, err := ndarray.CheckShape(dtype, shape)
	if err != nil {
		return NPYTarget{}, fmt.Errorf("source: %s: %w", path, err)
	}
	var header bytes.Buffer
	if err := ndarray.WriteHeader(&header, dtype, shape...); err != nil {
		return NPYTarget{}, fmt.Errorf("source: %s: %w", path, err)
	}
	size := int64(header.Len()) + int64(n)*int64(dtype.Size())
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return NPYTarget{}, fmt.Errorf("source: %w", err)
	}
	_, err = f.Write(header.Bytes())
	if err == nil {
		err = f.Truncate(size)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return NPYTarget{}, errors.Join(fmt.Errorf("source: %w", err), os.Remove(path))
	}
	return NewNPYTarget(path)
}

// NewNPYTarget describes a .npy file that is there, in C order.
func NewNPYTarget(path string) (NPYTarget, error) {
	f, err := os.Open(path)
	if err != nil {
		return NPYTarget{}, fmt.Errorf("source: %w", err)
	}
	defer f.Close()
	h, err := ndarray.ReadHeader(f)
	if err != nil {
		return NPYTarget{}, fmt.Errorf("source: %s: %w", path, err)
	}
	if h.Fortran && len(h.Shape) > 1 {
		return NPYTarget{}, fmt.Errorf("source: %s: got an array in Fortran order, want C order to write into", path)
	}
	// Workers run in other folders.
	if path, err = filepath.Abs(path); err != nil {
		return NPYTarget{}, fmt.Errorf("source: %w", err)
	}
	return NPYTarget{Path: path, Shape: h.Shape, Type: h.DType, Order: h.Order, Offset: h.Offset}, nil
}

// Kind implements [arrays.PlainTarget].
func (NPYTarget) Kind() string { return "npy" }

// DType implements [arrays.ReadTarget].
func (t NPYTarget) DType() ndarray.DType { return t.Type }

// Fit implements [arrays.FitTarget].
func (t NPYTarget) Fit(item arrays.StoreItem) (*arrays.Array, error) {
	if err := item.Within(t.Shape); err != nil {
		return nil, err
	}
	return item.Array.AsType(t.Type)
}

// Write implements [arrays.Target].
func (t NPYTarget) Write(ctx context.Context, start []int, block *ndarray.Array) error {
	return t.WriteStepped(ctx, start, nil, block)
}

// WriteStepped implements [arrays.StepTarget]: with steps along the last axis
// each element is a call of its own.
func (t NPYTarget) WriteStepped(ctx context.Context, start, step []int, block *ndarray.Array) error {
	cut, turned, err := t.cut(start, step, block.Shape())
	if err != nil || block.Size() == 0 {
		return err
	}
	if block, err = block.AsType(t.Type); err != nil {
		return fmt.Errorf("source: %s: %w", t.Path, err)
	}
	if block, err = block.Slice(turned...); err != nil {
		return err
	}
	b, err := ndarray.EncodeBytes(nil, block, t.Order)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(t.Path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	err = t.each(ctx, cut, b, f.WriteAt)
	return errors.Join(err, f.Close())
}

// Read implements [arrays.ReadTarget].
func (t NPYTarget) Read(ctx context.Context, start, step, shape []int) (*ndarray.Array, error) {
	cut, turned, err := t.cut(start, step, shape)
	if err != nil {
		return nil, err
	}
	out := ndarray.New(t.Type, shape...)
	if out.Size() == 0 {
		return out, nil
	}
	f, err := os.Open(t.Path)
	if err != nil {
		return nil, fmt.Errorf("source: %w", err)
	}
	b := make([]byte, cut.Bytes())
	if err := errors.Join(t.each(ctx, cut, b, f.ReadAt), f.Close()); err != nil {
		return nil, err
	}
	if err := ndarray.DecodeBytes(out, b, t.Order); err != nil {
		return nil, err
	}
	return out.Slice(turned...)
}

// each passes the runs of a cut, which lie one behind the other in b, to a call
// that moves them from or to the file.
func (t NPYTarget) each(ctx context.Context, cut pieces.Cut, b []byte, move func([]byte, int64) (int, error)) error {
	for i := range cut.Count {
		if i%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		n, err := move(b[int64(i)*cut.Run:][:cut.Run], t.Offset+cut.Offset(i))
		if int64(n) == cut.Run {
			continue
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("source: %s: %w", t.Path, err)
	}
	return nil
}

// cut returns the runs of bytes that a box of the file consists of, and what
// turns around the axes that it walks backwards. A nil step is 1.
func (t NPYTarget) cut(start, step, shape []int) (pieces.Cut, []ndarray.Range, error) {
	nd := len(t.Shape)
	if len(start) != nd || len(shape) != nd || step != nil && len(step) != nd {
		return pieces.Cut{}, nil, fmt.Errorf("source: %s: got a box of shape %v at %v, want as many axes as those of %v", t.Path, shape, start, t.Shape)
	}
	from, by, turned := slices.Clone(start), slices.Repeat([]int{1}, nd), slices.Repeat([]ndarray.Range{ndarray.All()}, nd)
	for i, n := range shape {
		if step != nil {
			by[i] = step[i]
		}
		last := start[i] + (n-1)*by[i]
		if n < 0 || n > 0 && (by[i] == 0 || min(start[i], last) < 0 || max(start[i], last) >= t.Shape[i]) {
			return pieces.Cut{}, nil, fmt.Errorf("source: %s: got %d elements from %d in steps of %d along axis %d, want them within shape %v", t.Path, n, start[i], by[i], i, t.Shape)
		}
		if by[i] < 0 {
			from[i], by[i] = last, -by[i]
			turned[i] = ndarray.Range{Start: ndarray.Last, Stop: ndarray.First, Step: -1}
		}
	}
	if slices.Contains(shape, 0) {
		return pieces.Cut{}, turned, nil
	}
	item := t.Type.Size()
	return pieces.New(item, pieces.Pitches(t.Shape, item), from, shape, by, 0), turned, nil
}
