package udf

import (
	"slices"
	"sort"

	"github.com/gloam-go/gloam/arrays"
)

// An ArrayOption changes how [FromArray] cuts a computed array.
type ArrayOption func(*arrayConfig)

type arrayConfig struct {
	preserve bool
	minSize  int64
}

// defaultMinSize is that of LiberTEM: a partition should be worth its task.
const defaultMinSize = 128 << 20

// PreserveDimensions keeps the order of navigation axes, which is the default.
// With false the axis with the most chunks comes first, which keeps more chunks
// apart and changes the shape of the scan and of results.
func PreserveDimensions(yes bool) ArrayOption { return func(c *arrayConfig) { c.preserve = yes } }

// MinSize merges neighbouring chunks until each has at least that many bytes,
// 128 MiB by default. 1 keeps the chunks.
func MinSize(bytes int64) ArrayOption { return func(c *arrayConfig) { c.minSize = bytes } }

// navOrder returns the axes of an array in the order that c asks for.
func (c arrayConfig) navOrder(chunks [][]int, nav int) []int {
	axes := make([]int, len(chunks))
	for i := range axes {
		axes[i] = i
	}
	if !c.preserve && chunked(chunks[:nav]) {
		sort.SliceStable(axes[:nav], func(i, j int) bool { return len(chunks[axes[i]]) < len(chunks[axes[j]]) })
		slices.Reverse(axes[:nav])
	}
	return axes
}

func chunked(chunks [][]int) bool {
	return slices.ContainsFunc(chunks, func(c []int) bool { return len(c) > 1 })
}

// partitionChunks merges chunks, and never splits one, so that each is whole
// frames that follow each other in scan order, of at least minSize bytes.
func (c arrayConfig) partitionChunks(chunks [][]int, nav int, item int64) [][]int {
	out := slices.Clone(chunks)
	for i := nav; i < len(out); i++ {
		out[i] = []int{total(out[i])}
	}
	first := slices.IndexFunc(out[:nav], func(c []int) bool { return slices.ContainsFunc(c, func(n int) bool { return n != 1 }) })
	for i := first + 1; first >= 0 && i < nav; i++ {
		out[i] = []int{total(out[i])}
	}
	all := item
	for _, c := range out {
		all *= int64(total(c))
	}
	if all < c.minSize {
		for i := range out {
			out[i] = []int{total(out[i])}
		}
	}
	for chunked(out[:nav]) && smallest(out, item) < c.minSize {
		for i := nav - 1; i >= 0; i-- {
			if len(out[i]) > 1 {
				out[i] = mergePair(out[i])
				break
			}
		}
	}
	return out
}

// smallest returns the bytes of the smallest chunk.
func smallest(chunks [][]int, item int64) int64 {
	for _, c := range chunks {
		item *= int64(slices.Min(c))
	}
	return item
}

// mergePair merges a smallest chunk with its smaller neighbour, of several
// such pairs the smallest, of equal ones the last.
func mergePair(chunks []int) []int {
	low, best, sum := slices.Min(chunks), -1, 0
	for i, n := range chunks {
		if n != low {
			continue
		}
		left := i - 1 // of the pair
		if i == 0 || i+1 < len(chunks) && chunks[i+1] < chunks[i-1] {
			left = i
		}
		if s := chunks[left] + chunks[left+1]; best < 0 || s < sum || s == sum && left > best {
			best, sum = left, s
		}
	}
	out := slices.Clone(chunks[:best])
	return append(append(out, sum), chunks[best+2:]...)
}

// flatBlocks returns the array as frames along one axis, one block for each
// partition, and the navigation axes in the order that the config asks for.
func (c arrayConfig) flatBlocks(a *arrays.Array, sig int) (flat *arrays.Array, nav []int, err error) {
	n := a.NDim() - sig
	if axes := c.navOrder(a.Chunks(), n); !slices.IsSorted(axes) {
		if a, err = a.Transpose(axes...); err != nil {
			return nil, nil, err
		}
	}
	chunks := c.partitionChunks(a.Chunks(), n, int64(a.DType().Size()))
	if a, err = a.Rechunk(arrays.Explicit(chunks)); err != nil {
		return nil, nil, err
	}
	nav = a.Shape()[:n]
	flat, err = a.Reshape(append([]int{product(nav)}, a.Shape()[n:]...)...)
	if err != nil {
		return nil, nil, err
	}
	want := append([][]int{flatLengths(chunks[:n])}, chunks[n:]...)
	flat, err = flat.Rechunk(arrays.Explicit(want))
	return flat, nav, err
}

// flatLengths returns the frames of each block in scan order.
func flatLengths(chunks [][]int) []int {
	out := []int{1}
	for _, c := range chunks {
		var next []int
		for _, n := range out {
			for _, m := range c {
				next = append(next, n*m)
			}
		}
		out = next
	}
	return out
}

func total(v []int) (n int) {
	for _, x := range v {
		n += x
	}
	return n
}
