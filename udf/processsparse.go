package udf

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A SparseProcessor gets stacks of whole frames in sparse form, in that of the
// formats [CSRMatrix], [CSCMatrix] and [COOMatrix] among its Backends that
// suits the data and the other UDFs of the run; with [Dense] among them it must
// also have another Process method, for runs in which that suits better. The
// tile must not be modified and is valid until ProcessSparse returns. By
// default a tile is a stack of frames; a [MethodChooser] may ask for one frame
// at a time or the whole partition.
type SparseProcessor interface {
	Backender
	ProcessSparse(ctx context.Context, tile *SparseTile, out View) error
}

// Backend returns the form of the data that a Process method is given.
func (v View) Backend() Backend { return v.s.backend }

// deliverable returns the backends in which a UDF can get data here.
func deliverable(u UDF, only []Backend) ([]Backend, error) {
	list, err := backendsOf(u)
	if err != nil {
		return nil, err
	}
	_, takesRows := u.(SparseProcessor)
	var out []Backend
	for _, b := range common(list, only) {
		if b == Dense && takesDense(u) || takesRows && slices.Contains(sparseFormats, b) {
			out = append(out, b)
		}
	}
	if len(out) == 0 {
		return nil, noBackend(list, only)
	}
	return out, nil
}

// takesDense reports whether the UDF has a Process method for dense data.
func takesDense(u UDF) bool {
	return has[TileProcessor](u) || has[FrameProcessor](u) || has[PartitionProcessor](u)
}

// chooseFormats decides in which form each UDF gets its data.
func (w *worker) chooseFormats() error {
	w.rows = nil
	data := []Backend{Dense}
	if r, ok := w.frames.(RowFrames); ok && w.run.corrector == nil {
		w.rows, data = r, []Backend{CSRMatrix}
	}
	lists := make([][]Backend, len(w.udfs))
	for i := range w.udfs {
		lists[i] = w.run.plans[i].backends
	}
	groups, err := PlanBackends(data, lists, OnCPU)
	if err != nil {
		return err
	}
	for _, g := range groups {
		for _, u := range g.UDFs {
			w.udfs[u].format = g.Backend
			w.udfs[u].state.backend = g.Backend
		}
	}
	w.leanRows()
	return nil
}

// wants reports whether some UDF gets dense, or sparse, data.
func (w *worker) wants(dense bool) bool {
	return slices.ContainsFunc(w.udfs, func(u *running) bool { return (u.format == Dense) == dense })
}

// readRows returns the frames of n positions as CSR in the data's own dtype.
func (w *worker) readRows(ctx context.Context, s, n int) (*SparseTile, error) {
	at, sync := w.positions[s:s+n], w.run.data.sync
	out := &SparseTile{Format: CSRMatrix, Frames: n, Pixels: product(w.run.data.sig), Start: []int{0}}
	var parts []*ndarray.Array
	for i := 0; i < n; {
		j := i + 1
		for j < n && at[j] == at[j-1]+1 {
			j++
		}
		starts, pixels, values, err := w.rows.ReadRows(ctx, at[i]+sync, j-i)
		if err != nil {
			return nil, err
		}
		if err := w.checkRows(starts, pixels, values, j-i); err != nil {
			return nil, err
		}
		if i == 0 && j == n {
			out.Start, out.Index, out.Values = starts, pixels, values
			return out, nil
		}
		before := out.Start[len(out.Start)-1]
		for _, e := range starts[1:] {
			out.Start = append(out.Start, before+e)
		}
		out.Index, parts = append(out.Index, pixels...), append(parts, values.Copy())
		i = j
	}
	var err error
	out.Values, err = ndarray.Concatenate(parts, 0)
	return out, err
}

// checkRows refuses rows that are not what was asked for.
func (w *worker) checkRows(starts []int, pixels []int32, values *ndarray.Array, n int) error {
	_, blind := w.rows.(valuesOnly)
	if len(starts) != n+1 || starts[0] != 0 || starts[n] != values.Size() || values.NDim() != 1 || !blind && values.Size() != len(pixels) {
		return &DatasetError{Got: "rows that do not go together from a sparse source", Want: "starts, pixels and values of the frames asked for"}
	}
	if values.DType() != w.run.data.dtype {
		return &ndarray.DTypeMismatch{Got: values.DType(), Want: w.run.data.dtype}
	}
	return nil
}

// sparse hands n frames from the s-th position on to the UDFs that take sparse
// data. Each format is made once, and so are values of another dtype.
func (w *worker) sparse(ctx context.Context, csr *SparseTile, s, n int) error {
	in := w.run.meta.InputDType
	stored := &sparseTiles{clock: w.clock, csr: csr}
	block := stored
	if csr.Values.DType() != in {
		block = nil
	}
	for _, u := range w.udfs {
		if u.format == Dense {
			continue
		}
		if u.nativeEntries(csr.Values.DType(), in) {
			if err := w.giveSparse(ctx, u, stored, s, n); err != nil {
				return w.wrongPixel(ctx, err, s, n)
			}
			continue
		}
		if block == nil {
			var err error
			if block, err = w.castTile(csr, in); err != nil {
				return err
			}
		}
		if err := w.giveSparse(ctx, u, block, s, n); err != nil {
			return w.wrongPixel(ctx, err, s, n)
		}
	}
	return nil
}

// castTile returns a block with values of another dtype.
func (w *worker) castTile(csr *SparseTile, d ndarray.DType) (*sparseTiles, error) {
	start := w.clock.start()
	values, err := w.castEntries(csr.Values, d)
	if err != nil {
		return nil, err
	}
	w.clock.add(StageConvert, -1, start, bytesOf(csr.Values))
	c := *csr
	c.Values = values
	return &sparseTiles{clock: w.clock, csr: &c}, nil
}

// castEntries returns entries in another dtype, in a buffer that the next tile
// uses again.
func (w *worker) castEntries(v *ndarray.Array, d ndarray.DType) (*ndarray.Array, error) {
	if w.entries == nil || w.entries.Size() < v.Size() {
		if w.entries != nil {
			w.entries.Release()
		}
		w.entries = ndarray.Get(d, v.Size()+v.Size()/4)
	}
	out := &ndarray.Array{}
	out.Window(w.entries, 0, v.Size(), false)
	return out, ndarray.CopyInto(out, v)
}

// giveSparse hands a tile to one UDF, frame by frame if it wants that.
func (w *worker) giveSparse(ctx context.Context, u *running, block *sparseTiles, s, n int) error {
	st, row := u.state, w.row+s
	full := w.run.data.fullRegion()
	p := u.udf.(SparseProcessor)
	st.region = 0
	st.coords = func() *ndarray.Array { return w.coordinates(s, n) }
	st.slice = Slice{Start: w.start + row, Frames: n, Origin: full.origin, Shape: full.shape}
	if u.method != ByFrame {
		tile, err := block.in(u.format)
		if err != nil {
			return err
		}
		st.showFrames(row, n)
		start := w.clock.start()
		err = p.ProcessSparse(ctx, tile, View{st})
		w.clock.add(StageProcess, u.index, start, block.csr.bytes())
		return err
	}
	frames, err := block.frames(u.format)
	if err != nil {
		return err
	}
	start := w.clock.start()
	for f, one := range frames {
		st.showFrame(row + f)
		st.slice.Start, st.slice.Frames = w.start+row+f, 1
		st.coords = func() *ndarray.Array { return w.coordinates(s+f, 1) }
		if err := p.ProcessSparse(ctx, one, View{st}); err != nil {
			return err
		}
	}
	w.clock.add(StageProcess, u.index, start, block.csr.bytes())
	return nil
}

// bytes returns the size of a tile's entries.
func (t *SparseTile) bytes() int64 { return int64(len(t.Index))*4 + bytesOf(t.Values) }
