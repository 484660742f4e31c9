package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/wording"
)

// inputFlags say which scan to use and what its file does not say itself.
type inputFlags struct {
	Path string `arg:"" help:"File of the scan, a Zarr store, or synthetic:NY,NX,KY,KX[?seed=1&dose=64] for one that is made on the fly."`

	NavShape   shape    `group:"data" placeholder:"Y,X" help:"Scan shape."`
	SigShape   shape    `group:"data" placeholder:"Y,X" help:"Detector shape."`
	SigDims    positive `group:"data" placeholder:"N" help:"How many trailing axes are detector axes (2)."`
	DType      string   `group:"data" name:"dtype" placeholder:"TYPE" help:"Element type of a headerless file: uint16, >u2, float32, …"`
	ByteOrder  string   `group:"data" enum:"little,big,," default:"" placeholder:"little|big" help:"Byte order of a headerless file (little)."`
	Offset     *int64   `group:"data" placeholder:"BYTES" help:"Bytes before the first frame of a headerless file."`
	Gap        *int64   `group:"data" placeholder:"BYTES" help:"Bytes between the frames of a headerless file."`
	SyncOffset *int     `group:"data" placeholder:"N" help:"Scan position i shows stored frame i+N."`
	Format     string   `group:"data" placeholder:"NAME" help:"File format, if it is not what name and content say: ${formats}."`
	Member     string   `group:"data" placeholder:"NAME" help:"Array inside an .npz archive, a Zarr store or an HDF5 file."`
	Flip       bool     `group:"data" help:"Turn frames of a .mib file upside down."`
	FileOrder  bool     `group:"data" help:"Take the axes of a .dm3 or .dm4 file as they are stored, whatever its tags say."`
	AllowShort bool     `group:"data" help:"Accept files with fewer frames than scan positions."`
}

// formatNames lists the file formats for help texts.
func formatNames() string {
	var names []string
	for _, f := range source.Formats() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// open describes the scan.
func (f *inputFlags) open() (arrays.Source, error) {
	opts, given, err := f.options()
	if err != nil {
		return nil, err
	}
	if text, ok := strings.CutPrefix(f.Path, "synthetic:"); ok {
		if len(given) > 0 {
			return nil, fmt.Errorf("option %s does not apply to the synthetic scan %q", given[0], f.Path)
		}
		return parseSynthetic(text)
	}
	src, err := source.Open(f.Path, opts...)
	if err != nil {
		return nil, err
	}
	if src, err = oneFrame(src, opts); err != nil {
		return nil, err
	}
	return src, scanAxes(f.Path, src.Info())
}

// oneFrame makes a scan of one point of a single image or spectrum. Array files
// leave open which of their axes are which.
func oneFrame(src arrays.Source, opts []source.Option) (arrays.Source, error) {
	info := src.Info()
	if info.Sig < len(info.Shape) || slices.Contains([]string{"npy", "npz", "zarr", "hdf5"}, info.Format) {
		return src, nil
	}
	return source.Open(info.Path, append(opts, source.NavShape(1))...)
}

// scanAxes returns an error if all axes of a file are taken for detector axes.
func scanAxes(path string, info arrays.SourceInfo) error {
	switch n := len(info.Shape); {
	case info.Sig < n:
		return nil
	case n == 1:
		return fmt.Errorf("%s: got shape %s, want two axes or more: some for the scan, others for the detector", path, wording.Shape(info.Shape))
	default:
		return fmt.Errorf("%s: got shape %s with %d detector axes, want fewer, so that some are left for the scan: see --sig-dims", path, wording.Shape(info.Shape), info.Sig)
	}
}

// name is what the scan is called in titles.
func (f *inputFlags) name() string {
	if strings.HasPrefix(f.Path, "synthetic:") {
		return f.Path
	}
	return filepath.Base(f.Path)
}

// options translates the flags; given are the names of those that are set.
func (f *inputFlags) options() (opts []source.Option, given []string, err error) {
	add := func(set bool, flag string, o source.Option) {
		if set {
			opts, given = append(opts, o), append(given, flag)
		}
	}
	if f.DType != "" {
		d, order, err := ndarray.ParseDType(f.DType)
		if err != nil {
			return nil, nil, fmt.Errorf("--dtype: %w", err)
		}
		add(true, "--dtype", source.DType(d))
		add(order != ndarray.LittleEndian && f.ByteOrder == "", "--dtype", source.ByteOrder(order))
	}
	add(f.NavShape != nil, "--nav-shape", source.NavShape(f.NavShape...))
	add(f.SigShape != nil, "--sig-shape", source.SigShape(f.SigShape...))
	add(f.SigDims != 0, "--sig-dims", source.SigDims(int(f.SigDims)))
	add(f.ByteOrder == "little", "--byte-order", source.ByteOrder(ndarray.LittleEndian))
	add(f.ByteOrder == "big", "--byte-order", source.ByteOrder(ndarray.BigEndian))
	if f.Offset != nil {
		add(true, "--offset", source.Offset(*f.Offset))
	}
	if f.Gap != nil {
		add(true, "--gap", source.Gap(*f.Gap))
	}
	if f.SyncOffset != nil {
		add(true, "--sync-offset", source.Sync(*f.SyncOffset))
	}
	add(f.Format != "", "--format", source.Format(f.Format))
	add(f.Member != "", "--member", source.Member(f.Member))
	add(f.Flip, "--flip", source.Flip())
	add(f.FileOrder, "--file-order", source.FileOrder())
	add(f.AllowShort, "--allow-short", source.AllowShort())
	return opts, given, nil
}

// parseSynthetic reads "64,64,128,128?seed=1&dose=64".
func parseSynthetic(text string) (arrays.Source, error) {
	fail := func(got, want string) error {
		return fmt.Errorf("synthetic:%s: got %s, want %s", text, got, want)
	}
	extents, query, _ := strings.Cut(text, "?")
	var dims shape
	if err := dims.UnmarshalText([]byte(extents)); err != nil {
		return nil, fail(strconv.Quote(extents), "four extents such as 64,64,128,128")
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, fail(strconv.Quote(query), "seed=1&dose=64")
	}
	s := synthetic{Shape: dims, Seed: 1, Dose: 64}
	for name, v := range values {
		switch name {
		case "seed":
			s.Seed, err = strconv.ParseUint(v[0], 10, 64)
		case "dose":
			s.Dose, err = strconv.Atoi(v[0])
		default:
			return nil, fail("parameter "+strconv.Quote(name), "seed or dose")
		}
		if err != nil {
			return nil, fail(name+"="+v[0], "a whole number")
		}
	}
	return s.source()
}

// synthetic are the parameters of a synthetic scan.
type synthetic struct {
	Shape shape  `default:"64,64,256,256" placeholder:"NY,NX,KY,KX" help:"Scan shape, then detector shape (${default})."`
	Seed  uint64 `default:"1" help:"Another seed is another sample (${default})."`
	Dose  int    `default:"64" help:"Electrons per pixel in the direct beam (${default})."`
}

func (s synthetic) source() (source.Synthetic, error) {
	if len(s.Shape) != 4 {
		return source.Synthetic{}, fmt.Errorf("synthetic scan: got shape %s, want two scan axes and two detector axes", wording.Shape(s.Shape))
	}
	src := source.Synthetic{NY: s.Shape[0], NX: s.Shape[1], KY: s.Shape[2], KX: s.Shape[3], Seed: s.Seed, Dose: s.Dose}
	return src, src.Check()
}
