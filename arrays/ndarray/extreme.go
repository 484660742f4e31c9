package ndarray

// extreme returns the search for the first largest or smallest element of a
// run; the first NaN comes before all.
func (intKernels[T, A]) extreme(op ReduceOp) func([]byte) int { return extremeOf[T](op) }
func (floatKernels[T]) extreme(op ReduceOp) func([]byte) int  { return extremeOf[T](op) }

func (complexKernels[T, P]) extreme(op ReduceOp) func([]byte) int { return complexSearch[T](op) }

// Bool and Float16 are searched as the types that reduceIn names.
func (boolKernels) extreme(ReduceOp) func([]byte) int { return nil }
func (halfKernels) extreme(ReduceOp) func([]byte) int { return nil }

func extremeOf[T realNumber](op ReduceOp) func([]byte) int {
	if op == ArgMax {
		return largest[T]
	}
	return smallest[T]
}

func largest[T realNumber](src []byte) int {
	s, at := as[T](src), 0
	best := s[0]
	for i, v := range s {
		if v > best || v != v {
			if at, best = i, v; v != v {
				break
			}
		}
	}
	return at
}

func smallest[T realNumber](src []byte) int {
	s, at := as[T](src), 0
	best := s[0]
	for i, v := range s {
		if v < best || v != v {
			if at, best = i, v; v != v {
				break
			}
		}
	}
	return at
}
