package zarr

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A Source is an array of a store as frames: navigation axes, then signal
// axes. It implements [arrays.Source] and is plain data; make one with
// [NewSource].
type Source struct {
	Path     string
	Name     string
	Document []byte // metadata of the array
	Sig      int    // number of signal axes
	Shape    []int
	Type     ndarray.DType
	Unit     []int // shape of the chunks, inside shards if there are any

	Dims    []int // axes as shown; nil for those of Shape
	DimsSig int   // number of signal axes among Dims
	Sync    int   // see arrays.SourceInfo
}

func init() { arrays.RegisterSource[Source]("zarr") }

// NewSource describes an array whose last sig axes are a frame. Without a name
// it takes the array at the root, or else the only one with more than sig axes.
func NewSource(path, name string, sig int) (Source, error) {
	s, err := Open(path)
	if err != nil {
		return Source{}, err
	}
	if name == "" && (s.root == nil || !isArray(s.root)) {
		if name, err = s.only(sig); err != nil {
			return Source{}, at(path, "", err)
		}
	}
	m, doc, err := s.array(name)
	if err != nil {
		return Source{}, err
	}
	if sig < 1 || sig > len(m.shape) || product(m.shape) == 0 {
		return Source{}, at(path, name, fmt.Errorf("shape %s has no frames of %d axes", wording.Shape(m.shape), sig))
	}
	return Source{Path: path, Name: strings.Trim(name, "/"), Document: doc, Sig: sig, Shape: m.shape, Type: m.dtype, Unit: m.unpacked()}, nil
}

// only returns the name of the array that has frames.
func (s *Store) only(sig int) (string, error) {
	names, err := s.Arrays()
	if err != nil {
		return "", err
	}
	found := []string{}
	for _, name := range names {
		if m, _, err := s.array(name); err == nil && len(m.shape) > sig {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		return "", fmt.Errorf("no array has more than %d axes, want one with axes before those of a frame among %q", sig, names)
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%d arrays have frames, name one of %q", len(found), found)
	}
	return found[0], nil
}

// Kind implements [arrays.Source].
func (Source) Kind() string { return "zarr" }

// Info implements [arrays.Source].
func (s Source) Info() arrays.SourceInfo {
	nav := s.Shape[:len(s.Shape)-s.Sig]
	i := arrays.SourceInfo{
		Format: "zarr", Path: s.Path, Shape: s.Shape, Sig: s.Sig, DType: s.Type, Stored: product(nav), Sync: s.Sync,
		FrameBytes: int64(product(s.Shape[len(nav):])) * int64(s.Type.Size()),
	}
	if s.Dims != nil {
		i.Shape, i.Sig = s.Dims, s.DimsSig
	}
	if s.boxed() && len(s.Unit) == len(s.Shape) && !slices.ContainsFunc(s.Unit, func(n int) bool { return n < 1 }) {
		i.Unit = s.Unit
	}
	return i
}

// As returns the source with the same frames in other axes, of which the last
// sig are a frame and have as many elements as the stored ones. Scan position i
// shows stored frame i+sync; there may be fewer or more positions than frames.
func (s Source) As(dims []int, sig, sync int) (Source, error) {
	frame := s.Shape[len(s.Shape)-s.Sig:]
	if sig < 1 || sig > len(dims) || product(dims[len(dims)-sig:]) != product(frame) {
		return Source{}, at(s.Path, s.Name, fmt.Errorf("got axes %s with %d signal axes, want frames of as many elements as %s", wording.Shape(dims), sig, wording.Shape(frame)))
	}
	s.Dims, s.DimsSig, s.Sync = slices.Clone(dims), sig, sync
	return s, nil
}

// Open implements [arrays.Source]. Decoded chunks are kept while neighbouring
// frames are read, up to 256 MiB of them.
func (s Source) Open(context.Context) (arrays.Frames, error) {
	m, err := parseArray(s.Document)
	if err != nil {
		return nil, at(s.Path, s.Name, err)
	}
	if len(m.shape) != len(s.Shape) || s.Sig < 1 || s.Sig > len(m.shape) {
		return nil, at(s.Path, s.Name, fmt.Errorf("shape %s with %d signal axes, metadata say %s", wording.Shape(s.Shape), s.Sig, wording.Shape(m.shape)))
	}
	if s.Dims != nil {
		if _, err := s.As(s.Dims, s.DimsSig, s.Sync); err != nil {
			return nil, err
		}
	}
	keys, err := openKeys(s.Path)
	if err != nil {
		return nil, at(s.Path, "", err)
	}
	unit := m.unpacked()
	return &frames{source: s, meta: m, keys: keys, unit: unit, kept: map[string]*ndarray.Array{}, most: max(1, chunkMemory/max(1, product(unit)*m.dtype.Size()))}, nil
}

// chunkMemory is how many bytes of decoded chunks are kept.
const chunkMemory = 256 << 20

type frames struct {
	source Source
	meta   *arrayMeta
	keys   keyStore
	unit   []int // shape of the chunks that are kept
	kept   map[string]*ndarray.Array
	order  []string // of kept, oldest first
	most   int
}

// Close implements [arrays.Frames].
func (f *frames) Close() error {
	f.kept, f.order = nil, nil
	return f.keys.Close()
}

// Read implements [arrays.Frames].
func (f *frames) Read(ctx context.Context, start, n int) (*ndarray.Array, error) {
	info := f.source.Info()
	if start < 0 || n < 0 || start > info.Stored-n {
		return nil, at(f.source.Path, f.source.Name, fmt.Errorf("frames %d to %d, want within the %d stored ones", start, start+n-1, info.Stored))
	}
	stored := f.source.Shape[len(f.source.Shape)-f.source.Sig:]
	out := ndarray.New(info.DType, append([]int{n}, stored...)...)
	for i := 0; i < n; {
		at0 := f.position(start + i)
		row := 1 // frames that follow one another along the last navigation axis
		if nav := len(at0); nav > 0 {
			row = min(n-i, f.source.Shape[nav-1]-at0[nav-1])
		}
		var dst ndarray.Array
		dst.Window(out, i, row, false)
		if err := f.row(ctx, at0, &dst); err != nil {
			return nil, at(f.source.Path, f.source.Name, err)
		}
		i += row
	}
	return out.Reshape(append([]int{n}, info.Frame()...)...)
}

// position returns the navigation coordinates of a frame.
func (f *frames) position(i int) []int {
	nav := f.source.Shape[:len(f.source.Shape)-f.source.Sig]
	p := make([]int, len(nav))
	for axis := len(nav) - 1; axis >= 0; axis-- {
		p[axis] = i % nav[axis]
		i /= nav[axis]
	}
	return p
}

// row puts frames that follow one another along the last navigation axis
// together from the chunks they lie in.
func (f *frames) row(ctx context.Context, position []int, dst *ndarray.Array) error {
	nav, n := len(position), dst.Shape()[0]
	lo, hi := make([]int, len(f.unit)), make([]int, len(f.unit))
	for i, u := range f.unit {
		switch {
		case i < nav-1:
			lo[i], hi[i] = position[i]/u, position[i]/u+1
		case i < nav:
			lo[i], hi[i] = position[i]/u, ceil(position[i]+n, u)
		default:
			hi[i] = ceil(f.meta.shape[i], u)
		}
	}
	return eachIn(lo, hi, func(coords []int) error {
		chunk, err := f.chunk(ctx, coords)
		if err != nil {
			return err
		}
		return f.place(chunk, coords, position, dst)
	})
}

// place copies what a chunk has of a row of frames.
func (f *frames) place(chunk *ndarray.Array, coords, position []int, dst *ndarray.Array) error {
	nav := len(position)
	from, size := make([]int, len(coords)), append([]int{}, chunk.Shape()...)
	to := make([]int, 1+len(coords)-nav)
	count := 1 // frames
	for i := range coords {
		start := coords[i] * f.unit[i]
		switch {
		case i < nav-1:
			from[i], size[i] = position[i]-start, 1
		case i < nav:
			first := max(position[i], start)
			count = min(position[i]+dst.Shape()[0], start+chunk.Shape()[i]) - first
			from[i], size[i], to[0] = first-start, count, first-position[i]
		default:
			to[1+i-nav] = start
		}
	}
	part, err := chunk.Region(from, size)
	if err != nil {
		return err
	}
	if part, err = part.Reshape(append([]int{count}, size[nav:]...)...); err != nil {
		return err
	}
	place, err := dst.Region(to, part.Shape())
	if err != nil {
		return err
	}
	return ndarray.CopyInto(place, part)
}

// chunk returns a decoded chunk, cut to the array.
func (f *frames) chunk(ctx context.Context, coords []int) (*ndarray.Array, error) {
	key := fmt.Sprint(coords)
	if c, ok := f.kept[key]; ok {
		return c, nil
	}
	start, shape := make([]int, len(coords)), make([]int, len(coords))
	for i, c := range coords {
		start[i] = c * f.unit[i]
		shape[i] = min(f.unit[i], f.meta.shape[i]-start[i])
	}
	c := ndarray.New(f.meta.dtype, shape...)
	if err := f.meta.readInto(ctx, f.keys, f.source.Name, box{start, c}); err != nil {
		return nil, err
	}
	if len(f.order) >= f.most {
		delete(f.kept, f.order[0])
		f.order = f.order[1:]
	}
	f.kept[key], f.order = c, append(f.order, key)
	return c, nil
}
