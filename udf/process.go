package udf

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/wording"
)

// running is one UDF at work on one partition.
type running struct {
	udf    UDF
	method Method
	native bool // takes tiles in the data's own dtype
	state  *state
	format Backend // of its data
	index  int     // in the run
	swept  bool    // the tile at hand, together with others
}

// worker processes one partition.
type worker struct {
	run       *Run
	partition int
	udfs      []*running
	positions []int // selected scan positions that exist in storage
	row       int   // nav row of positions[0]
	start     int   // selected frames before the partition
	tiling    tiling
	frames    arrays.Frames
	rows      RowFrames // the same if the source is sparse

	gather *ndarray.Array // frames that do not lie together in storage
	cast   *ndarray.Array // tiles in the input dtype

	entries *ndarray.Array // of sparse tiles, in the input dtype

	corrected *ndarray.Array // frames after corrections
	frame     ndarray.Array  // header for frames

	sweepers int   // UDFs that may take tiles together
	shared   Sweep // of the tile at hand

	clock *stopwatch // nil unless the run is profiled
}

// Partition runs all UDFs over one partition and returns their buffers, UDF by
// UDF in the order of their declarations; result-only ones are nil. chunk is
// the partition's block if the data is a computed array, else nil.
func (r *Run) Partition(ctx context.Context, partition int, chunk *ndarray.Array) (out []*ndarray.Array, err error) {
	heapFloor()
	w := &worker{run: r, partition: partition, start: r.data.selected(0, r.data.bounds[partition])}
	if p, ok := ctx.Value(profileContext{}).(*Profile); ok {
		w.clock = newStopwatch(p, r.specs)
		defer w.clock.flush()
	}
	w.locate()
	if err := w.prepare(); err != nil {
		return nil, err
	}
	if len(w.positions) > 0 {
		if err := w.open(ctx, chunk); err != nil {
			return nil, err
		}
		defer w.close(&err)
		if err := w.chooseFormats(); err != nil {
			return nil, err
		}
		w.countSweepers()
		w.tiling = r.data.makeTiling(w.udfs, len(w.positions))
		if w.rows != nil && !w.wants(true) {
			w.tiling = r.data.sparseTiling(w.tiling, len(w.positions))
		}
		if err := w.process(ctx); err != nil {
			return nil, err
		}
	}
	return w.finish()
}

// locate lists the positions to process.
func (w *worker) locate() {
	d := &w.run.data
	skipped := 0
	w.positions = make([]int, 0, d.bounds[w.partition+1]-d.bounds[w.partition])
	for p := d.bounds[w.partition]; p < d.bounds[w.partition+1]; p++ {
		if d.roi != nil && !d.roi[p] {
			continue
		}
		if d.exists(p) {
			w.positions = append(w.positions, p)
		} else if len(w.positions) == 0 {
			skipped++
		}
	}
	w.row = skipped
}

// prepare makes the UDFs and their buffers.
func (w *worker) prepare() error {
	r := w.run
	rows := r.Rows(w.partition)
	for i, spec := range r.specs {
		u, err := spec.New()
		if err != nil {
			return err
		}
		m, err := method(spec.name, u)
		if err != nil {
			return err
		}
		x := &running{udf: u, method: m, index: i, state: newState(spec.name, &r.meta, r.plans[i].decls, rows, r.storage(i))}
		if n, ok := u.(NativeTiler); ok && m == ByTile && r.corrector == nil {
			x.native = n.AcceptsNative(r.data.dtype, r.meta.InputDType)
		}
		x.state.slice, x.state.part = r.Slice(w.partition), r.Slice(w.partition)
		if x.state.aux, err = auxOf(spec.name, u, &r.meta, r.data.roi, r.data.bounds[w.partition], r.data.bounds[w.partition+1]); err != nil {
			return err
		}
		x.state.showAll()
		start := w.clock.start()
		if err := x.begin(); err != nil {
			return err
		}
		w.clock.add(StagePrepare, i, start, 0)
		w.udfs = append(w.udfs, x)
	}
	return nil
}

// begin calls what comes before all data.
func (x *running) begin() (err error) {
	if t, ok := x.udf.(TaskDataer); ok {
		if x.state.task, err = t.TaskData(View{x.state}); err != nil {
			return err
		}
	}
	if p, ok := x.udf.(Preprocessor); ok {
		return p.Preprocess(View{x.state})
	}
	return nil
}

func (w *worker) open(ctx context.Context, chunk *ndarray.Array) (err error) {
	if w.run.data.source == nil {
		first := w.run.data.bounds[w.partition]
		if want := w.run.data.bounds[w.partition+1] - first; chunk == nil || chunk.NDim() == 0 || chunk.Shape()[0] != want {
			return BadValue(fmt.Sprintf("udf: partition %d", w.partition), fmt.Sprintf("%d frames", want), "%s as its block", describe(chunk))
		}
		w.frames = &blockFrames{block: chunk, first: first}
		return nil
	}
	w.frames, err = w.run.data.source.Open(ctx)
	return err
}

func (w *worker) close(err *error) {
	if cerr := w.frames.Close(); *err == nil {
		*err = cerr
	}
	for _, a := range []*ndarray.Array{w.gather, w.cast, w.entries, w.corrected} {
		if a != nil {
			a.Release()
		}
	}
}

// process streams the partition through the UDFs.
func (w *worker) process(ctx context.Context) error {
	for s := 0; s < len(w.positions); s += w.tiling.depth {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		n := min(w.tiling.depth, len(w.positions)-s)
		err := arrays.GuardMapped(func() error { return w.block(ctx, s, n) })
		if err != nil {
			return err
		}
		if w.run.data.source != nil {
			graph.ReportRead(ctx, int64(n)*w.run.data.frameBytes)
		}
	}
	return nil
}

// block processes n frames from the s-th position on.
func (w *worker) block(ctx context.Context, s, n int) error {
	if w.rows != nil {
		return w.sparseBlock(ctx, s, n)
	}
	start := w.clock.start()
	block, err := w.read(ctx, s, n)
	if err != nil {
		return err
	}
	w.clock.add(StageRead, -1, start, int64(n)*w.run.data.frameBytes)
	if want := w.run.data.sig; block.NDim() != len(want)+1 || block.Shape()[0] != n || !equal(block.Shape()[1:], want) {
		return BadValue("udf: source", fmt.Sprintf("%d frames of %s", n, wording.Shape(want)), "frames of shape %s", wording.Shape(block.Shape()))
	}
	if block.DType() != w.run.data.dtype {
		return BadValue("udf: source", w.run.data.dtype.String(), "frames of %s", block.DType())
	}
	if w.run.corrector != nil {
		if block, err = w.correct(block); err != nil {
			return err
		}
	}
	if w.wants(false) {
		start = w.clock.start()
		csr, err := SparseOf(block)
		if err != nil {
			return err
		}
		w.clock.add(StageConvert, -1, start, bytesOf(block))
		if err := w.sparse(ctx, csr, s, n); err != nil {
			return err
		}
	}
	return w.dense(ctx, block, s, n)
}

// sparseBlock is block for a sparse source. Frames become dense only if a UDF
// wants that.
func (w *worker) sparseBlock(ctx context.Context, s, n int) error {
	start := w.clock.start()
	csr, err := w.readRows(ctx, s, n)
	if err != nil {
		return err
	}
	w.clock.add(StageRead, -1, start, int64(n)*w.run.data.frameBytes)
	if w.wants(false) {
		if err := w.sparse(ctx, csr, s, n); err != nil {
			return err
		}
	}
	if !w.wants(true) {
		return nil
	}
	start = w.clock.start()
	block, err := csr.Dense(w.run.data.sig...)
	if err != nil {
		return err
	}
	w.clock.add(StageConvert, -1, start, csr.bytes())
	return w.dense(ctx, block, s, n)
}

// dense hands a block to the UDFs that take dense data.
func (w *worker) dense(ctx context.Context, block *ndarray.Array, s, n int) error {
	if !w.wants(true) {
		return nil
	}
	for i, reg := range w.tiling.regions {
		if err := w.region(ctx, block, i, reg, s, n); err != nil {
			return err
		}
	}
	return nil
}

// correct returns corrected copies of whole frames in the input dtype, so that
// repairs never need pixels of another tile.
func (w *worker) correct(block *ndarray.Array) (*ndarray.Array, error) {
	in := w.run.meta.InputDType
	if w.corrected == nil {
		w.corrected = ndarray.Get(in, append([]int{w.tiling.depth}, w.run.data.sig...)...)
	}
	start := w.clock.start()
	out := &ndarray.Array{}
	out.Window(w.corrected, 0, block.Shape()[0], false)
	if err := ndarray.CopyInto(out, block); err != nil {
		return nil, err
	}
	err := w.run.corrector.correct(out)
	w.clock.add(StageCorrect, -1, start, bytesOf(block))
	return out, err
}

// read returns the frames of n positions.
func (w *worker) read(ctx context.Context, s, n int) (*ndarray.Array, error) {
	at := w.positions[s : s+n]
	sync := w.run.data.sync
	if at[n-1]-at[0] == n-1 {
		return w.frames.Read(ctx, at[0]+sync, n)
	}
	if w.gather == nil {
		w.gather = ndarray.Get(w.run.data.dtype, append([]int{w.tiling.depth}, w.run.data.sig...)...)
	}
	out := &ndarray.Array{}
	out.Window(w.gather, 0, n, false)
	var part ndarray.Array
	for i := 0; i < n; {
		j := i + 1
		for j < n && at[j] == at[j-1]+1 {
			j++
		}
		got, err := w.frames.Read(ctx, at[i]+sync, j-i)
		if err != nil {
			return nil, err
		}
		part.Window(out, i, j-i, false)
		if err := ndarray.CopyInto(&part, got); err != nil {
			return nil, err
		}
		i = j
	}
	return out, nil
}

// region hands one detector region of a block to every UDF.
func (w *worker) region(ctx context.Context, block *ndarray.Array, index int, reg region, s, n int) error {
	native := block
	if len(w.tiling.regions) > 1 {
		v, err := block.Region(append([]int{0}, reg.origin...), append([]int{n}, reg.shape...))
		if err != nil {
			return err
		}
		native = v
	}
	if err := w.sweep(native, index, reg, s, n); err != nil {
		return err
	}
	var std *ndarray.Array
	for _, u := range w.udfs {
		if u.format != Dense || u.swept {
			continue
		}
		in := native
		if !u.native || !frameContiguous(native) {
			if std == nil {
				var err error
				if std, err = w.convert(native); err != nil {
					return err
				}
			}
			if in = std; u.native && std.DType() != native.DType() {
				in = native.AsContiguous()
			}
		}
		start := w.clock.start()
		if err := w.give(ctx, u, in, index, reg, s, n); err != nil {
			return err
		}
		w.clock.add(StageProcess, u.index, start, bytesOf(in))
	}
	return nil
}

// convert returns the tile in the input dtype and without gaps.
func (w *worker) convert(native *ndarray.Array) (*ndarray.Array, error) {
	in := w.run.meta.InputDType
	if native.DType() == in && native.IsContiguous() {
		return native, nil
	}
	if w.cast == nil {
		w.cast = ndarray.Get(in, product(w.tiling.regions[0].shape)*w.tiling.depth)
	}
	flat := &ndarray.Array{}
	flat.Window(w.cast, 0, native.Size(), false)
	out, err := flat.Reshape(native.Shape()...)
	if err != nil {
		return nil, err
	}
	start := w.clock.start()
	err = ndarray.CopyInto(out, native)
	w.clock.add(StageConvert, -1, start, bytesOf(native))
	return out, err
}

// show moves the views of a UDF to a tile.
func (w *worker) show(u *running, index int, reg region, s, n int) error {
	st, row := u.state, w.row+s
	st.coords = func() *ndarray.Array { return w.coordinates(s, n) }
	st.slice = Slice{Start: w.start + row, Frames: n, Origin: reg.origin, Shape: reg.shape}
	st.region = index
	st.showFrames(row, n)
	if u.method == ByTile && len(w.tiling.regions) > 1 {
		return st.showRegion(index, w.tiling.regions)
	}
	return nil
}

// give hands a tile to one UDF in the way it wants.
func (w *worker) give(ctx context.Context, u *running, tile *ndarray.Array, index int, reg region, s, n int) error {
	if err := w.show(u, index, reg, s, n); err != nil {
		return err
	}
	st, row := u.state, w.row+s
	switch u.method {
	case ByTile:
		return u.udf.(TileProcessor).ProcessTile(ctx, tile, View{st})
	case ByPartition:
		return u.udf.(PartitionProcessor).ProcessPartition(ctx, tile, View{st})
	}
	p := u.udf.(FrameProcessor)
	for f := range n {
		st.showFrame(row + f)
		st.slice.Start, st.slice.Frames = w.start+row+f, 1
		st.coords = func() *ndarray.Array { return w.coordinates(s+f, 1) }
		w.frame.Window(tile, f, 1, true)
		if err := p.ProcessFrame(ctx, &w.frame, View{st}); err != nil {
			return err
		}
	}
	return nil
}

// coordinates returns the scan positions of n frames from the s-th on.
func (w *worker) coordinates(s, n int) *ndarray.Array {
	nav := w.run.data.nav
	out := make([]int64, n*len(nav))
	for i, p := range w.positions[s : s+n] {
		for a := len(nav) - 1; a >= 0; a-- {
			out[i*len(nav)+a] = int64(p % nav[a])
			p /= nav[a]
		}
	}
	a, err := ndarray.FromSlice(out, n, len(nav))
	if err != nil {
		panic(err) // the lengths are ours
	}
	return a
}

// finish calls the UDFs' last methods and returns the buffers.
func (w *worker) finish() ([]*ndarray.Array, error) {
	var out []*ndarray.Array
	for _, u := range w.udfs {
		if err := u.state.flush(w.tiling.regions); err != nil {
			return nil, err
		}
		u.state.showAll()
		u.state.coords = nil
		u.state.slice = w.run.Slice(w.partition)
		if p, ok := u.udf.(Postprocessor); ok {
			start := w.clock.start()
			if err := p.Postprocess(View{u.state}); err != nil {
				return nil, err
			}
			w.clock.add(StagePostprocess, u.index, start, 0)
		}
		out = append(out, u.state.whole...)
	}
	return out, nil
}

// blockFrames reads frames of a dense block of a computed array.
type blockFrames struct {
	block *ndarray.Array
	first int // scan position of its first frame
	view  ndarray.Array
}

func (b *blockFrames) Read(_ context.Context, start, n int) (*ndarray.Array, error) {
	b.view.Window(b.block, start-b.first, n, false)
	return &b.view, nil
}

func (b *blockFrames) Close() error { return nil }

// bytesOf returns the size of a tile's elements.
func bytesOf(a *ndarray.Array) int64 { return int64(a.Size()) * int64(a.DType().Size()) }

// frameContiguous reports whether the pixels of each frame lie together.
func frameContiguous(tile *ndarray.Array) bool {
	step := 1
	for i := tile.NDim() - 1; i > 0; i-- {
		if tile.Shape()[i] != 1 && tile.Strides()[i] != step {
			return false
		}
		step *= tile.Shape()[i]
	}
	return tile.NDim() > 0 && tile.Strides()[0] >= 0
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
