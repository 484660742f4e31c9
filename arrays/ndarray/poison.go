//go:build poison

package ndarray

// unsetBytes has every block without contents poisoned, however small.
const unsetBytes = 1

// poison fills memory whose contents are undefined with bytes that results do
// not hold: NaN in floats, -1 or the largest value in integers. Tests built with
// the tag poison fail where an element is read that nobody wrote, or memory that
// was given back.
func poison(b []byte) {
	for i := range b {
		b[i] = 0xff
	}
}
