package blobfinder

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// FastParams are the parameters of [FastCorrelation] and
// [FullFrameCorrelation].
type FastParams struct {
	Peaks   Points  `udf:"peaks" type:"points" doc:"expected positions (y,x)+(y,x), or path of an .npy file of shape (peaks, 2)"`
	Pattern Pattern `udf:"pattern" type:"pattern" doc:"what a disk looks like, such as radial_gradient(radius=6,search=12)"`
	// ZeroShift, if given, is one vector by which all peaks are moved.
	ZeroShift Points `udf:"zero_shift" type:"points" doc:"(y,x) by which all peaks move (none)"`
	// EachShift, if it has data, holds such a vector for each scan position: nav
	// data with entries of shape (2,).
	EachShift udf.Aux `udf:"-"`
	// Upsample computes "refineds" in steps of 1/Upsample pixels instead of as a
	// centre of mass; 0 and 1 do not, 20 is usual.
	Upsample int `udf:"upsample" doc:"steps per pixel of refined positions, such as 20 (centre of mass)"`
}

// maxUpsample bounds the tables of upsampling.
const maxUpsample = 1000

// finder is what the UDFs that use Fourier transforms share.
type finder struct {
	shifter
	pattern  Pattern
	crop     int
	peaks    [][2]int
	upsample int
	corr     *correlator
	image    []float32 // what is correlated
	scratch  []float32
	frame    pixelFrame
}

func newFinder(p FastParams) (f finder, err error) {
	if f.shifter, err = newShifter(p.ZeroShift, p.EachShift); err != nil {
		return f, err
	}
	if f.pattern, err = p.Pattern.complete(); err != nil {
		return f, err
	}
	if len(p.Peaks) == 0 {
		return f, udf.BadValue("peaks", "at least one", "none")
	}
	if p.Upsample < 0 || p.Upsample > maxUpsample {
		return f, udf.BadValue("upsample", fmt.Sprintf("0 to %d", maxUpsample), "%d", p.Upsample)
	}
	f.crop, err = f.pattern.Crop()
	f.peaks, f.upsample = p.Peaks.pixels(), p.Upsample
	if err != nil {
		return f, err
	}
	return f, p.Peaks.check("peaks")
}

func (f *finder) Check(m udf.Meta) error { return images(m) }

func (f *finder) Buffers(udf.Meta) map[string]udf.Buffer { return peakBuffers(len(f.peaks)) }

// Preprocess reads the shifts of the partition.
func (f *finder) Preprocess(out udf.View) error { return f.load(out) }

// prepare makes what correlating h × w images takes.
func (f *finder) prepare(h, w int) (err error) {
	if f.corr != nil {
		return nil
	}
	f.image, f.scratch = make([]float32, h*w), make([]float32, h*w)
	f.corr, err = newCorrelator(f.pattern, h, w, f.upsample)
	return err
}

// FastCorrelation cuts a square of twice the search radius around each peak out
// of the frame, log-scales it and correlates it with the pattern. Pixels outside
// the frame count as zero.
var FastCorrelation = udf.Register("gloam/fast_correlation", func(p FastParams) (udf.UDF, error) {
	f, err := newFinder(p)
	return &fast{f}, err
}, udf.Doc("positions of disks near expected ones, each correlated on its own"))

type fast struct{ finder }

func (f *fast) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	c := f.crop
	if err := f.prepare(2*c, 2*c); err != nil {
		return err
	}
	px, err := f.frame.of(frame)
	if err != nil {
		return err
	}
	views, err := viewsOf(out)
	if err != nil {
		return err
	}
	shift, width := f.pixels(out), frame.Shape()[1]
	for i, at := range f.peaks {
		y, x := at[0]+shift[0]-c, at[1]+shift[1]-c
		crop(f.scratch, 2*c, 2*c, px, width, y, x)
		logScale(f.image, f.scratch)
		f.corr.run(f.scratch, f.image)
		p := evaluate(f.scratch, 2*c, 2*c)
		if s := f.corr.upsample; s != nil {
			ry, rx := s.locate(p.Center[0], p.Center[1])
			p.Refined = [2]float32{float32(ry), float32(rx)}
		}
		views.set(i, p.moved(y, x))
	}
	return nil
}

// FullFrameCorrelation log-scales whole frames and correlates them with the
// pattern at once, which is faster for many peaks that overlap. The map around
// each peak is evaluated as by FastCorrelation.
var FullFrameCorrelation = udf.Register("gloam/full_frame_correlation", func(p FastParams) (udf.UDF, error) {
	f, err := newFinder(p)
	return &fullFrame{finder: f}, err
}, udf.Doc("positions of disks near expected ones, from one correlation of the whole frame"))

type fullFrame struct {
	finder
	window []float32
}

func (f *fullFrame) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	h, w, c := frame.Shape()[0], frame.Shape()[1], f.crop
	if err := f.prepare(h, w); err != nil {
		return err
	}
	if f.window == nil {
		f.window = make([]float32, 4*c*c)
	}
	px, err := f.frame.of(frame)
	if err != nil {
		return err
	}
	views, err := viewsOf(out)
	if err != nil {
		return err
	}
	copy(f.scratch, px)
	logScale(f.image, f.scratch)
	f.corr.run(f.scratch, f.image)
	shift := f.pixels(out)
	for i, at := range f.peaks {
		y, x := at[0]+shift[0]-c, at[1]+shift[1]-c
		crop(f.window, 2*c, 2*c, f.scratch, w, y, x)
		p := evaluate(f.window, 2*c, 2*c).moved(y, x)
		if s := f.corr.upsample; s != nil {
			ry, rx := s.locate(p.Center[0], p.Center[1])
			p.Refined = [2]float32{float32(ry), float32(rx)}
		}
		views.set(i, p)
	}
	return nil
}
