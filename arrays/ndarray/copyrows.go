package ndarray

import "sync"

// copyStates keep the lanes of a copy, which are large, for the next one.
var copyStates = sync.Pool{New: func() any { return new([2]lane) }}

// copyRows copies row by row, straight into memory that takes the elements as
// they come. It returns false, having done nothing, where the element-wise
// driver is better: for elements that are cast, rows that come again, and a
// destination with gaps between its elements.
func copyRows(dst, src *Array) bool {
	if dst.dtype != src.dtype || dst.Size() == 0 {
		return false
	}
	state := copyStates.Get().(*[2]lane)
	to, from := &state[0], &state[1]
	defer func() {
		to.buf, from.buf = nil, nil
		copyStates.Put(state)
	}()
	to.reset(dst)
	from.reset(src)
	last, row := len(to.shape)-1, len(from.shape)-1
	if to.strides[last] != 1 || from.strides[row] == 0 || row > 0 && from.strides[row-1] == 0 {
		return false
	}
	for n := dst.Size(); n > 0; {
		m := min(to.shape[last]-to.at[last], from.shape[row]-from.at[row])
		gather(to.buf[to.off*to.item:(to.off+m)*to.item], from.buf, from.off, from.strides[row], from.item)
		to.skip(m)
		from.skip(m)
		n -= m
	}
	return true
}

// everySecond copies every second element of src, which begins with the first
// one, and returns how many it copied: all but a few at the end.
func everySecond[T Element](dst, src []T) int {
	done := 0
	for ; len(dst) >= 8 && len(src) >= 16; dst, src = dst[8:], src[16:] {
		d, s := (*[8]T)(dst), (*[16]T)(src)
		d[0], d[1], d[2], d[3] = s[0], s[2], s[4], s[6]
		d[4], d[5], d[6], d[7] = s[8], s[10], s[12], s[14]
		done += 8
	}
	return done
}
