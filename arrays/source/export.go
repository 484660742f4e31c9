package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"golang.org/x/sync/errgroup"
)

// An ExportOption changes how [Export] works.
type ExportOption func(*export)

// ExportWorkers sets the number of goroutines; the default is one per CPU.
func ExportWorkers(n int) ExportOption { return func(e *export) { e.workers = n } }

// ExportProgress calls fn after each block of frames with the scan positions
// done and their total. Calls do not overlap.
func ExportProgress(fn func(done, total int)) ExportOption {
	return func(e *export) { e.progress = fn }
}

// Export writes a source's array to a file, as .npy if the name ends so, else
// without header: little-endian elements in C order, zeros where there is no
// data. The file appears under its name, replacing an earlier one, when it is
// complete; after an error or a cancelled ctx nothing is left behind. Frames
// are read and written in parallel, a few MiB per worker at a time.
func Export(ctx context.Context, src arrays.Source, path string, opts ...ExportOption) error {
	e := export{src: src, info: src.Info(), workers: runtime.GOMAXPROCS(0), progress: func(int, int) {}}
	for _, o := range opts {
		o(&e)
	}
	if e.workers < 1 {
		return fmt.Errorf("source: export with %d workers, want at least 1", e.workers)
	}
	if c, ok := src.(interface{ Check() error }); ok {
		if err := c.Check(); err != nil {
			return err
		}
	}
	if err := e.write(ctx, path); err != nil {
		return fmt.Errorf("source: export to %s: %w", path, err)
	}
	return nil
}

type export struct {
	src      arrays.Source
	info     arrays.SourceInfo
	workers  int
	progress func(done, total int)

	file  *os.File
	out   *alignedWriter // to file
	start int64          // offset of the first element
	block int            // scan positions a worker does at a time

	mu   sync.Mutex
	next int // first position that no worker has
	done int
}

// exportBytes is what a worker reads and writes at a time.
const exportBytes = 4 << 20

// write fills a temporary file and gives it its name.
func (e *export) write(ctx context.Context, path string) (err error) {
	e.file, err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(e.file.Name())
		}
	}()
	if err := e.fill(ctx, strings.EqualFold(filepath.Ext(path), ".npy")); err != nil {
		return errors.Join(err, e.file.Close())
	}
	// CreateTemp makes files private; a result is for whoever can read the folder.
	if err := e.file.Chmod(0o644); err != nil && runtime.GOOS != "windows" {
		return errors.Join(err, e.file.Close())
	}
	if err := e.file.Close(); err != nil {
		return err
	}
	return os.Rename(e.file.Name(), path)
}

// fill writes the header and all frames.
func (e *export) fill(ctx context.Context, npy bool) (err error) {
	if _, err := ndarray.CheckShape(e.info.DType, e.info.Shape); err != nil {
		return err
	}
	e.out = newAlignedWriter(e.file)
	if npy {
		var header bytes.Buffer
		if err := ndarray.WriteHeader(&header, e.info.DType, e.info.Shape...); err != nil {
			return err
		}
		e.start = int64(header.Len())
		if _, err := e.out.WriteAt(header.Bytes(), 0); err != nil {
			return err
		}
	}
	// Positions without data stay holes, which read as zeros.
	if err := e.file.Truncate(e.start + int64(e.positions())*e.frame()); err != nil {
		return err
	}
	e.block = int(max(1, exportBytes/max(1, e.frame())))
	g, ctx := errgroup.WithContext(ctx)
	for range min(e.workers, (e.positions()+e.block-1)/e.block) {
		g.Go(func() error { return e.work(ctx) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return e.out.flush()
}

func (e *export) positions() int { return product(e.info.Nav()) }

// frame returns the bytes of a frame in the new file.
func (e *export) frame() int64 {
	return int64(product(e.info.Frame())) * int64(e.info.DType.Size())
}

// work writes blocks until none are left.
func (e *export) work(ctx context.Context) (err error) {
	frames, err := e.src.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, frames.Close()) }()
	var buf []byte
	for {
		start, n := e.take()
		if n == 0 {
			return nil
		}
		if buf, err = e.copy(ctx, frames, start, n, buf); err != nil {
			return err
		}
		e.finish(n)
	}
}

// take returns the next block of positions.
func (e *export) take() (start, n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	start, n = e.next, min(e.block, e.positions()-e.next)
	e.next += n
	return start, n
}

func (e *export) finish(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.done += n
	e.progress(e.done, e.positions())
}

// copy writes the frames of some positions. It uses buf and returns it, perhaps
// grown.
func (e *export) copy(ctx context.Context, frames arrays.Frames, start, n int, buf []byte) ([]byte, error) {
	from := max(start, -e.info.Sync)
	to := min(start+n, e.info.Stored-e.info.Sync)
	if from >= to {
		return buf, ctx.Err()
	}
	a, err := frames.Read(ctx, from+e.info.Sync, to-from)
	if err != nil {
		return buf, err
	}
	err = arrays.GuardMapped(func() error {
		buf, err = ndarray.EncodeBytes(buf[:0], a, ndarray.LittleEndian)
		return err
	})
	if err != nil {
		return buf, err
	}
	_, err = e.out.WriteAt(buf, e.start+int64(from)*e.frame())
	return buf, err
}
