package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
)

// A csrScan is a scan of few electrons, of which only the pixels with some are
// written down.
type csrScan struct {
	scan
	memory  udf.SparseMemory // the same, in memory
	entries int64
	bytes   int64 // of all files
}

// csrParts are the files of a csrScan, by what they hold.
var csrParts = []string{"indptr", "indices", "data"}

// sparseScan makes a scan of dose 1 as raw_csr files if it is not there.
func (o options) sparseScan(ctx context.Context, n []int) (c csrScan, err error) {
	dir, err := filepath.Abs(filepath.Join(o.dir, fmt.Sprintf("csr-%dx%dx%dx%d", n[0], n[1], n[2], n[3])))
	if err != nil {
		return c, err
	}
	c.path = filepath.Join(dir, "scan.toml")
	if _, err := os.Stat(c.path); err != nil {
		log.Printf("making %s", c.path)
		if err := writeCSR(ctx, source.Synthetic{NY: n[0], NX: n[1], KY: n[2], KX: n[3], Seed: 1, Dose: 1}, dir); err != nil {
			return c, err
		}
	}
	for _, part := range csrParts {
		st, err := os.Stat(filepath.Join(dir, part+".raw"))
		if err != nil {
			return c, err
		}
		c.bytes += st.Size()
	}
	src, err := source.Open(c.path)
	if err != nil {
		return c, err
	}
	if c.data, err = udf.FromSource(src); err != nil {
		return c, err
	}
	if o.once != "" {
		return c, nil // entries in memory would count
	}
	return c, c.load(ctx, src.(source.RawCSR), n)
}

// load reads all entries into memory.
func (c *csrScan) load(ctx context.Context, src source.RawCSR, n []int) error {
	frames, err := src.Open(ctx)
	if err != nil {
		return err
	}
	defer frames.Close()
	starts, pixels, values, err := frames.(udf.RowFrames).ReadRows(ctx, 0, n[0]*n[1])
	if err != nil {
		return err
	}
	c.entries = int64(len(pixels))
	return arrays.GuardMapped(func() error {
		c.memory = udf.SparseMemory{Nav: n[:2], Sig: n[2:], Start: append([]int(nil), starts...), Index: append([]int32(nil), pixels...), Values: values.Copy()}
		return nil
	})
}

// writeCSR writes the frames of a scan, and last the side-car that names the
// files.
func writeCSR(ctx context.Context, s source.Synthetic, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	frames, err := s.Open(ctx)
	if err != nil {
		return err
	}
	defer frames.Close()
	w := csrWriter{files: make([]*bufio.Writer, len(csrParts))}
	for i, part := range csrParts {
		f, err := os.Create(filepath.Join(dir, part+".raw"))
		if err != nil {
			return err
		}
		defer f.Close()
		w.files[i] = bufio.NewWriterSize(f, 1<<20)
	}
	if err := binary.Write(w.files[0], binary.LittleEndian, int64(0)); err != nil {
		return err
	}
	const step = 64
	for at := 0; at < s.NY*s.NX; at += step {
		a, err := frames.Read(ctx, at, min(step, s.NY*s.NX-at))
		if err != nil {
			return err
		}
		if err := w.write(a); err != nil {
			return err
		}
	}
	for _, f := range w.files {
		if err := f.Flush(); err != nil {
			return err
		}
	}
	text := fmt.Sprintf(`[params]
filetype = "raw_csr"
nav_shape = [%d, %d]
sig_shape = [%d, %d]
[raw_csr]
indptr_file = "indptr.raw"
indptr_dtype = "int64"
indices_file = "indices.raw"
indices_dtype = "int32"
data_file = "data.raw"
data_dtype = "uint16"
`, s.NY, s.NX, s.KY, s.KX)
	return os.WriteFile(filepath.Join(dir, "scan.toml"), []byte(text), 0o644)
}

// A csrWriter appends frames to the three files.
type csrWriter struct {
	files   []*bufio.Writer
	entries int64
}

func (w *csrWriter) write(frames *ndarray.Array) error {
	t, err := udf.SparseOf(frames)
	if err != nil {
		return err
	}
	values, err := ndarray.Values[uint16](t.Values)
	if err != nil {
		return err
	}
	ends := make([]int64, t.Frames)
	for f := range ends {
		ends[f] = w.entries + int64(t.Start[f+1])
	}
	w.entries = ends[len(ends)-1]
	for i, list := range []any{ends, t.Index, values} {
		if err := binary.Write(w.files[i], binary.LittleEndian, list); err != nil {
			return err
		}
	}
	return nil
}
