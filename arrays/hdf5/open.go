package hdf5

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// reads counts what was read of files, for tests.
var reads struct{ bytes atomic.Int64 }

// A File is an HDF5 file to be read. It holds no open file and is safe for
// concurrent use: each call opens the file and closes it.
type File struct{ path string }

// Info describes a dataset of numbers.
type Info struct {
	Name    string // path from the root on, with a leading slash
	Shape   []int
	DType   ndarray.DType
	Order   ndarray.ByteOrder
	Chunks  []int    // shape of a stored chunk, nil for a dataset in one piece
	Filters []string // that chunks are packed with, in the order of writing
	// Offset is where the elements lie in File, one behind the other in C order,
	// as the file has them; 0 if they do not. File is another one than the one
	// asked for if a link leads there.
	Offset int64
	File   string
}

// Open reads the superblock and the root group of a file. Errors are an
// [*Error]; one that is [ErrNotHDF5] says that there is none.
func Open(path string) (*File, error) {
	f := &File{path}
	return f, f.using(func(o *opened) error {
		_, err := o.lookup("/")
		return at(path, "/", err)
	})
}

// Path returns the name that the file was opened by.
func (f *File) Path() string { return f.path }

// using opens the file for the time of a call.
func (f *File) using(fn func(*opened) error) error {
	o, err := openAll(f.path)
	if err != nil {
		return at(f.path, "", err)
	}
	err = fn(o)
	return firstError(err, at(f.path, "", o.Close()))
}

// Datasets lists the paths of all datasets that links lead to, also those in
// other files and those that hold no numbers. A dataset with several paths goes
// by the first that hard links make; soft and external links that lead nowhere
// are left out.
func (f *File) Datasets() ([]string, error) {
	names := []string{}
	err := f.using(func(o *opened) error {
		return at(f.path, "", o.walk(func(p finding) error {
			if p.isDataset() {
				names = append(names, p.path)
			}
			return nil
		}))
	})
	return names, err
}

// isDataset reports whether an object has data.
func (p finding) isDataset() bool {
	for _, m := range p.messages {
		if m.kind == msgLayout {
			return true
		}
	}
	return false
}

// Info describes a dataset. What holds no numbers, or is stored in a way that
// this package does not know, is an [*UnsupportedError].
func (f *File) Info(name string) (Info, error) {
	var i Info
	err := f.using(func(o *opened) error {
		v, err := o.dataset(name)
		if err == nil {
			i = v.info(name)
		}
		return at(f.path, name, err)
	})
	return i, err
}

// dataset finds a dataset that can be read.
func (o *opened) dataset(name string) (*variable, error) {
	p, err := o.lookup(name)
	if err != nil {
		return nil, err
	}
	v, err := p.dataset()
	if v != nil {
		v.files = o
	}
	return v, err
}

// dataset checks that the object is a dataset that can be read.
func (p finding) dataset() (*variable, error) {
	v, err := p.variable(p.messages)
	switch {
	case err != nil:
		return nil, err
	case v == nil:
		return nil, errNoDataset
	case v.null:
		return nil, &UnsupportedError{"shape", "without elements or axes"}
	}
	return v, firstError(v.number(), v.known())
}

var errNoDataset = fmt.Errorf("is a group or a type, want a dataset")

func (v *variable) info(name string) Info {
	i := Info{Name: clean(name), Shape: v.shape, DType: v.dtype, Order: v.order, Chunks: v.chunk, File: v.in.path}
	for _, f := range v.filters {
		i.Filters = append(i.Filters, f.name())
	}
	if v.how == contiguous && v.address != nowhere && v.bytes() > 0 {
		i.Offset = v.in.base + v.address
	}
	return i
}

// An ArrayOption changes how [File.Array] makes an array.
type ArrayOption func(*arrayConfig)

type arrayConfig struct{ chunking *arrays.Chunking }

// Chunked cuts the array as spec says instead of as it is stored. Each task
// then reads all stored chunks that its block touches, so cuts through chunks
// make several tasks decode the same chunk.
func Chunked(spec arrays.Chunking) ArrayOption {
	return func(c *arrayConfig) { c.chunking = &spec }
}

// Array returns the lazy array of a dataset. Nothing but what describes it is
// read: each block reads its own chunks when it is computed, also on other
// machines that have the file under the same path. Parts of the array read the
// chunks that they touch, and of what is not packed only the rows. Blocks are
// the stored chunks; a dataset in one piece is cut like any file of frames.
// Single numbers and datasets without elements are read at once.
func (f *File) Array(name string, opts ...ArrayOption) (*arrays.Array, error) {
	var c arrayConfig
	for _, o := range opts {
		o(&c)
	}
	i, err := f.Info(name)
	if err != nil {
		return nil, err
	}
	n := len(i.Shape)
	if n == 0 || product(i.Shape) == 0 {
		a, err := f.Read(context.Background(), name, make([]int, n), i.Shape)
		if err != nil {
			return nil, err
		}
		x, err := arrays.FromDense(a, arrays.ChunkSize(1))
		return x, at(f.path, name, err)
	}
	s := Source{Path: f.path, Name: i.Name, Sig: max(1, min(2, n-1)), Shape: i.Shape, Type: i.DType, Unit: i.Chunks}
	spec := c.chunking
	if spec == nil {
		if spec, err = i.blocks(); err != nil {
			return nil, at(f.path, name, err)
		}
	}
	if spec == nil {
		x, err := arrays.FromSource(s)
		return x, at(f.path, name, err)
	}
	x, err := arrays.FromSource(s, arrays.Chunked(*spec))
	return x, at(f.path, name, err)
}

// maxBlocks is how many blocks an array has at most without [Chunked].
const maxBlocks = 1 << 24

// blocks cuts the array as it is stored; nil stands for runs of frames.
func (i Info) blocks() (*arrays.Chunking, error) {
	if i.Chunks == nil && len(i.Shape) > 1 {
		return nil, nil
	}
	if i.Chunks == nil {
		spec := arrays.PerAxis(arrays.Auto)
		return &spec, nil
	}
	axes, blocks := make([]arrays.AxisChunks, len(i.Shape)), int64(1)
	for k, n := range i.Chunks {
		axes[k] = arrays.Size(n)
		blocks *= int64((i.Shape[k] + n - 1) / n)
		if blocks > maxBlocks {
			return nil, fmt.Errorf("chunks %s of shape %s are too many blocks: say what blocks to make of them", wording.Shape(i.Chunks), wording.Shape(i.Shape))
		}
	}
	spec := arrays.PerAxis(axes...)
	return &spec, nil
}

// Read returns the box of the given start and shape of a dataset, as a new
// array. It reads only the chunks that the box touches.
func (f *File) Read(ctx context.Context, name string, start, shape []int) (*ndarray.Array, error) {
	var out *ndarray.Array
	err := f.using(func(o *opened) error {
		v, err := o.dataset(name)
		if err != nil {
			return at(f.path, name, err)
		}
		out, err = v.read(ctx, start, shape)
		return at(f.path, name, err)
	})
	return out, err
}

// read checks the box and reads it.
func (v *variable) read(ctx context.Context, start, shape []int) (*ndarray.Array, error) {
	ok := len(start) == len(v.shape) && len(shape) == len(v.shape)
	for i := 0; ok && i < len(start); i++ {
		ok = start[i] >= 0 && shape[i] >= 0 && start[i] <= v.shape[i]-shape[i]
	}
	if !ok {
		return nil, fmt.Errorf("box at %s of shape %s in shape %s", wording.Shape(start), wording.Shape(shape), wording.Shape(v.shape))
	}
	out := ndarray.Unset(v.dtype, shape...)
	return out, newChunkReader(v, 0, &chunkCache{}).read(ctx, out, start, nil)
}
