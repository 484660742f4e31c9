// Package pieces works out which runs of bytes of a file a box of an array
// consists of.
//
// Few long reads beat many short ones, so neighbouring runs are joined where
// little lies between them. What was read then has gaps; [Cut.Strides] tell
// where the elements are.
package pieces

// A Cut is how a box of a stored array is read: Count runs of Run bytes.
type Cut struct {
	Run   int64
	Count int
	// Strides lead, in elements, from one position of the box to the next in
	// what was read, the runs one behind the other.
	Strides []int

	outer []axis // not joined, slowest first
	first int64  // of the box in the stored array
}

// An axis is an axis of the box that is stepped through run by run.
type axis struct {
	n     int
	pitch int64 // bytes from one position of the box to the next
}

// New cuts a box out of an array of elements of item bytes, whose axes lead from
// one position to the next by these pitches, in bytes. The box has size
// positions along each axis, the first one at start, each step from the one
// before; a nil step is 1. Runs with at most gap bytes between them are joined,
// if what lies between them is whole elements. Sizes and steps must be positive.
func New(item int, pitch []int64, start, size, step []int, gap int64) Cut {
	c := Cut{Strides: make([]int, len(size)), Run: int64(item), Count: 1}
	joined := len(size)
	far := make([]int64, len(size))
	for i := len(size) - 1; i >= 0; i-- {
		far[i] = pitch[i]
		if step != nil {
			far[i] *= int64(step[i])
		}
		c.first += pitch[i] * int64(start[i])
		if joined > i+1 || size[i] > 1 && (far[i]-c.Run > gap || far[i]%int64(item) != 0) {
			continue // nor are the slower axes
		}
		joined = i
		c.Strides[i] = int(far[i] / int64(item))
		c.Run += far[i] * int64(size[i]-1)
	}
	stride := int(c.Run / int64(item))
	for i := joined - 1; i >= 0; i-- {
		c.Strides[i] = stride
		stride *= size[i]
		c.Count *= size[i]
	}
	for i := range joined {
		c.outer = append(c.outer, axis{size[i], far[i]})
	}
	return c
}

// Pitches returns the pitches of the axes of a shape in C order.
func Pitches(shape []int, item int) []int64 {
	p, n := make([]int64, len(shape)), int64(item)
	for i := len(shape) - 1; i >= 0; i-- {
		p[i] = n
		n *= int64(shape[i])
	}
	return p
}

// Bytes returns how many bytes all runs have.
func (c Cut) Bytes() int64 { return c.Run * int64(c.Count) }

// Offset returns where in the stored array a run begins, in bytes.
func (c Cut) Offset(run int) int64 {
	at := c.first
	for i := len(c.outer) - 1; i >= 0; i-- {
		at += int64(run%c.outer[i].n) * c.outer[i].pitch
		run /= c.outer[i].n
	}
	return at
}
