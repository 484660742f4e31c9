package main

import (
	"errors"
	"os"
	"sync/atomic"
	"time"

	"github.com/gloam-go/gloam/internal/simd"
	"golang.org/x/sync/errgroup"
)

// chunkBytes is how much a reader takes at a time: what a partition of a big
// scan has.
const chunkBytes = 32 << 20

// touched keeps the reads from being optimised away.
var touched atomic.Uint64

// A mappedFile is what the machine's reading speed is measured with: one
// mapping of a whole file whose pages have all been touched before, so that
// nothing is measured but memory. It is mapped when it is first read.
type mappedFile struct {
	path string
	file *os.File
	data []byte
}

func (m *mappedFile) open() error {
	f, err := os.Open(m.path)
	if err != nil {
		return err
	}
	st, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	data, err := mapWhole(f, int(st.Size()))
	if err != nil {
		return errors.Join(err, f.Close())
	}
	m.file, m.data = f, data
	return nil
}

// read touches every cache line with so many goroutines and returns how long
// that took.
func (m *mappedFile) read(workers int) (time.Duration, error) {
	if m.data == nil {
		if err := m.open(); err != nil {
			return 0, err
		}
	}
	began := time.Now()
	var g errgroup.Group
	sums := make([]uint64, workers)
	for w := range workers {
		g.Go(func() error {
			for at := w * chunkBytes; at < len(m.data); at += workers * chunkBytes {
				sums[w] += simd.TouchSum(m.data[at:min(at+chunkBytes, len(m.data))])
			}
			return nil
		})
	}
	err := g.Wait()
	took := time.Since(began)
	for _, s := range sums {
		touched.Add(s)
	}
	return took, err
}

func (m *mappedFile) close() error {
	if m.data == nil {
		return nil
	}
	return errors.Join(unmapWhole(m.data), m.file.Close())
}

// readThrough maps a file, reads it once and unmaps it: what a pass costs that
// does nothing else but has to have its pages mapped.
func readThrough(path string, workers int) (time.Duration, error) {
	began := time.Now()
	m := &mappedFile{path: path}
	_, err := m.read(workers)
	if cerr := m.close(); err == nil {
		err = cerr
	}
	return time.Since(began), err
}
