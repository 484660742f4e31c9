package ndarray

// nearAxes is how many axes an array may have for its shape and strides to lie
// beside it, in one piece of memory instead of three: small blocks are made by
// the thousand, and each piece is work for the collector.
const nearAxes = 4

type header struct {
	Array
	near [2 * nearAxes]int
}

// newHeader returns an array of so many axes without elements, whose shape and
// strides are to be filled in.
func newHeader(dtype DType, ndim int) *Array {
	if ndim > nearAxes {
		both := make([]int, 2*ndim)
		return &Array{dtype: dtype, shape: both[:ndim:ndim], strides: both[ndim:]}
	}
	h := &header{}
	h.dtype, h.shape, h.strides = dtype, h.near[:ndim:ndim], h.near[nearAxes:nearAxes+ndim:nearAxes+ndim]
	return &h.Array
}

// headed returns an array of a shape, in C order, without elements.
func headed(dtype DType, shape []int) *Array {
	a := newHeader(dtype, len(shape))
	copy(a.shape, shape)
	setContiguous(a.strides, shape)
	return a
}

// contiguous returns the strides of a C-order array.
func contiguous(shape []int) []int {
	s := make([]int, len(shape))
	setContiguous(s, shape)
	return s
}

func setContiguous(strides, shape []int) {
	step := 1
	for i := len(shape) - 1; i >= 0; i-- {
		strides[i] = step
		step *= max(shape[i], 1)
	}
}
