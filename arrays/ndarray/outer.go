package ndarray

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// CopyOuter copies src[s0[i], s1[j], …] to dst[d0[i], d1[j], …] for all i, j, …,
// where dstAt and srcAt hold the positions d0, d1, … and s0, s1, … along each
// axis; a nil list means all positions in order. Both arrays have the same
// dtype and number of axes and must not overlap. Positions must lie within
// their axes.
func CopyOuter(dst *Array, dstAt [][]int, src *Array, srcAt [][]int) error {
	if err := checkMove("copy outer", dst, src); err != nil {
		return err
	}
	nd := len(dst.shape)
	if len(src.shape) != nd || len(dstAt) != nd || len(srcAt) != nd {
		return fmt.Errorf("ndarray: copy outer: got arrays of %d and %d axes with positions on %d and %d", nd, len(src.shape), len(dstAt), len(srcAt))
	}
	d, s := make([][]int, nd), make([][]int, nd)
	for i := range nd {
		var err error
		if d[i], err = offsets(dstAt[i], i, dst.shape[i], dst.strides[i]); err != nil {
			return err
		}
		if s[i], err = offsets(srcAt[i], i, src.shape[i], src.strides[i]); err != nil {
			return err
		}
		if len(d[i]) != len(s[i]) {
			return fmt.Errorf("ndarray: copy outer: got %d positions along axis %d for %d", len(s[i]), i, len(d[i]))
		}
	}
	copyTables(dst, d, src, s)
	return nil
}

// CopyPoints copies single positions: dst[at[p], …] becomes src[c0[p], c1[p],
// …, …], where coords holds one list for each of the first axes of src. The
// other axes of both must agree. The rules are those of [CopyOuter].
func CopyPoints(dst *Array, at []int, src *Array, coords [][]int) error {
	if err := checkMove("copy points", dst, src); err != nil {
		return err
	}
	lead := len(coords)
	if len(dst.shape) == 0 || lead > len(src.shape) || !equalInts(dst.shape[1:], src.shape[lead:]) {
		return fmt.Errorf("ndarray: copy points: got shape %s from %s with positions on %d axes", wording.Shape(dst.shape), wording.Shape(src.shape), lead)
	}
	to, err := offsets(at, 0, dst.shape[0], dst.strides[0])
	if err != nil {
		return err
	}
	from := make([]int, len(to))
	for i, list := range coords {
		part, err := offsets(list, i, src.shape[i], src.strides[i])
		if err != nil {
			return err
		}
		if len(part) != len(to) {
			return fmt.Errorf("ndarray: copy points: got %d positions along axis %d for %d", len(part), i, len(to))
		}
		for p, o := range part {
			from[p] += o
		}
	}
	d, s := [][]int{to}, [][]int{from}
	for i := 1; i < len(dst.shape); i++ {
		all, _ := offsets(nil, i, dst.shape[i], dst.strides[i])
		d = append(d, all)
		all, _ = offsets(nil, i, src.shape[lead+i-1], src.strides[lead+i-1])
		s = append(s, all)
	}
	copyTables(dst, d, src, s)
	return nil
}

func checkMove(what string, dst, src *Array) error {
	if dst.dtype != src.dtype {
		return fmt.Errorf("ndarray: %s: got %s for %s", what, src.dtype, dst.dtype)
	}
	return nil
}

// offsets turns positions along an axis into distances in memory.
func offsets(at []int, axis, extent, stride int) ([]int, error) {
	if at == nil {
		out := make([]int, extent)
		for i := range out {
			out[i] = i * stride
		}
		return out, nil
	}
	out := make([]int, len(at))
	for i, p := range at {
		if p < 0 || p >= extent {
			return nil, &IndexError{Index: p, Axis: axis, Size: extent}
		}
		out[i] = p * stride
	}
	return out, nil
}

// copyTables copies elements at all sums of one offset per axis. The last axes
// that are one run of memory in both are copied as one.
func copyTables(dst *Array, d [][]int, src *Array, s [][]int) {
	for _, t := range d {
		if len(t) == 0 {
			return
		}
	}
	dOff, sOff, run := dst.off, src.off, 1
	move := func(do, so int, d, s []int) { copyRuns(dst.buf, src.buf, dst.dtype.Size(), run, do, so, d, s) }
	if dst.dtype == Object {
		move = func(do, so int, d, s []int) { copyAny(dst.objs, src.objs, run, do, so, d, s) }
	}
	for k := len(d) - 1; k >= 0 && consecutive(d[k], run) && consecutive(s[k], run); k-- {
		dOff, sOff, run = dOff+d[k][0], sOff+s[k][0], run*len(d[k])
		d, s = d[:k], s[:k]
	}
	if len(d) == 0 {
		move(dOff, sOff, zeroOffset, zeroOffset)
		return
	}
	last := len(d) - 1
	at := make([]int, last)
	for {
		do, so := dOff, sOff
		for i, a := range at {
			do, so = do+d[i][a], so+s[i][a]
		}
		move(do, so, d[last], s[last])
		k := last - 1
		for ; k >= 0; k-- {
			if at[k]++; at[k] < len(d[k]) {
				break
			}
			at[k] = 0
		}
		if k < 0 {
			return
		}
	}
}

// zeroOffset is the table of a single run.
var zeroOffset = []int{0}

// consecutive reports whether offsets follow each other at the given step.
func consecutive(t []int, step int) bool {
	for i := 1; i < len(t); i++ {
		if t[i]-t[i-1] != step {
			return false
		}
	}
	return true
}

func copyRuns(dst, src []byte, item, run, do, so int, d, s []int) {
	switch {
	case run > 1:
		for i := range d {
			a, b := (do+d[i])*item, (so+s[i])*item
			copy(dst[a:a+run*item], src[b:b+run*item])
		}
	case item == 1:
		copyItems(dst, src, do, so, d, s)
	case item == 2:
		copyItems(as[uint16](dst), as[uint16](src), do, so, d, s)
	case item == 4:
		copyItems(as[uint32](dst), as[uint32](src), do, so, d, s)
	case item == 8:
		copyItems(as[uint64](dst), as[uint64](src), do, so, d, s)
	default:
		copyItems(as[complex128](dst), as[complex128](src), do, so, d, s)
	}
}

func copyItems[T Element](dst, src []T, do, so int, d, s []int) {
	s = s[:len(d)]
	for i, o := range d {
		dst[do+o] = src[so+s[i]]
	}
}

// copyAny is copyRuns for Go values.
func copyAny(dst, src []any, run, do, so int, d, s []int) {
	for i := range d {
		copy(dst[do+d[i]:do+d[i]+run], src[so+s[i]:])
	}
}
