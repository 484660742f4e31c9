package ndarray

// Memory returns the bytes from the first element to the last one, gaps
// included, in the machine's byte order: element (i, j, …) begins at
// (i*Strides()[0] + j*Strides()[1] + …) * DType().Size(). It shares the
// array's memory. ok is false for Object arrays and negative strides.
func (a *Array) Memory() (b []byte, ok bool) {
	if a.dtype == Object {
		return nil, false
	}
	if a.Size() == 0 {
		return nil, true
	}
	lo, hi := extent(a.shape, a.strides)
	if lo < 0 {
		return nil, false
	}
	return a.first(hi + 1), true
}
