package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A Dataset is an array split into navigation and signal axes, with a region
// of interest and a partitioning. It is immutable: its methods return a changed
// copy. Making one reads nothing.
type Dataset struct {
	source arrays.Source // or
	array  *arrays.Array // of shape (frames, signal axes…), whole frames
	digest *sourceDigest // of source; nil if it came from another process

	nav, sig     []int
	dtype        ndarray.DType
	stored, sync int
	frameBytes   int64
	roi          []bool
	bounds       []int // first position of each partition, and the end
	tile         []int // forced tile shape: depth, signal axes

	prefers [][]string // workers that are to make each partition; nil: any

	corrections *Corrections // nil without
	backends    []Backend    // that runs are restricted to; none: all
}

// FromArray makes a dataset of a lazy array whose last sig axes are the signal.
// If the array comes straight from a Source, partitions stream from it and the
// options do not matter. Otherwise its chunks become partitions, merged where
// that is needed for them to be whole frames that follow each other in scan
// order, and until they are worth a task of their own; see [MinSize].
func FromArray(a *arrays.Array, sig int, opts ...ArrayOption) (*Dataset, error) {
	if a == nil {
		return nil, &DatasetError{Got: "nil", Want: "an array"}
	}
	shape := a.Shape()
	if sig < 1 || sig >= len(shape) {
		return nil, wrongSigAxes(sig, shape)
	}
	if src, ok := a.Source(); ok && src.Info().Sig == sig {
		return FromSource(src)
	}
	c := arrayConfig{preserve: true, minSize: defaultMinSize}
	for _, o := range opts {
		o(&c)
	}
	d := &Dataset{sig: shape[len(shape)-sig:], dtype: a.DType()}
	d.frameBytes = int64(product(d.sig) * a.DType().Size())
	var err error
	if d.array, d.nav, err = c.flatBlocks(a, sig); err != nil {
		return nil, err
	}
	d.stored = product(d.nav)
	d.bounds = boundsOf(d.array.Chunks()[0])
	return d, nil
}

// FromSource makes a dataset that streams from storage. A source that can check
// itself, as files can, is checked.
func FromSource(src arrays.Source) (*Dataset, error) {
	if c, ok := src.(interface{ Check() error }); ok {
		if err := c.Check(); err != nil {
			return nil, err
		}
	}
	info := src.Info()
	if info.Sig < 1 || info.Sig >= len(info.Shape) {
		return nil, wrongSigAxes(info.Sig, info.Shape)
	}
	if _, err := ndarray.CheckShape(info.DType, info.Shape); err != nil {
		return nil, err
	}
	d := &Dataset{source: src, digest: &sourceDigest{}, nav: info.Nav(), sig: info.Frame(), dtype: info.DType,
		stored: info.Stored, sync: info.Sync, frameBytes: info.FrameBytes}
	if d.frameBytes == 0 {
		d.frameBytes = int64(product(d.sig) * d.dtype.Size())
	}
	n := product(d.nav)
	d.bounds = alongUnits(Boundaries(n, defaultPartitions(n, d.frameBytes)), info, d.frameBytes)
	return d, nil
}

// wrongSigAxes says how many of the axes can be signal axes: not all of them.
func wrongSigAxes(sig int, shape []int) error {
	want := fmt.Sprintf("1 to %d", len(shape)-1)
	switch len(shape) {
	case 0, 1:
		want = "two axes or more, one of them for the scan"
	case 2:
		want = "1"
	}
	return &DatasetError{Got: fmt.Sprintf("%d signal axes for shape %s", sig, wording.Shape(shape)), Want: want}
}

// Nav returns the navigation axes, which must not be modified.
func (d *Dataset) Nav() []int { return d.nav }

// Sig returns the signal axes, which must not be modified.
func (d *Dataset) Sig() []int { return d.sig }

// DType returns the element type of the data.
func (d *Dataset) DType() ndarray.DType { return d.dtype }

// ROI returns the dataset with only the selected scan positions. mask has the
// shape of the navigation axes, or is flat; elements that are not zero select.
func (d *Dataset) ROI(mask *ndarray.Array) (*Dataset, error) {
	n := product(d.nav)
	if mask == nil {
		return nil, &ROIError{Got: "no mask", Want: wording.Shape(d.nav)}
	}
	if mask.Size() != n {
		return nil, &ROIError{Got: wording.Shape(mask.Shape()), Want: wording.Shape(d.nav)}
	}
	flat, err := mask.AsContiguous().AsType(ndarray.Bool)
	if err != nil {
		return nil, err
	}
	sel, err := ndarray.Values[bool](flat)
	if err != nil {
		return nil, err
	}
	c := *d
	c.roi = append([]bool(nil), sel...)
	return &c, nil
}

// Partitions returns the dataset cut into n partitions of nearly equal length;
// more than there are frames makes one per frame. A dataset over a computed
// array keeps that array's blocks. Preferred workers are forgotten: they were
// those of other partitions.
func (d *Dataset) Partitions(n int) (*Dataset, error) {
	if n < 1 {
		return nil, &DatasetError{Got: fmt.Sprintf("%d partitions", n), Want: "at least 1"}
	}
	if d.array != nil {
		frames := d.array.Shape()[0]
		chunks := append([][]int{lengths(Boundaries(frames, n))}, d.array.Chunks()[1:]...)
		a, err := d.array.Rechunk(arrays.Explicit(chunks))
		if err != nil {
			return nil, err
		}
		c := *d
		c.array, c.bounds, c.prefers = a, Boundaries(frames, n), nil
		return &c, nil
	}
	c := *d
	c.bounds, c.prefers = Boundaries(product(d.nav), n), nil
	return &c, nil
}

// TileShape returns the dataset with a fixed tile: at most depth frames of a
// region of at most the given signal shape. Results do not depend on it.
// UDFs that need whole frames or partitions get them all the same.
func (d *Dataset) TileShape(depth int, sig ...int) (*Dataset, error) {
	if depth < 1 || len(sig) != len(d.sig) {
		return nil, &DatasetError{Got: fmt.Sprintf("tile of %d frames of %s", depth, wording.Shape(sig)),
			Want: fmt.Sprintf("at least one frame and %d signal axes", len(d.sig))}
	}
	for i, e := range sig {
		if e < 1 || e > d.sig[i] {
			return nil, &DatasetError{Got: fmt.Sprintf("tile of signal shape %s", wording.Shape(sig)), Want: fmt.Sprintf("at most %s", wording.Shape(d.sig))}
		}
	}
	c := *d
	c.tile = append([]int{depth}, sig...)
	return &c, nil
}

// NumPartitions returns the number of partitions, those without selected
// frames included.
func (d *Dataset) NumPartitions() int { return len(d.bounds) - 1 }

// Bounds returns the scan position at which each partition starts, and the end.
func (d *Dataset) Bounds() []int { return append([]int(nil), d.bounds...) }

// Bytes returns the bytes that a run over all selected frames reads.
func (d *Dataset) Bytes() int64 {
	total := int64(0)
	for i := range d.NumPartitions() {
		total += d.readBytes(i)
	}
	return total
}

// meta describes the dataset to UDFs, the input dtype apart.
func (d *Dataset) meta() Meta {
	m := Meta{Nav: d.nav, Sig: d.sig, DType: d.dtype, ROI: d.roi, Corrections: d.corrections, Device: OnCPU}
	m.Frames = d.selected(0, product(d.nav))
	return m
}

// selected counts the selected positions in [from, to).
func (d *Dataset) selected(from, to int) int {
	if d.roi == nil {
		return to - from
	}
	n := 0
	for _, s := range d.roi[from:to] {
		if s {
			n++
		}
	}
	return n
}

// exists reports whether a scan position has a frame in storage.
func (d *Dataset) exists(position int) bool {
	return position+d.sync >= 0 && position+d.sync < d.stored
}

// readBytes returns what reading a partition's selected frames costs.
func (d *Dataset) readBytes(partition int) int64 {
	from, to := d.bounds[partition], d.bounds[partition+1]
	from, to = max(from, -d.sync), min(to, d.stored-d.sync)
	if to <= from {
		return 0
	}
	return int64(d.selected(from, to)) * d.frameBytes
}
