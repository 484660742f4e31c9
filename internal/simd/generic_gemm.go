package simd

import (
	"sync"
	"unsafe"
)

// gemmTwins are the products without vectors.
var gemmTwins = &gemmLevel{
	f32: gemmKernels[float32]{rows: []int{2}, cols: []int{4}, tile: [][]gemmTile[float32]{{gemmTwin[float32]}}, pool: gemmPoolF32},
	f64: gemmKernels[float64]{rows: []int{2}, cols: []int{4}, tile: [][]gemmTile[float64]{{gemmTwin[float64]}}, pool: gemmPoolF64},
}

// The scratch memory of all levels. A product that allocated its own would
// spend most of its time on fresh pages.
var (
	gemmPoolF32 = gemmPool[float32]()
	gemmPoolF64 = gemmPool[float64]()
)

func gemmPool[T any]() *sync.Pool {
	return &sync.Pool{New: func() any { return new(gemmScratch[T]) }}
}

// gemmTwin is a tile of 2×4, which is as much as plain Go keeps in registers.
func gemmTwin[T float32 | float64](c *T, ldc int, a, b *T, ldb, k int) {
	left, right := unsafe.Slice(a, 2*k), unsafe.Slice(b, (k-1)*ldb+4)
	var s0, s1, s2, s3, t0, t1, t2, t3 T
	for p, at := 0, 0; p+1 < len(left) && at+3 < len(right); p, at = p+2, at+ldb {
		x, y := left[p], left[p+1]
		u, v, w, z := right[at], right[at+1], right[at+2], right[at+3]
		s0, s1, s2, s3 = s0+x*u, s1+x*v, s2+x*w, s3+x*z
		t0, t1, t2, t3 = t0+y*u, t1+y*v, t2+y*w, t3+y*z
	}
	out := unsafe.Slice(c, ldc+4)
	top, bottom := out[:4], out[ldc:]
	top[0], top[1], top[2], top[3] = top[0]+s0, top[1]+s1, top[2]+s2, top[3]+s3
	bottom[0], bottom[1], bottom[2], bottom[3] = bottom[0]+t0, bottom[1]+t1, bottom[2]+t2, bottom[3]+t3
}
