package source

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// An Option tells [Open] what a file does not, or overrides what it says. An
// option that means nothing for the format of the file is an error.
type Option func(*config)

type config struct {
	nav, sig    []int
	sigDims     int
	dtype       ndarray.DType // Invalid if not given
	order       ndarray.ByteOrder
	sync        int
	offset, gap int64
	format      string
	member      string
	files       []string
	flip, glob  bool
	fileOrder   bool
	allowShort  bool
	buffered    bool
	given       []string // names of the options, without [Format]
}

func (c *config) has(option string) bool { return slices.Contains(c.given, option) }

func option(name string, set func(*config)) Option {
	return func(c *config) {
		set(c)
		c.given = append(c.given, name)
	}
}

// NavShape sets the navigation axes. They may hold fewer positions than there
// are frames; the surplus is not shown. For more, ask for [AllowShort] too.
func NavShape(shape ...int) Option {
	return option("NavShape", func(c *config) { c.nav = append([]int{}, shape...) })
}

// SigShape sets the signal axes. Formats that know their frames accept shapes
// of as many elements.
func SigShape(shape ...int) Option {
	return option("SigShape", func(c *config) { c.sig = append([]int{}, shape...) })
}

// SigDims sets how many trailing axes of an array file are signal axes; the
// default is 2, or all axes if there are fewer.
func SigDims(n int) Option { return option("SigDims", func(c *config) { c.sigDims = n }) }

// DType sets the element type of a headerless file.
func DType(d ndarray.DType) Option { return option("DType", func(c *config) { c.dtype = d }) }

// ByteOrder sets the byte order of a headerless file; the default is little
// endian.
func ByteOrder(o ndarray.ByteOrder) Option {
	return option("ByteOrder", func(c *config) { c.order = o })
}

// Offset sets the bytes before the first frame of a headerless file.
func Offset(bytes int64) Option { return option("Offset", func(c *config) { c.offset = bytes }) }

// Gap sets the bytes between the frames of a headerless file. A header of n
// bytes before each frame is Offset(n) and Gap(n).
func Gap(bytes int64) Option { return option("Gap", func(c *config) { c.gap = bytes }) }

// Sync shifts frames against scan positions: position i shows stored frame
// i+n. A positive n skips frames, a negative one leaves positions without data.
func Sync(n int) Option { return option("Sync", func(c *config) { c.sync = n }) }

// AllowShort accepts files with fewer frames than scan positions; the last
// positions have no data.
func AllowShort() Option { return option("AllowShort", func(c *config) { c.allowShort = true }) }

// Buffered reads into buffers instead of mapping files. See [Raw].
func Buffered() Option { return option("Buffered", func(c *config) { c.buffered = true }) }

// Format names the format instead of finding it out. See [Formats].
func Format(name string) Option { return func(c *config) { c.format = name } }

// Member names the array inside an archive, with or without ".npy", or in a Zarr
// store or HDF5 file by its path. It may be left out if only one array has three
// or more axes, or there is only one, or the program that wrote the file is
// known.
func Member(name string) Option { return option("Member", func(c *config) { c.member = name }) }

// Files lists the files of an acquisition, in the order of their frames.
func Files(paths ...string) Option {
	return option("Files", func(c *config) { c.files = append([]string{}, paths...) })
}

// Glob collects the files of an acquisition: those whose names differ from the
// given one in the digits at their end only, in the order of the frame numbers
// they contain. Files of another acquisition with such a name get mixed in;
// [Files] is the safe way.
func Glob() Option { return option("Glob", func(c *config) { c.glob = true }) }

// Flip turns the rows of each frame upside down.
func Flip() Option { return option("Flip", func(c *config) { c.flip = true }) }

// FileOrder shows the axes of a DigitalMicrograph file in the order in which they
// are stored, each frame in one piece, whatever its tags say.
func FileOrder() Option { return option("FileOrder", func(c *config) { c.fileOrder = true }) }

// An OptionError reports an option that means nothing for a format.
type OptionError struct{ Option, Format string }

func (e *OptionError) Error() string {
	return fmt.Sprintf("option %s does not apply to format %s", e.Option, e.Format)
}

// fit splits the stored axes, of which the last sig are a frame, as the options
// ask. It returns the axes to show, how many of them are signal axes, and the
// stored axes' split.
func (c *config) fit(stored []int, sig int) (dims []int, shown, split int, err error) {
	if c.sig != nil {
		if sig, err = c.matchSig(stored, sig); err != nil {
			return nil, 0, 0, err
		}
	}
	if sig < 1 || sig > len(stored) {
		return nil, 0, 0, fmt.Errorf("%d signal axes, want between 1 and %d for shape %s", sig, len(stored), wording.Shape(stored))
	}
	nav, frame := stored[:len(stored)-sig], stored[len(stored)-sig:]
	if c.nav != nil {
		nav = c.nav
	}
	if c.sig != nil {
		frame = c.sig
	}
	return slices.Concat(nav, frame), len(frame), sig, nil
}

var errNoSigAxes = errors.New("signal shape has no axes")

// matchSig finds the trailing axes with as many elements as the wanted frame.
func (c *config) matchSig(stored []int, sig int) (int, error) {
	if _, err := ndarray.CheckShape(ndarray.Uint8, c.sig); err != nil {
		return 0, err
	}
	if len(c.sig) == 0 {
		return 0, errNoSigAxes
	}
	candidates := []int{sig}
	if !c.has("SigDims") {
		for k := 1; k <= len(stored); k++ {
			candidates = append(candidates, k)
		}
	}
	for _, k := range candidates {
		if k >= 1 && k <= len(stored) && product(stored[len(stored)-k:]) == product(c.sig) {
			return k, nil
		}
	}
	return 0, &ShapeError{Axes: "signal", Got: c.sig, Want: stored[max(0, len(stored)-sig):]}
}

// fitFrame is fit for formats whose frames are what they are.
func (c *config) fitFrame(nav, frame []int) (dims []int, sig int, err error) {
	if c.sig != nil {
		n, err := ndarray.CheckShape(ndarray.Uint8, c.sig)
		if err != nil {
			return nil, 0, err
		}
		if len(c.sig) == 0 {
			return nil, 0, errNoSigAxes
		}
		if n != product(frame) {
			return nil, 0, &ShapeError{Axes: "signal", Got: c.sig, Want: frame}
		}
		frame = c.sig
	}
	if c.nav != nil {
		nav = c.nav
	}
	return slices.Concat(nav, frame), len(frame), nil
}
