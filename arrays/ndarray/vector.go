package ndarray

import "github.com/gloam-go/gloam/internal/simd"

// vectorSums holds the sums that have vector kernels, by element and
// accumulator.
var vectorSums = [numDTypes][numDTypes]fold{
	Uint8: {
		Uint64:  {inner: vectorSum(simd.SumU8), outer: exactRows(simd.SumFramesU8F64)},
		Float64: {inner: exactSum(simd.SumU8), outer: vectorRows(simd.SumFramesU8F64)},
	},
	Uint16: {
		Uint64:  {inner: vectorSum(simd.SumU16), outer: exactRows(simd.SumFramesU16F64)},
		Float64: {inner: exactSum(simd.SumU16), outer: vectorRows(simd.SumFramesU16F64)},
	},
	Float32: {Float64: {inner: vectorSum(simd.SumF32F64), outer: vectorRows(simd.SumFramesF32F64)}},
	Float64: {Float64: {inner: vectorSum(simd.SumF64), outer: vectorRows(simd.SumFramesF64F64)}},
}

// vectorSum adds the sum of each row to its accumulator.
func vectorSum[T Element, A uint64 | float64](kernel func([]T) A) func(acc, _, src []byte) {
	return func(acc, _, src []byte) {
		d := as[A](acc)
		eachRow(as[T](src), len(d), func(r int, row []T) { d[r] += kernel(row) })
	}
}

// exactSum adds the integer sum of each row to its accumulator.
func exactSum[T Element](kernel func([]T) uint64) func(acc, _, src []byte) {
	return func(acc, _, src []byte) {
		d := as[float64](acc)
		eachRow(as[T](src), len(d), func(r int, row []T) { d[r] += float64(kernel(row)) })
	}
}

// exactRows adds rows of small integers to integer accumulators. The sums of one
// call stay far below 2⁵³ and are exact in float64.
func exactRows[T uint8 | uint16](kernel func(dst []float64, src []T, frames, stride int)) func(acc, _, src []byte) {
	const few = 4 // rows for which the detour does not pay
	return func(acc, _, src []byte) {
		d, s := as[uint64](acc), as[T](src)
		if len(s) < few*len(d) {
			sumOuter[T, uint64](acc, nil, src)
			return
		}
		sums := Get(Float64, len(d))
		defer sums.Release()
		f := elements[float64](sums, len(d))
		clear(f)
		kernel(f, s, len(s)/len(d), len(d))
		for i, v := range f {
			d[i] += uint64(v)
		}
	}
}

// vectorRows adds all rows to the accumulators.
func vectorRows[T Element](kernel func(dst []float64, src []T, frames, stride int)) func(acc, _, src []byte) {
	return func(acc, _, src []byte) {
		d, s := as[float64](acc), as[T](src)
		kernel(d, s, len(s)/len(d), len(d))
	}
}

// vectorDeviance holds the sums of squared distances from the mean of rows.
var vectorDeviance = [numDTypes]func(acc, extra, src []byte){
	Uint8:   vectorDev(simd.SqDevFramesU8),
	Uint16:  vectorDev(simd.SqDevFramesU16),
	Float32: vectorDev(simd.SqDevFramesF32),
}

func vectorDev[T Element](kernel func(dst, mean []float64, src []T, frames, stride int)) func(acc, extra, src []byte) {
	return func(acc, extra, src []byte) {
		d, s := as[float64](acc), as[T](src)
		kernel(d, as[float64](extra), s, len(s)/len(d), len(d))
	}
}
