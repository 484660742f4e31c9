package simd

import "sync"

// blockRun bounds the elements of one kernel call, as maxRun does for kernels
// with less work for an element: exp and log take some nanoseconds each, and
// three streams of float64 from memory are as slow.
const blockRun = 32 << 10

// splatRun is the number of elements in which a single one is repeated for a
// twin.
const splatRun = 256

// A splatBlock holds splatRun elements of any type.
type splatBlock [2 * splatRun]uint64

var splats = sync.Pool{New: func() any { return new([2]splatBlock) }}

// An operand is what is left of an argument of a kernel on blocks.
type operand struct {
	mem    []byte
	item   int
	single bool // one element stands for all
}

func operandOf(mem []byte, item, n int) operand {
	if n != 1 && len(mem) == item {
		return operand{mem, item, true}
	}
	return operand{mem[:n*item], item, false}
}

// skip moves past n elements.
func (o *operand) skip(n int) {
	if !o.single {
		o.mem = o.mem[n*o.item:]
	}
}

// splat repeats a single element n times, or as often as block has room.
func (o *operand) splat(block *splatBlock, n int) {
	if !o.single {
		return
	}
	b := memory(block[:])[:min(n, splatRun)*o.item]
	for done := copy(b, o.mem); done < len(b); {
		done += copy(b[done:], b[:done])
	}
	o.mem = b
}

// part returns n elements from the i-th on, after splat.
func (o *operand) part(i, n int) []byte {
	if o.single {
		i = 0
	}
	return o.mem[i*o.item : (i+n)*o.item]
}

// single says which of two operands a kernel has to repeat. Both is for the
// twin.
func single(a, b operand) (code int, both bool) {
	switch {
	case a.single && b.single:
		return 0, true
	case a.single:
		return 1, false
	case b.single:
		return 2, false
	}
	return 0, false
}

func runBinary(k binaryKernel, twin Binary, item, out int, dst, a, b []byte) {
	n := len(dst) / out
	x, y := operandOf(a, item, n), operandOf(b, item, n)
	code, both := single(x, y)
	for k != nil && n >= quantum && !both {
		m := min(blockRun, n&^(quantum-1))
		k(&dst[0], &x.mem[0], &y.mem[0], m, code)
		dst, n = dst[m*out:], n-m
		x.skip(m)
		y.skip(m)
	}
	if n == 0 {
		return
	}
	if !x.single && !y.single {
		twin(dst, x.mem, y.mem)
		return
	}
	s := splats.Get().(*[2]splatBlock)
	defer splats.Put(s)
	x.splat(&s[0], n)
	y.splat(&s[1], n)
	for i := 0; i < n; i += splatRun {
		m := min(splatRun, n-i)
		twin(dst[i*out:(i+m)*out], x.part(i, m), y.part(i, m))
	}
}

func runUnary(k unaryKernel, twin Unary, item, out int, dst, src []byte) {
	n := len(src) / item
	dst, src = dst[:n*out], src[:n*item]
	for k != nil && n >= quantum {
		m := min(blockRun, n&^(quantum-1))
		k(&dst[0], &src[0], m)
		dst, src, n = dst[m*out:], src[m*item:], n-m
	}
	if n > 0 {
		twin(dst, src)
	}
}

func runWhere(k whereKernel, twin func(dst, cond, x, y []byte), item int, dst, cond, a, b []byte) {
	n := len(cond)
	dst = dst[:n*item]
	x, y := operandOf(a, item, n), operandOf(b, item, n)
	code, both := single(x, y)
	for k != nil && n >= quantum && !both {
		m := min(blockRun, n&^(quantum-1))
		k(&dst[0], &cond[0], &x.mem[0], &y.mem[0], m, code)
		dst, cond, n = dst[m*item:], cond[m:], n-m
		x.skip(m)
		y.skip(m)
	}
	if n == 0 {
		return
	}
	s := splats.Get().(*[2]splatBlock)
	defer splats.Put(s)
	x.splat(&s[0], n)
	y.splat(&s[1], n)
	for i := 0; i < n; i += splatRun {
		m := min(splatRun, n-i)
		twin(dst[i*item:(i+m)*item], cond[i:i+m], x.part(i, m), y.part(i, m))
	}
}
