package source

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

func init() { arrays.RegisterSource[Fortran]("fortran") }

// Fortran is an array file in Fortran order, in which the first axis is the
// fastest. A frame's pixels are spread over the whole file, so frames are
// gathered in blocks of up to 32 MiB; reading in scan order goes through the
// file once per block.
type Fortran struct {
	Path    string
	Dims    []int // navigation axes, then signal axes, as shown
	Sig     int   // number of signal axes in Dims
	Extents []int // axes of the stored array
	Split   int   // how many of Extents, from the end, are a frame

	Type   ndarray.DType
	Order  ndarray.ByteOrder
	Offset int64 // of the first element, in bytes
	Sync   int   // see arrays.SourceInfo
	// AllowShort accepts Dims with more positions than stored frames. The file
	// has to be whole all the same.
	AllowShort bool
	Buffered   bool   // see Raw
	Format     string // for reports
}

// gatherBytes bounds a block of gathered frames.
const gatherBytes = 32 << 20

// NewFortran returns f, or an error if the file is missing, too short or does
// not fit the description.
func NewFortran(f Fortran) (Fortran, error) {
	return f, inFile(f.Path, f.Format, f.check())
}

// Check reports what makes the source unusable.
func (f Fortran) Check() error { return inFile(f.Path, f.Format, f.check()) }

func (f Fortran) check() error {
	if f.Sig < 1 || f.Sig > len(f.Dims) || f.Split < 1 || f.Split > len(f.Extents) {
		return fmt.Errorf("%d signal axes for shape %s, %d for stored shape %s", f.Sig, wording.Shape(f.Dims), f.Split, wording.Shape(f.Extents))
	}
	nav, frame := f.Dims[:len(f.Dims)-f.Sig], f.Dims[len(f.Dims)-f.Sig:]
	if _, err := ndarray.CheckShape(ndarray.Uint8, nav); err != nil {
		return err
	}
	l, err := newLayout(f.Type, f.Order, frame, 0)
	if err != nil {
		return err
	}
	n, err := ndarray.CheckShape(f.Type, f.Extents)
	if err != nil {
		return err
	}
	if stored := f.Extents[len(f.Extents)-f.Split:]; product(stored) != product(frame) {
		return &ShapeError{Axes: "signal", Got: frame, Want: stored}
	}
	size, err := fileSize(f.Path)
	if err != nil {
		return err
	}
	if want := saturate(f.Offset, int64(n)*int64(l.dtype.Size())); f.Offset < 0 || size < want {
		return &SizeError{Want: want, Have: size}
	}
	return checkCounts(nav, f.stored(), f.Sync, f.AllowShort)
}

// stored returns the number of frames in the file.
func (f Fortran) stored() int { return product(f.Extents[:len(f.Extents)-f.Split]) }

// Kind implements arrays.Source.
func (Fortran) Kind() string { return "fortran" }

// Info implements arrays.Source.
func (f Fortran) Info() arrays.SourceInfo {
	info := arrays.SourceInfo{Format: f.Format, Path: f.Path, Shape: f.Dims, Sig: f.Sig, DType: f.Type, Sync: f.Sync}
	if f.Split >= 1 && f.Split <= len(f.Extents) {
		info.Stored = f.stored()
		info.FrameBytes = int64(product(f.Extents[len(f.Extents)-f.Split:])) * int64(f.Type.Size())
	}
	return info
}

// Open implements arrays.Source.
func (f Fortran) Open(ctx context.Context) (arrays.Frames, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := f.Check(); err != nil {
		return nil, err
	}
	nav, frame := f.Extents[:len(f.Extents)-f.Split], f.Extents[len(f.Extents)-f.Split:]
	w, err := openWindow(f.Path, 0, f.Buffered)
	if err != nil {
		return nil, inFile(f.Path, f.Format, err)
	}
	last := len(frame) - 1
	return &gatherer{
		Fortran: f, win: w, columns: frame[last], rows: swapAxes(frame[:last]), plane: product(nav), places: nav,
		move: gathers(f.Type), swap: unpacker(f.Type, f.Order),
	}, nil
}

// A gatherer is the arrays.Frames of a Fortran source. The file is a row of
// planes, one per pixel in Fortran order, each with one element per frame.
// Pixels with equal last index are a column.
type gatherer struct {
	Fortran
	win     *window
	columns int   // extent of the frame's last axis
	rows    []int // C-order number of a column's pixels, without the last axis
	plane   int   // elements of a plane
	places  []int // extents of a plane
	move    func(dst, src []byte, s gatherStep, at []int)
	swap    func(dst, src []byte)

	block        scratch
	start, count int // frames in block
}

// pixels returns the pixels of a frame.
func (g *gatherer) pixels() int { return g.columns * len(g.rows) }

// Read implements arrays.Frames.
func (g *gatherer) Read(ctx context.Context, start, n int) (*ndarray.Array, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkRange(start, n, g.plane); err != nil {
		return nil, err
	}
	frame := g.pixels() * g.Type.Size()
	if start < g.start || start+n > g.start+g.count {
		if err := g.fill(ctx, start, max(n, min(gatherBytes/frame, g.plane-start))); err != nil {
			return nil, inFile(g.Path, g.Format, err)
		}
	}
	shape := append([]int{n}, g.Dims[len(g.Dims)-g.Sig:]...)
	b := g.block.grow(g.count * frame)[(start-g.start)*frame:][:n*frame]
	return ndarray.FromBytes(g.Type, b, shape, nil)
}

// fill gathers n frames, some columns after the other. Neighbouring columns are
// done together because they lie side by side in a frame; 32 of them fill a
// cache line.
func (g *gatherer) fill(ctx context.Context, start, n int) error {
	dst := g.block.grow(n * g.pixels() * g.Type.Size())
	g.start, g.count = start, 0
	at := g.elements(start, n)
	plane := g.plane * g.Type.Size()
	width := max(1, min(32, gatherBytes/(plane*len(g.rows))))
	height := len(g.rows)
	if width == 1 {
		height = max(1, min(height, gatherBytes/plane))
	}
	for x := 0; x < g.columns; x += width {
		for y := 0; y < len(g.rows); y += height {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := g.fillColumns(dst, x, min(width, g.columns-x), y, min(height, len(g.rows)-y), at); err != nil {
				return err
			}
		}
	}
	if g.swap != nil {
		g.swap(dst, dst)
	}
	g.count = n
	return nil
}

// fillColumns gathers h pixels, from y on, of each of w columns from x on. Their
// planes lie in a row: w is 1 or the columns are whole.
func (g *gatherer) fillColumns(dst []byte, x, w, y, h int, at []int) error {
	plane := int64(g.plane) * int64(g.Type.Size())
	end := g.Offset + int64(g.pixels())*plane
	src, err := g.win.bytes(g.Offset+int64(x*len(g.rows)+y)*plane, w*h*int(plane), end)
	if err != nil {
		return err
	}
	return arrays.GuardMapped(func() error {
		for i, row := range g.rows[y : y+h] {
			g.move(dst, src[i*int(plane):], gatherStep{
				first: row*g.columns + x, frame: g.pixels(), columns: w, column: len(g.rows) * g.plane,
			}, at)
		}
		return nil
	})
}

// elements returns where in a plane the frames lie.
func (g *gatherer) elements(start, n int) []int {
	at := make([]int, n)
	for i := range at {
		rest, step, place := start+i, g.plane, 0
		for axis := len(g.places) - 1; axis >= 0; axis-- {
			step /= g.places[axis]
			place += rest % g.places[axis] * step
			rest /= g.places[axis]
		}
		at[i] = place
	}
	return at
}

// Close implements arrays.Frames.
func (g *gatherer) Close() error {
	g.block.release()
	if g.win == nil {
		return nil
	}
	w := g.win
	g.win = nil
	return w.close()
}

// swapAxes returns the C-order number of each element of a shape, in Fortran
// order.
func swapAxes(shape []int) []int {
	order := make([]int, product(shape))
	index := make([]int, len(shape))
	for i := range order {
		c := 0
		for axis, v := range index {
			c = c*shape[axis] + v
		}
		order[i] = c
		for axis := range index {
			if index[axis]++; index[axis] < shape[axis] {
				break
			}
			index[axis] = 0
		}
	}
	return order
}

// A gatherStep is the part of a gather that lies side by side in each frame.
type gatherStep struct {
	first   int // pixel of a frame
	frame   int // pixels from one frame to the next
	columns int
	column  int // elements from one column to the next in the file
}

// gathers returns the function that copies elements from planes to frames, for
// the size of the elements.
func gathers(d ndarray.DType) func(dst, src []byte, s gatherStep, at []int) {
	return map[int]func(dst, src []byte, s gatherStep, at []int){
		1: gather[[1]byte], 2: gather[[2]byte], 4: gather[[4]byte], 8: gather[[8]byte], 16: gather[[16]byte],
	}[d.Size()]
}

func gather[E [1]byte | [2]byte | [4]byte | [8]byte | [16]byte](dst, src []byte, s gatherStep, at []int) {
	to, from := blocksOf[E](dst), blocksOf[E](src)
	for i, place := range at {
		row := to[s.first+i*s.frame:][:s.columns]
		for k := range row {
			row[k] = from[place]
			place += s.column
		}
	}
}
