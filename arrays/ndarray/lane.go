package ndarray

// A lane walks the elements of a view in C order and hands them out, or takes
// them, as contiguous runs. Runs that lie in memory as they are wanted are not
// copied; others pass through scratch memory that stays in the first-level
// cache.
type lane struct {
	buf            []byte
	item           int
	shape, strides []int // without axes of length 1, neighbours merged
	at             []int // position along each axis
	off            int   // of the next element
	scratch        []byte
	store          [3 * 6]int
}

// laneRun is the number of elements that pass through scratch memory at once.
// With up to six scratch buffers of 8-byte elements this fits the 128 KiB that
// second-level caches have at least.
const laneRun = 2048

// reset starts the lane at the first element of a. It keeps the scratch memory.
func (l *lane) reset(a *Array) {
	l.buf, l.item, l.off = a.buf, a.dtype.Size(), a.off
	l.shape, l.strides = l.store[:0:6], l.store[6:6:12]
	for i, e := range a.shape {
		if e == 1 {
			continue
		}
		s, k := a.strides[i], len(l.shape)-1
		if k >= 0 && l.strides[k] == e*s {
			l.shape[k] *= e
			l.strides[k] = s
			continue
		}
		l.shape, l.strides = append(l.shape, e), append(l.strides, s)
	}
	if len(l.shape) == 0 {
		l.shape, l.strides = append(l.shape, 1), append(l.strides, 1)
	}
	l.at = append(l.store[12:12:18], l.shape...)
	clear(l.at)
}

// flat reports whether all elements are one contiguous run.
func (l *lane) flat() bool { return len(l.shape) == 1 && (l.strides[0] == 1 || l.shape[0] == 1) }

// constant reports whether all elements share the same memory.
func (l *lane) constant() bool { return len(l.shape) == 1 && l.strides[0] == 0 && l.shape[0] > 1 }

// run returns how many of the next n elements to handle at once: a long rest of
// a contiguous row, so that it needs no copy, or as many as scratch memory holds.
func (l *lane) run(n int) int {
	k := len(l.shape) - 1
	if rest := l.shape[k] - l.at[k]; l.strides[k] == 1 && rest >= laneRun/8 {
		return min(n, rest)
	}
	return min(n, laneRun)
}

// direct returns the memory of the next n elements if they are one run.
func (l *lane) direct(n int) ([]byte, bool) {
	k := len(l.shape) - 1
	if (l.strides[k] != 1 && n != 1) || l.at[k]+n > l.shape[k] {
		return nil, false
	}
	return l.buf[l.off*l.item : (l.off+n)*l.item], true
}

// skip moves past n elements of the current row.
func (l *lane) skip(n int) {
	k := len(l.shape) - 1
	l.at[k] += n
	l.off += n * l.strides[k]
	for ; k > 0 && l.at[k] == l.shape[k]; k-- {
		l.off += l.strides[k-1] - l.shape[k]*l.strides[k]
		l.at[k] = 0
		l.at[k-1]++
	}
}

// take returns the next n elements, valid until the next call.
func (l *lane) take(n int) []byte {
	if b, ok := l.direct(n); ok {
		l.skip(n)
		return b
	}
	b := l.room(n)
	l.rows(n, func(from, to, row, stride int) {
		gather(b[from*l.item:to*l.item], l.buf, row, stride, l.item)
	})
	return b
}

// put stores the next n elements.
func (l *lane) put(b []byte, n int) {
	l.rows(n, func(from, to, row, stride int) {
		scatter(l.buf, b[from*l.item:to*l.item], row, stride, l.item)
	})
}

// rows visits the pieces of rows that the next n elements lie in.
func (l *lane) rows(n int, visit func(from, to, row, stride int)) {
	k := len(l.shape) - 1
	for done := 0; done < n; {
		m := min(n-done, l.shape[k]-l.at[k])
		visit(done, done+m, l.off, l.strides[k])
		l.skip(m)
		done += m
	}
}

// room returns scratch memory for n elements.
func (l *lane) room(n int) []byte {
	l.scratch = grow(l.scratch, n*l.item)
	return l.scratch
}

// grow returns b with length n, in new memory if it does not fit.
func grow(b []byte, n int) []byte {
	if cap(b) >= n {
		return b[:n]
	}
	return memory(make([]complex128, (n+15)/16))[:n] // aligned for every dtype
}

// gather copies len(dst)/item elements that lie stride elements apart in src,
// the first one at element off.
func gather(dst, src []byte, off, stride, item int) {
	switch {
	case stride == 1:
		copy(dst, src[off*item:])
	case stride == 0:
		for done := copy(dst, src[off*item:(off+1)*item]); done < len(dst); {
			done += copy(dst[done:], dst[:done])
		}
	case item == 1:
		gatherItems(dst, src, off, stride)
	case item == 2:
		gatherItems(as[uint16](dst), as[uint16](src), off, stride)
	case item == 4:
		gatherItems(as[uint32](dst), as[uint32](src), off, stride)
	case item == 8:
		gatherItems(as[uint64](dst), as[uint64](src), off, stride)
	default:
		gatherItems(as[complex128](dst), as[complex128](src), off, stride)
	}
}

func gatherItems[T Element](dst, src []T, off, stride int) {
	if stride == 2 && len(dst) > 0 {
		done := everySecond(dst, src[off:])
		dst, off = dst[done:], off+2*done
	}
	for i := range dst {
		dst[i] = src[off]
		off += stride
	}
}

// scatter is the inverse of gather.
func scatter(dst, src []byte, off, stride, item int) {
	switch {
	case stride == 1:
		copy(dst[off*item:], src)
	case item == 1:
		scatterItems(dst, src, off, stride)
	case item == 2:
		scatterItems(as[uint16](dst), as[uint16](src), off, stride)
	case item == 4:
		scatterItems(as[uint32](dst), as[uint32](src), off, stride)
	case item == 8:
		scatterItems(as[uint64](dst), as[uint64](src), off, stride)
	default:
		scatterItems(as[complex128](dst), as[complex128](src), off, stride)
	}
}

func scatterItems[T Element](dst, src []T, off, stride int) {
	for _, v := range src {
		dst[off] = v
		off += stride
	}
}
