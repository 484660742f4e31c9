package hdf5

import (
	"bytes"
	"context"
	"io"
	"os"
	"sync"

	"github.com/klauspost/compress/zlib"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
)

// shuffled returns the first bytes of all elements, then the second ones, and so
// on.
func shuffled(b []byte, item int) []byte {
	if item == 1 {
		return b
	}
	out := make([]byte, len(b))
	simd.Shuffle(out, b, item)
	return out
}

// A packer appends chunks of unforeseen size to a file.
type packer struct {
	file  *os.File
	mu    sync.Mutex
	end   int64
	zlibs [10]sync.Pool // by level
}

// take reserves room for a chunk.
func (p *packer) take(n int) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	address := p.end
	p.end += int64(n)
	return address
}

// write packs the chunks of a block and notes where they lie. Blocks have no
// chunk in common, so that no two write the same note.
func (p *packer) write(ctx context.Context, d *dataset, start []int, block *ndarray.Array) error {
	var buffer bytes.Buffer
	return d.place().eachChunk(ctx, start, block, func(number int, b []byte) error {
		buffer.Reset()
		if err := p.deflate(&buffer, b, d.level); err != nil {
			return err
		}
		out := piece{size: len(b)}
		if buffer.Len() < len(b) {
			b, out.size = buffer.Bytes(), buffer.Len()
		} else {
			out.mask = 1 // the filter's place in the list
			if d.shuffle {
				out.mask = 2
			}
		}
		out.address = p.take(out.size)
		d.packed[number] = out
		_, err := p.file.WriteAt(b, out.address)
		return err
	})
}

func (p *packer) deflate(dst io.Writer, b []byte, level int) error {
	w, _ := p.zlibs[level].Get().(*zlib.Writer)
	if w == nil {
		var err error
		if w, err = zlib.NewWriterLevel(dst, level); err != nil {
			return err
		}
	}
	w.Reset(dst)
	defer p.zlibs[level].Put(w)
	if _, err := w.Write(b); err != nil {
		return err
	}
	return w.Close()
}
