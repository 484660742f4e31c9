package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

type infoCmd struct {
	inputFlags
	JSON bool `name:"json" help:"Print JSON."`
}

// Help implements kong.HelpProvider.
func (*infoCmd) Help() string {
	return `Headers and file sizes are read, frames are not. For a file that does not say
its own layout it tells which options are missing.

Examples:

  gloam info scan.blo
  gloam info scan.npz --member probe --json
  gloam info scan.zarr --member raw/data
  gloam info scan.raw --dtype uint16 --sig-shape 128,128`
}

// scanInfo is what is known about a scan.
type scanInfo struct {
	Path       string   `json:"path"`
	Format     string   `json:"format,omitempty"`
	Nav        []int    `json:"nav,omitempty"`
	Sig        []int    `json:"sig,omitempty"`
	DType      string   `json:"dtype,omitempty"`
	ByteOrder  string   `json:"byte_order,omitempty"`
	Stored     int      `json:"stored_frames,omitempty"`
	FrameBytes int64    `json:"frame_bytes,omitempty"` // from one frame to the next
	Offset     *int64   `json:"offset,omitempty"`
	Gap        *int64   `json:"gap,omitempty"`
	Files      int      `json:"files,omitempty"`     // if they are several
	BottomUp   bool     `json:"bottom_up,omitempty"` // the last row of a frame is stored first
	Gathered   bool     `json:"gathered,omitempty"`  // the pixels of a frame lie apart
	Sync       int      `json:"sync_offset"`
	Size       int64    `json:"size,omitempty"` // of the files with the frames
	Bytes      int64    `json:"read_bytes,omitempty"`
	Partitions int      `json:"partitions,omitempty"`
	Missing    []string `json:"missing,omitempty"`
	Members    []member `json:"members,omitempty"`
	Hint       string   `json:"hint,omitempty"`
}

// A member is an array of an archive.
type member struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape,omitempty"`
	DType string `json:"dtype,omitempty"`
	Error string `json:"error,omitempty"`
}

// Run implements the sub-command.
func (c *infoCmd) Run(a *app) error {
	i := scanInfo{Path: c.Path, Size: sizeOf(c.Path)}
	i.Members = members(c.Path)
	src, err := c.open()
	var missing *source.MissingOptionsError
	switch {
	case errors.As(err, &missing):
		i.Format, i.Missing = "raw", flagNames(missing.Options)
	case err != nil && len(i.Members) > 1 && c.Member == "":
		i.Format, i.Missing = archiveFormat(c.Path), []string{"--member"}
	case err != nil:
		return err
	default:
		if err := i.describe(src); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.printJSON(i)
	}
	a.print(i.text())
	return nil
}

// describe fills in what a source says.
func (i *scanInfo) describe(src arrays.Source) error {
	info := src.Info()
	d, err := udf.FromSource(src)
	if err != nil {
		return err
	}
	i.Format, i.Nav, i.Sig, i.DType = info.Format, info.Nav(), info.Frame(), info.DType.String()
	i.Stored, i.FrameBytes, i.Sync = info.Stored, info.FrameBytes, info.Sync
	i.Bytes, i.Partitions = d.Bytes(), d.NumPartitions()
	switch r := src.(type) {
	case source.Raw:
		i.Size, i.Offset, i.Gap = sizeOf(r.Path), &r.Offset, &r.Gap
		i.order(r.Order, info.DType)
	case source.Series:
		i.series(r)
		i.order(r.Order, info.DType)
	case source.Fortran:
		i.Gathered = true
		i.order(r.Order, info.DType)
	case source.RawCSR:
		i.Size = sizeOf(r.Starts.Path, r.Indices.Path, r.Values.Path)
	}
	i.Hint = hint(info)
	return nil
}

// order fills in the byte order of numbers that have one.
func (i *scanInfo) order(o ndarray.ByteOrder, d ndarray.DType) {
	if d.Size() > 1 {
		i.ByteOrder = o.String()
	}
}

// series fills in where frames lie that are in several places.
func (i *scanInfo) series(s source.Series) {
	var paths []string
	for _, p := range s.Stretches {
		if !slices.Contains(paths, p.Path) {
			paths = append(paths, p.Path)
		}
	}
	i.Size, i.BottomUp = sizeOf(paths...), s.Rows > 0
	if len(paths) > 1 {
		i.Path, i.Files = filepath.Join(filepath.Dir(i.Path), filepath.Base(paths[0])), len(paths)
	}
}

// sizeText gives a size twice, in round numbers and in bytes, if these differ.
func sizeText(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%s (%d bytes)", bytesText(n), n)
}

// sizeOf adds up the sizes of files; folders and what is not there count as 0.
func sizeOf(paths ...string) (n int64) {
	for _, path := range paths {
		if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() {
			n += st.Size()
		}
	}
	return n
}

// hint suggests a scan shape for frames in a row.
func hint(info arrays.SourceInfo) string {
	if len(info.Nav()) != 1 || info.Stored < 4 {
		return ""
	}
	if n := int(math.Round(math.Sqrt(float64(info.Stored)))); n*n == info.Stored {
		return fmt.Sprintf("%d frames in a row; if they are a square scan: --nav-shape %d,%d", info.Stored, n, n)
	}
	return fmt.Sprintf("%d frames in a row; --nav-shape gives them a scan shape", info.Stored)
}

// members lists the arrays of an archive; none for other files.
func members(path string) []member {
	if archiveFormat(path) == "zarr" {
		return zarrMembers(path)
	}
	z, err := ndarray.OpenNPZ(path)
	if err != nil {
		return nil
	}
	defer func() { _ = z.Close() }()
	var out []member
	for _, name := range z.Names() {
		m := member{Name: name}
		h, err := z.Header(name)
		var unknown *ndarray.DTypeError
		switch {
		case errors.As(err, &unknown):
			m.DType = unknown.Text
			m.Error = "not numbers"
		case err != nil:
			m.Error = lineOf(err)
		default:
			m.Shape, m.DType = h.Shape, h.DType.String()
		}
		out = append(out, m)
	}
	return out
}

// archiveFormat is what an archive whose name says nothing else is called.
func archiveFormat(path string) string {
	if strings.EqualFold(filepath.Ext(path), ".npz") {
		return "npz"
	}
	return "zarr"
}

// zarrMembers lists the arrays of a Zarr store, if it is one and has several or
// has a name for its only one.
func zarrMembers(path string) []member {
	store, err := zarr.Open(path)
	if err != nil {
		return nil
	}
	names, err := store.Arrays()
	if err != nil || len(names) == 1 && names[0] == "" {
		return nil
	}
	var out []member
	for _, name := range names {
		m := member{Name: name}
		i, err := store.Info(name)
		var located *zarr.Error
		if errors.As(err, &located) {
			err = located.Err // the store and the name are known here
		}
		if err != nil {
			m.Error = lineOf(err)
		} else {
			m.Shape, m.DType = i.Shape, i.DType.String()
		}
		out = append(out, m)
	}
	return out
}

// text is the description for people.
func (i scanInfo) text() string {
	t := newTable("", "")
	t.rows = nil
	t.add("path", i.Path)
	if i.Files > 0 {
		t.add("files", fmt.Sprintf("%d, of which this is the first", i.Files))
	}
	t.add("format", i.Format)
	if i.Size > 0 {
		t.add("size", sizeText(i.Size))
	}
	if i.Nav != nil {
		i.layout(t)
	}
	if i.Missing != nil {
		t.add("missing", strings.Join(i.Missing, ", "))
	}
	if i.Hint != "" {
		t.add("hint", i.Hint)
	}
	s := t.String()
	if len(i.Members) == 0 {
		return s
	}
	t = newTable("member", "dtype", "shape")
	for _, m := range i.Members {
		what := m.Error
		if what == "" {
			what = wording.Shape(m.Shape)
		}
		t.add(m.Name, m.DType, what)
	}
	return s + "\n" + t.String()
}

// layout adds the lines about a scan whose layout is known.
func (i scanInfo) layout(t *table) {
	t.add("shape", split(i.Nav, i.Sig)+"  scan | detector")
	dtype := i.DType
	if i.ByteOrder != "" {
		dtype += ", " + i.ByteOrder + " endian"
	}
	t.add("dtype", dtype)
	stored := fmt.Sprintf("%d stored, %s each", i.Stored, bytesText(i.FrameBytes))
	if i.Offset != nil {
		stored += fmt.Sprintf("; offset %d, gap %d bytes", *i.Offset, *i.Gap)
	}
	if i.BottomUp {
		stored += "; last row first"
	}
	if i.Gathered {
		stored += "; gathered: their pixels lie apart"
	}
	t.add("frames", stored)
	if i.Sync != 0 {
		t.add("sync", fmt.Sprintf("position i shows frame i%+d", i.Sync))
	}
	t.add("reads", fmt.Sprintf("%s in %s", bytesText(i.Bytes), plural(i.Partitions, "partition")))
}
