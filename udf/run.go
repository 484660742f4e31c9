package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/vmihailenco/msgpack/v5"
)

// A Run is what all tasks of one pass over a dataset share: the data, the UDFs
// with their parameters, and what has been negotiated between them. It is
// immutable and safe for concurrent use. Package delayed turns it into layers.
type Run struct {
	data  Dataset
	specs []Spec
	meta  Meta
	plans []plan

	corrector corrector // nil without corrections
	tried     *Meta     // in a trial, that of the run that is tried
}

// plan is what is known about one UDF of a run before it runs.
type plan struct {
	decls    []Decl
	offset   int // of its first buffer in a partition's list
	mode     MergeMode
	finishes bool
	merges   bool // is a Merger
	backends []Backend
}

// A MergeMode says how the partitions' buffers of a UDF become one.
type MergeMode uint8

// The merge modes.
const (
	MergeNone  MergeMode = iota // nav buffers only: partitions' rows are the result
	MergeChain                  // Merge in scan order
	MergeTree                   // Merge in a balanced tree of fixed shape
	MergeLazy                   // MergeAll on lazy arrays
)

// NewRun negotiates a pass of the UDFs over the dataset and checks all that can
// be known before it runs. A panic of a UDF while it is asked is a
// [*PanicError].
func NewRun(d *Dataset, specs []Spec) (*Run, error) {
	switch {
	case len(specs) == 0:
		return nil, ErrNoUDFs
	case d == nil:
		return nil, &DatasetError{Got: "nil", Want: "a dataset"}
	}
	r := &Run{data: *d, specs: specs, meta: d.meta()}
	udfs, err := newUDFs(specs)
	if err != nil {
		return nil, err
	}
	r.meta.InputDType = inputDType(d.dtype, d.corrections != nil, udfs)
	if d.corrections != nil {
		if r.corrector, err = newCorrector(d.corrections, r.meta.InputDType); err != nil {
			return nil, err
		}
	}
	offset := 0
	for i, u := range udfs {
		var p plan
		err := guard(specs[i].name, func() (err error) {
			if p, err = planOf(specs[i].name, u, r.meta); err != nil {
				return err
			}
			if p.backends, err = deliverable(u, d.backends); err != nil {
				return &UDFError{UDF: specs[i].name, Err: err}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		p.offset = offset
		offset += len(p.decls)
		r.plans = append(r.plans, p)
	}
	return r, nil
}

// newUDFs makes the UDFs of a run and looks at the input dtypes they prefer.
func newUDFs(specs []Spec) ([]UDF, error) {
	udfs := make([]UDF, len(specs))
	for i, s := range specs {
		err := guard(s.name, func() (err error) {
			if udfs[i], err = s.New(); err != nil {
				return err
			}
			if p, ok := udfs[i].(InputDTyper); ok && !p.InputDType().Valid() {
				return &UDFError{UDF: s.name, Err: &InputDTypeError{Got: p.InputDType()}}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return udfs, nil
}

func planOf(name string, u UDF, m Meta) (plan, error) {
	var p plan
	if c, ok := u.(Checker); ok {
		if err := c.Check(m); err != nil {
			return p, &UDFError{UDF: name, Err: err}
		}
	}
	if _, err := method(name, u); err != nil {
		return p, err
	}
	if err := checkAux(name, u, m); err != nil {
		return p, err
	}
	var err error
	if p.decls, err = declare(name, u, m); err != nil {
		return p, err
	}
	_, p.finishes = u.(Finisher)
	needsMerge := -1
	for i, d := range p.decls {
		if d.Use == ResultOnly && !p.finishes {
			return p, &BufferError{UDF: name, Buffer: d.Name, Got: "a result-only buffer", Want: "a UDF that computes it", Err: ErrNoResults}
		}
		if d.Use != ResultOnly && d.Kind != KindNav && needsMerge < 0 {
			needsMerge = i
		}
	}
	_, merges := u.(Merger)
	p.merges = merges
	switch a, ok := u.(Associative); {
	case has[AllMerger](u):
		p.mode = MergeLazy
	case merges && ok && a.MergeIsAssociative() && needsMerge >= 0:
		p.mode = MergeTree
	case merges && ok && a.MergeIsAssociative():
		p.mode = MergeNone
	case merges:
		p.mode = MergeChain
	case needsMerge >= 0:
		d := p.decls[needsMerge]
		return p, &BufferError{UDF: name, Buffer: d.Name, Got: d.Kind.String() + " buffer", Want: "a UDF that merges it", Err: ErrNoMerge}
	}
	return p, nil
}

func has[T any](u UDF) bool {
	_, ok := u.(T)
	return ok
}

// A Checker refuses data that the UDF cannot work with, before anything runs.
type Checker interface{ Check(m Meta) error }

// Meta describes the data of the run.
func (r *Run) Meta() Meta { return r.meta }

// Dataset returns the data of the run.
func (r *Run) Dataset() *Dataset { d := r.data; return &d }

// Specs returns the UDFs of the run. Do not modify the slice.
func (r *Run) Specs() []Spec { return r.specs }

// Decls returns the buffers of the u-th UDF in alphabetical order.
func (r *Run) Decls(u int) []Decl { return r.plans[u].decls }

// Mode returns how the buffers of the u-th UDF are merged.
func (r *Run) Mode(u int) MergeMode { return r.plans[u].mode }

// Finishes reports whether the u-th UDF computes results at the end.
func (r *Run) Finishes(u int) bool { return r.plans[u].finishes }

// Parts lists the partitions with selected positions, in scan order. Others
// have no task.
func (r *Run) Parts() []int {
	var parts []int
	for i := range r.data.NumPartitions() {
		if r.Rows(i) > 0 {
			parts = append(parts, i)
		}
	}
	return parts
}

// Rows returns the number of selected positions of a partition: the length of
// its nav buffers.
func (r *Run) Rows(partition int) int {
	return r.data.selected(r.data.bounds[partition], r.data.bounds[partition+1])
}

// Slice returns where a partition lies.
func (r *Run) Slice(partition int) Slice {
	return Slice{Start: r.data.selected(0, r.data.bounds[partition]), Frames: r.Rows(partition),
		Origin: make([]int, len(r.data.sig)), Shape: r.data.sig}
}

// PreferredWorkers returns the workers that are to make a partition, see
// [Dataset.PreferWorkers]; nil if nobody said so.
func (r *Run) PreferredWorkers(partition int) []string { return r.data.PreferredWorkers(partition) }

// ReadBytes returns how many bytes of storage a partition reads.
func (r *Run) ReadBytes(partition int) int64 {
	if r.data.source == nil {
		return 0
	}
	return r.data.readBytes(partition)
}

// ResultBytes returns the size of a partition's buffers.
func (r *Run) ResultBytes(partition int) int64 {
	total := 0
	for _, p := range r.plans {
		for _, d := range p.decls {
			if d.Use != ResultOnly {
				total += product(d.shape(r.Rows(partition), r.data.sig)) * d.ElementBytes()
			}
		}
	}
	return int64(total)
}

// Blocks returns the lazy array whose i-th block along its first axis is
// partition i, nil if partitions are read from storage.
func (r *Run) Blocks() *arrays.Array { return r.data.array }

var _ = graph.RegisterValue("gloam/udf/run", (*Run).MarshalBinary, DecodeRun)

// wireRun is the form in which a Run travels.
type wireRun struct {
	Source     []byte
	Nav, Sig   []int
	DType      ndarray.DType
	Stored     int
	Sync       int
	FrameBytes int64
	ROI        []byte
	Bounds     []int
	Tile       []int
	Backends   []Backend
	Names      []string
	Params     [][]byte

	Dark, Gain, Excluded *ndarray.Array
	AllowEmpty           bool
}

// MarshalBinary encodes the run for another process. It fails for in-process
// UDFs with an [*InProcessError].
func (r *Run) MarshalBinary() ([]byte, error) {
	if r.data.source == nil {
		return r.marshal(nil)
	}
	source, err := arrays.EncodeSource(r.data.source)
	if err != nil {
		return nil, err
	}
	return r.marshal(source)
}

// marshal encodes the run with its source as given.
func (r *Run) marshal(source []byte) ([]byte, error) {
	d := &r.data
	w := wireRun{Source: source, Nav: d.nav, Sig: d.sig, DType: d.dtype, Stored: d.stored, Sync: d.sync,
		FrameBytes: d.frameBytes, ROI: packBits(d.roi), Bounds: d.bounds, Tile: d.tile, Backends: d.backends}
	if c := d.corrections; c != nil {
		w.Dark, w.Gain, w.Excluded, w.AllowEmpty = c.wire.Dark, c.wire.Gain, c.wire.Excluded, c.wire.AllowEmpty
	}
	for _, s := range r.specs {
		if s.local {
			return nil, &InProcessError{UDF: s.name, Site: s.site}
		}
		w.Names, w.Params = append(w.Names, s.name), append(w.Params, s.params)
	}
	return msgpack.Marshal(&w)
}

// DecodeRun is the inverse of [Run.MarshalBinary]. The UDFs must be registered
// in this process. Bytes that are no run are a [*FormatError], or the error of
// what they are not.
func DecodeRun(b []byte) (*Run, error) {
	var w wireRun
	if err := unpack(b, &w); err != nil {
		return nil, &FormatError{What: "run", Err: err}
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	d := &Dataset{nav: w.Nav, sig: w.Sig, dtype: w.DType, stored: w.Stored, sync: w.Sync,
		frameBytes: w.FrameBytes, bounds: w.Bounds, tile: w.Tile, backends: w.Backends}
	if w.ROI != nil {
		d.roi = unpackBits(w.ROI, product(w.Nav))
	}
	if w.Source != nil {
		var err error
		if d.source, err = arrays.DecodeSource(w.Source); err != nil {
			return nil, err
		}
	}
	c, err := NewCorrections(CorrectionImages{w.Dark, w.Gain, w.Excluded, w.AllowEmpty})
	if err != nil {
		return nil, err
	}
	if d, err = d.Corrected(c); err != nil {
		return nil, err
	}
	specs := make([]Spec, len(w.Names))
	for i, n := range w.Names {
		e, err := Lookup(n)
		if err != nil {
			return nil, err
		}
		p, err := e.decode(w.Params[i])
		if err != nil {
			return nil, err
		}
		specs[i] = Spec{name: e.name, params: w.Params[i], decoded: p, make: e.make}
	}
	return NewRun(d, specs)
}

// check refuses runs that no Run encodes to.
func (w *wireRun) check() error {
	bad := func(format string, args ...any) error {
		return &FormatError{What: "run", Err: fmt.Errorf(format, args...)}
	}
	n, err := ndarray.CheckShape(ndarray.Uint8, w.Nav)
	if err != nil {
		return bad("%w", err)
	}
	if _, err := ndarray.CheckShape(w.DType, append(append([]int(nil), w.Nav...), w.Sig...)); err != nil {
		return bad("%w", err)
	}
	if len(w.Params) != len(w.Names) {
		return bad("%d parameters for %d UDFs", len(w.Params), len(w.Names))
	}
	if len(w.Sig) == 0 || w.Tile != nil && len(w.Tile) != len(w.Sig)+1 {
		return bad("tile %s for signal %s", wording.Shape(w.Tile), wording.Shape(w.Sig))
	}
	if w.ROI != nil && len(w.ROI) != (n+7)/8 {
		return bad("region of interest of %d bytes for %d positions", len(w.ROI), n)
	}
	for i, b := range w.Bounds {
		if b < 0 || b > n || i > 0 && b < w.Bounds[i-1] {
			return bad("partition boundary %d of %d positions", b, n)
		}
	}
	if len(w.Bounds) < 2 {
		return bad("%d partition boundaries", len(w.Bounds))
	}
	return nil
}

func packBits(sel []bool) []byte {
	if sel == nil {
		return nil
	}
	b := make([]byte, (len(sel)+7)/8)
	for i, s := range sel {
		if s {
			b[i/8] |= 1 << (i % 8)
		}
	}
	return b
}

func unpackBits(b []byte, n int) []bool {
	sel := make([]bool, n)
	for i := range sel {
		sel[i] = b[i/8]>>(i%8)&1 == 1
	}
	return sel
}
