package zarr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/durable"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/scheduler"
)

// unfinished is what the metadata are called until all chunks are there.
const unfinished = ".unfinished"

// file returns the name of a key's file.
func file(path, key string) string { return filepath.Join(path, filepath.FromSlash(key)) }

// mainDocument is the metadata of the array.
func (s *save) mainDocument() string {
	if s.format == 2 {
		return join(s.name, ".zarray")
	}
	return join(s.name, "zarr.json")
}

// begin makes the folder and returns the blocks that are not written.
func (s *save) begin() ([]int, error) {
	if err := s.claim(); err != nil {
		return nil, err
	}
	if err := s.groups(); err != nil {
		return nil, err
	}
	if s.resume {
		if err := sweep(file(s.path, s.name)); err != nil {
			return nil, err
		}
	}
	missing := []int{}
	for block := range product(s.cuts.counts) {
		start, shape := s.cuts.box(block)
		if !s.resume || !s.meta.written(s.path, s.name, start, shape) {
			missing = append(missing, block)
		}
	}
	return missing, nil
}

// claim checks that the place is free or holds the beginning of this array,
// and notes what is going to be there.
func (s *save) claim() error {
	dir := file(s.path, s.name)
	for _, d := range documents {
		b, err := os.ReadFile(file(s.path, join(s.name, d)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !s.resume || d == ".zgroup" || join(s.name, d) != s.mainDocument() {
			return fmt.Errorf("%s: %w", d, ErrExists)
		}
		if err := s.same(d, b); err != nil {
			return err
		}
	}
	note := file(s.path, s.mainDocument()+unfinished)
	b, err := os.ReadFile(note)
	switch {
	case err == nil && !s.resume:
		return fmt.Errorf("an unfinished array: %w", ErrExists)
	case err == nil:
		return s.again(note, b)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 && !s.resume {
		return fmt.Errorf("%s is not empty: %w", dir, ErrExists)
	}
	return claimFile(note, s.document, !s.unsynced)
}

// again goes on with what was begun. A note that is only a part of what is to
// be there was being written when the process ended.
func (s *save) again(note string, have []byte) error {
	if len(have) < len(s.document) && bytes.HasPrefix(s.document, have) {
		return writeFile(note, s.document, !s.unsynced)
	}
	return s.same(filepath.Base(note), have)
}

// groups makes the groups around the array, where there are none.
func (s *save) groups() error {
	name, doc := "zarr.json", `{"zarr_format":3,"node_type":"group","attributes":{}}`
	if s.format == 2 {
		name, doc = ".zgroup", `{"zarr_format":2}`
	}
	if err := s.belowArray(folder(s.path)); err != nil {
		return err
	}
	for _, parent := range parents(s.name) {
		old, err := findDocument(folder(s.path), parent)
		if err == nil && old == nil {
			err = writeFile(file(s.path, join(parent, name)), []byte(doc), !s.unsynced)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// parents returns the names of the groups around a node, the root last.
func parents(name string) []string {
	var list []string
	for name != "" {
		if name = path.Dir(name); name == "." {
			name = ""
		}
		list = append(list, name)
	}
	return list
}

// finish makes the array visible.
func (s *save) finish() error {
	if s.format == 2 {
		notes, err := s.notes()
		if err != nil {
			return err
		}
		if notes != nil {
			if err := writeFile(file(s.path, join(s.name, ".zattrs")), notes, !s.unsynced); err != nil {
				return err
			}
		}
	}
	if err := s.syncNames(); err != nil {
		return err
	}
	name := file(s.path, s.mainDocument())
	if err := os.Rename(name+unfinished, name); err != nil || s.unsynced {
		return err
	}
	return durable.Folder(filepath.Dir(name))
}

// written reports whether all chunks of a box are there. Files without bytes
// are what some file systems leave of unsynced ones after a power cut.
func (m *arrayMeta) written(path, name string, start, shape []int) bool {
	err := m.eachChunk(start, shape, func(coords []int) error {
		info, err := os.Stat(file(path, join(name, m.keys.key(coords))))
		if err == nil && info.Size() == 0 {
			err = fs.ErrNotExist
		}
		return err
	})
	return err == nil
}

// eachChunk calls fn for the chunks that a box touches.
func (m *arrayMeta) eachChunk(start, shape []int, fn func(coords []int) error) error {
	lo, hi := make([]int, len(m.chunk)), make([]int, len(m.chunk))
	for i, c := range m.chunk {
		lo[i], hi[i] = start[i]/c, ceil(start[i]+shape[i], c)
	}
	return eachIn(lo, hi, fn)
}

// compute runs the tasks that write the given blocks.
func (s *save) compute(ctx context.Context, blocks []int) error {
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "zarr-write", Op: writeOp, Grid: s.cuts.counts, Deps: []*graph.Layer{s.array.Layer()}, Blockwise: true,
		Token: graph.Token(writeOp.Name(), s.path, s.name, s.document, s.origin, s.array.Layer()),
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			start, _ := s.cuts.box(block)
			for i, n := range s.origin {
				start[i] += n
			}
			return append(dst, graph.Lit(s.path), graph.Lit(s.name), graph.Lit(s.document), graph.Lit(start), graph.Ref(0, block), graph.Lit(!s.unsynced))
		},
		Note: graph.Note{Shape: s.meta.shape, DType: s.meta.dtype.String(), Chunks: wording.Shape(s.chunk), Text: s.path},
	})
	if err != nil {
		return err
	}
	_, err = scheduler.Compute(ctx, []graph.Collection{writing{layer, blocks}}, s.run...)
	return err
}

// writing is a layer whose tasks have no value.
type writing struct {
	layer  *graph.Layer
	blocks []int
}

func (w writing) Layer() *graph.Layer        { return w.layer }
func (w writing) Blocks() []int              { return w.blocks }
func (w writing) Collect([]any) (any, error) { return nil, nil }

var writeOp = graph.Register("gloam/zarr/write", func(ctx context.Context, args []any) (any, error) {
	if len(args) != 6 {
		return nil, fmt.Errorf("zarr: write has %d arguments, want 6", len(args))
	}
	path, ok1 := args[0].(string)
	name, ok2 := args[1].(string)
	doc, ok3 := args[2].([]byte)
	start, ok4 := args[3].([]int)
	block, ok5 := args[4].(*ndarray.Array)
	synced, ok6 := args[5].(bool)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 {
		return nil, fmt.Errorf("zarr: write got %T, %T, %T, %T, %T, %T, want path, name, document, start, block, whether to sync", args...)
	}
	m, err := parseArray(doc)
	if err != nil {
		return nil, at(path, name, err)
	}
	return true, at(path, name, m.write(ctx, path, name, start, block, synced))
})

// write stores the chunks that a block consists of.
func (m *arrayMeta) write(ctx context.Context, path, name string, start []int, block *ndarray.Array, synced bool) error {
	if block.DType() != m.dtype || len(start) != len(m.chunk) || block.NDim() != len(m.chunk) {
		return fmt.Errorf("block of shape %s and %s at %s, want %s in chunks %s", wording.Shape(block.Shape()), block.DType(), wording.Shape(start), m.dtype, wording.Shape(m.chunk))
	}
	return m.eachChunk(start, block.Shape(), func(coords []int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		packed, err := m.encode(coords, start, block)
		if err != nil {
			return err
		}
		return writeFile(file(path, join(name, m.keys.key(coords))), packed, synced)
	})
}

// encode packs what a key holds: a chunk, or a shard.
func (m *arrayMeta) encode(coords, start []int, block *ndarray.Array) ([]byte, error) {
	from, size := make([]int, len(coords)), make([]int, len(coords))
	for i, c := range coords {
		from[i] = c*m.chunk[i] - start[i]
		if from[i] < 0 {
			return nil, fmt.Errorf("block at %s cuts through chunk %s", wording.Shape(start), wording.Shape(coords))
		}
		size[i] = min(m.chunk[i], block.Shape()[i]-from[i])
	}
	part, err := block.Region(from, size)
	if err != nil {
		return nil, err
	}
	return m.pipe.encode(part, m.chunk)
}
