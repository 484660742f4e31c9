package hdf5

import (
	"fmt"
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Limits of the format: axes of a dataspace, bytes of a chunk.
const (
	maxAxes  = 32
	maxChunk = math.MaxUint32
)

// A dataset is an array and how it is stored.
type dataset struct {
	layout
	array  *arrays.Array // its blocks consist of whole chunks
	dtype  ndarray.DType
	shape  []int
	chunk  []int  // nil for one piece
	value  []byte // that fills; nil without
	offset int64  // of the piece, or of the chunks if they are not packed
	packed []piece
}

// A piece is where a packed chunk lies.
type piece struct {
	address int64
	size    int
	mask    uint32 // of filters that were not used
}

// newDataset checks everything that can be wrong with an array and its layout.
func newDataset(a *arrays.Array, l layout) (*dataset, error) {
	d := &dataset{layout: l, array: a, dtype: a.DType(), shape: a.Shape()}
	if slices.Contains(d.shape, arrays.Unknown) {
		return nil, &LayoutError{Shape: d.shape, Reason: "is not known before computing"}
	}
	if d.dtype.Size() == 0 {
		return nil, &LayoutError{Shape: d.shape, Reason: fmt.Sprintf("got elements of %s, want numbers", d.dtype)}
	}
	if len(d.shape) > maxAxes {
		return nil, &LayoutError{Shape: d.shape, Reason: fmt.Sprintf("want at most %d axes", maxAxes)}
	}
	if err := d.fills(); err != nil {
		return nil, err
	}
	if l.chunked || l.filtered() {
		if err := d.cut(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// fills encodes what stands for elements without a value.
func (d *dataset) fills() error {
	if d.fill == nil {
		return nil
	}
	one := ndarray.New(d.dtype)
	err := one.Fill(d.fill)
	if err == nil {
		d.value, err = ndarray.EncodeBytes(nil, one, d.order)
	}
	if err != nil {
		return &ValueError{"fill", d.fill, err.Error()}
	}
	return nil
}

// cut chooses the chunks and cuts the array so that none lies in two blocks.
// Arrays without elements, and single numbers, are stored in one piece, as the
// format has no chunks of them.
func (d *dataset) cut() error {
	chunk := slices.Clone(d.layout.chunk)
	if len(chunk) == 0 {
		for _, c := range d.array.Chunks() {
			chunk = append(chunk, max(1, slices.Max(c)))
		}
	}
	wrong := func(reason string) error { return &LayoutError{d.shape, chunk, reason} }
	if len(chunk) != len(d.shape) {
		return wrong("want a length for each axis")
	}
	if d.gzip && (d.level < 1 || d.level > 9) {
		return wrong(fmt.Sprintf("got level %d of gzip, want 1 to 9", d.level))
	}
	if slices.Min(append(chunk, 1)) < 1 {
		return wrong("want lengths above 0")
	}
	if d.size() == 0 || len(d.shape) == 0 {
		return nil
	}
	bytes := int64(d.dtype.Size())
	for i := range chunk {
		chunk[i] = min(chunk[i], d.shape[i])
		if bytes *= int64(chunk[i]); bytes > maxChunk {
			return wrong(fmt.Sprintf("want chunks of at most %d bytes", int64(maxChunk)))
		}
	}
	d.chunk = chunk
	if d.gzip {
		d.packed = make([]piece, d.chunks())
	}
	return d.align()
}

// align cuts the array anew if a chunk lies in two blocks, in multiples of
// chunks about as long as its blocks were.
func (d *dataset) align() error {
	whole := true
	axes := make([]arrays.AxisChunks, len(d.chunk))
	for i, lengths := range d.array.Chunks() {
		whole = whole && !slices.ContainsFunc(lengths[:len(lengths)-1], func(n int) bool { return n%d.chunk[i] != 0 })
		axes[i] = arrays.Size(max(1, slices.Max(lengths)/d.chunk[i]) * d.chunk[i])
	}
	if whole {
		return nil
	}
	var err error
	d.array, err = d.array.Rechunk(arrays.PerAxis(axes...))
	return err
}

// size is the number of elements.
func (d *dataset) size() int { return product(d.shape) }

// chunkBytes is what a chunk takes that is not packed.
func (d *dataset) chunkBytes() int { return product(d.chunk) * d.dtype.Size() }

// counts returns how many chunks there are along each axis.
func (d *dataset) counts() []int {
	out := make([]int, len(d.chunk))
	for i, c := range d.chunk {
		out[i] = (d.shape[i] + c - 1) / c
	}
	return out
}

func (d *dataset) chunks() int { return product(d.counts()) }

// room is how many bytes have a place of their own before the first task runs.
func (d *dataset) room() int64 {
	if d.chunk == nil {
		return int64(d.size()) * int64(d.dtype.Size())
	}
	if d.gzip {
		return 0
	}
	return int64(d.chunks()) * int64(d.chunkBytes())
}

func product(v []int) int {
	n := 1
	for _, e := range v {
		n *= e
	}
	return n
}

// add writes what describes the dataset and returns its address.
func (d *dataset) add(m *metadata, attributes []attribute) int64 {
	var h header
	h.put(msgSpace, 0, dataspace(d.shape))
	h.put(msgType, constant, datatype(d.dtype, d.order))
	h.put(msgFill, constant, d.fillMessage())
	h.put(msgLayout, 0, d.layoutMessage(m))
	if d.chunk != nil && d.filtered() {
		h.put(msgFilters, constant, d.filterMessage())
	}
	return h.add(m, attributes)
}

// fillMessage says that values are written where there are data, and when room
// is taken: for one piece at the latest moment, for chunks one by one.
func (d *dataset) fillMessage() []byte {
	b := []byte{2, 2, 2, 1}
	if d.chunk != nil {
		b[1] = 3
	}
	return append(little.AppendUint32(b, uint32(len(d.value))), d.value...)
}

func (d *dataset) layoutMessage(m *metadata) []byte {
	if d.chunk == nil {
		address := uint64(d.offset)
		if d.size() == 0 {
			address = noAddress
		}
		return little.AppendUint64(little.AppendUint64([]byte{3, 1}, address), uint64(d.room()))
	}
	b := []byte{3, 2, byte(len(d.chunk) + 1)}
	b = little.AppendUint64(b, uint64(d.addChunks(m)))
	for _, n := range d.chunk {
		b = little.AppendUint32(b, uint32(n))
	}
	return little.AppendUint32(b, uint32(d.dtype.Size()))
}

// addChunks writes the tree that leads to the chunks.
func (d *dataset) addChunks(m *metadata) int64 {
	leaves := make([]branch, 0, d.chunks())
	for number, at := range boxes(d.counts()) {
		p := piece{address: d.offset + int64(number)*int64(d.chunkBytes()), size: d.chunkBytes()}
		if d.packed != nil {
			p = d.packed[number]
		}
		for i, c := range d.chunk {
			at[i] *= c
		}
		leaves = append(leaves, branch{p.address, chunkKey(p.size, p.mask, at)})
	}
	end := make([]int, len(d.chunk))
	for i, n := range d.counts() {
		end[i] = n * d.chunk[i]
	}
	return btree{toChunks, chunkK, chunkKey(0, 0, end)}.add(m, leaves)
}

// filterMessage lists filters in the order in which a writer applies them. Each
// may be left out of single chunks.
func (d *dataset) filterMessage() []byte {
	b := make([]byte, 8)
	b[0] = 1
	add := func(id uint16, name string, parameter int) {
		b[1]++
		for _, v := range []uint16{id, 8, 1, 1} {
			b = little.AppendUint16(b, v)
		}
		b = append(b, name...)
		b = little.AppendUint64(b, uint64(parameter))
	}
	if d.shuffle {
		add(2, "shuffle\x00", d.dtype.Size())
	}
	if d.gzip {
		add(1, "deflate\x00", d.level)
	}
	return b
}
