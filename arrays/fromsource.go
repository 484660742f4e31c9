package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A SourceOption changes how [FromSource] makes an array.
type SourceOption func(*sourceConfig)

type sourceConfig struct{ chunking *Chunking }

// Chunked cuts the array as spec says instead of into runs of whole frames.
func Chunked(spec Chunking) SourceOption { return func(c *sourceConfig) { c.chunking = &spec } }

// FromSource makes the lazy array of a source. Nothing is opened or read: each
// block reads its own frames when it is computed. Positions without a stored
// frame are zeros.
//
// Blocks are runs of whole frames in scan order, whole scan rows where they
// fit, of equal length and at most [DefaultBlockBytes] bytes, unless [Chunked]
// says otherwise. The source must be of a registered kind, so that tasks can
// travel.
func FromSource(src Source, opts ...SourceOption) (*Array, error) {
	var c sourceConfig
	for _, o := range opts {
		o(&c)
	}
	if src == nil {
		return nil, asked(&NilError{Op: "from source", What: "source"})
	}
	// Sources that can tell early what a read would stumble over, do.
	if c, ok := src.(interface{ Check() error }); ok {
		if err := c.Check(); err != nil {
			return nil, err
		}
	}
	info := src.Info()
	if err := checkInfo(info); err != nil {
		return nil, err
	}
	spec := frameRuns(info)
	if c.chunking != nil {
		spec = *c.chunking
	}
	chunks, err := normalize("from source", info.Shape, spec, info.DType, nil)
	if err != nil {
		return nil, err
	}
	encoded, err := EncodeSource(src)
	if err != nil {
		return nil, err
	}
	if _, err := DecodeSource(encoded); err != nil {
		return nil, err
	}
	return origin{src: src, info: info, encoded: encoded}.array(newGrid(chunks))
}

// An origin is what arrays read that come from a source, whole or a box of it.
type origin struct {
	src     Source
	info    SourceInfo
	encoded []byte
	base    []int // of the box in the source's array; nil for the whole
	step    []int // from one position of the box to the next; nil for 1
}

func checkInfo(info SourceInfo) error {
	if err := checkDType("from source", info.DType); err != nil {
		return err
	}
	if info.DType == ndarray.Object {
		return asked(&DTypeError{Op: "from source", Got: info.DType, Err: fmt.Errorf("sources hold numbers")})
	}
	if info.Sig < 1 || info.Sig > len(info.Shape) {
		return asked(fmt.Errorf("arrays: from source: got %d signal axes, want 1 to %d as in shape %s", info.Sig, len(info.Shape), tuple(info.Shape)))
	}
	return checkShape("from source", info.Shape, info.DType)
}

// array reads the blocks of a grid over the box.
func (o origin) array(g *grid) (*Array, error) {
	op, params := readOp, []any{o.encoded, o.base}
	if o.step != nil {
		op, params = readStepsOp, append(params, o.step)
	}
	a, err := work{
		label: "read", op: op, params: params, out: g, dtype: o.info.DType,
		text: o.info.Path,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := g.coords(block)
			dst = append(dst, graph.Lit(o.encoded), graph.Lit(o.start(g, at)), graph.Lit(g.blockShape(at)))
			if o.step != nil {
				dst = append(dst, graph.Lit(o.step))
			}
			return dst
		},
		reads: func(block int) int64 {
			at := g.coords(block)
			return o.bytesIn(o.start(g, at), g.blockShape(at))
		},
	}.array()
	if err != nil {
		return nil, err
	}
	a.origin = &o
	return a, nil
}

// start is where a block of a grid over the box begins in the source's array.
func (o origin) start(g *grid, at []int) []int {
	s := g.start(at)
	for i, n := range o.step {
		s[i] *= n
	}
	for i, b := range o.base {
		s[i] += b
	}
	return s
}

// frameRuns chooses the default chunks: navigation axes are whole from the
// fastest one on as long as a block stays below the limit, the first axis that
// is too long is cut evenly, slower ones are cut into single positions.
func frameRuns(info SourceInfo) Chunking {
	nav := len(info.Nav())
	axes := make([]AxisChunks, len(info.Shape))
	for i := range axes {
		axes[i] = Whole
	}
	unit := max(int64(product(info.Frame()))*int64(info.DType.Size()), 1) // bytes of one step along the axis
	for i := nav - 1; i >= 0; i-- {
		n := int64(info.Shape[i])
		if fit := max(DefaultBlockBytes/unit, 1); n > fit {
			pieces := (n + fit - 1) / fit
			axes[i] = Size(int((n + pieces - 1) / pieces))
			for j := range i {
				axes[j] = Size(1)
			}
			break
		}
		unit *= max(n, 1)
	}
	return PerAxis(axes...)
}
