package simd

import "unsafe"

// Float is a type of numbers to transform.
type Float interface{ float32 | float64 }

// stripBytes is the length of a row of a strip. It is the same for all levels,
// so that which columns lie beside each other does not depend on the machine.
const stripBytes = 64

// Strip returns how many columns of T make a strip: 16 of float32, 8 of
// float64. Fourier transforms work on strips, matrices of that many columns,
// whose real and imaginary parts lie apart. All their kernels give the same
// bits at every level.
func Strip[T Float]() int {
	var zero T
	return stripBytes / int(unsafe.Sizeof(zero))
}

type (
	// passKernel is a pass of one radix.
	passKernel[T any] func(yr, yi, xr, xi, w *T, m, rows, xs, ys int)
	// splitKernel separates the spectra of two rows, joinKernel joins them.
	splitKernel[T any] func(ar, ai, br, bi, pr, pi, mr, mi *T, n int)
	joinKernel[T any]  func(pr, pi, mr, mi, ar, ai, br, bi *T, scale T, n int)
	// pairsKernel interleaves, or separates, numbers.
	pairsKernel[T any] func(a, b, c *T, n int)
	// productKernel multiplies complex numbers.
	productKernel[T any] func(yr, yi, ar, ai, br, bi *T, n int)
)

// fftKernels are the kernels of a level, for one type. Without them the twins
// are called.
type fftKernels[T Float] struct {
	pass  [6]passKernel[T] // by radix
	split splitKernel[T]
	join  joinKernel[T]
	apart pairsKernel[T]
	mixed pairsKernel[T]

	product productKernel[T]
}

type fftLevel struct {
	f32 fftKernels[float32]
	f64 fftKernels[float64]
}

// noTransforms leaves everything to the twins.
var noTransforms fftLevel

// transforms are the level's, if it has any.
func (k *kernels) transforms() *fftLevel {
	if k.fft == nil {
		return &noTransforms
	}
	return k.fft
}

func fftOf[T Float]() *fftKernels[T] {
	if k, ok := any(&active.transforms().f32).(*fftKernels[T]); ok {
		return k
	}
	return any(&active.transforms().f64).(*fftKernels[T])
}

func gemmOf[T Float]() *gemmKernels[T] {
	if k, ok := any(&active.products().f32).(*gemmKernels[T]); ok {
		return k
	}
	return any(&active.products().f64).(*gemmKernels[T])
}

// Assembly is not preemptible, so one call has limits: rows of strips, elements
// of parts, and the block of a transposition, which also stays in first-level
// cache. A pass has at most as many rows as the caller gives it; for 4096 it
// takes about 50 µs.
const (
	stripRun      = 4096
	partsRun      = 32 << 10
	transposeRows = 16
	transposeCols = 512
)

// whole is n without what is left of a strip.
func whole[T Float](n int) int { return n - n%Strip[T]() }

// FFTPass is a pass of a Fourier transform of Stockham's form, with radix 2, 3,
// 4 or 5. It reads x as [radix][m][rows] and writes y as [m][radix][rows], each
// a row of a strip:
//
//	y[p][j] = w[p][j] Σ_k x[k][p] exp(-2πi jk/radix)
//
// Rows of x are xs elements apart, those of y ys. w holds the real and imaginary
// parts of the factors of each p for j from 1; those of j = 0 and of p = 0 are
// 1. Radix 1 is the product with w[p][0], rows being 1. With real and imaginary
// parts exchanged everywhere but in w a pass is one of the inverse. x and y may
// be the same rows if there is one butterfly.
func FFTPass[T Float](radix int, yr, yi, xr, xi, w []T, m, rows, xs, ys int) {
	if m <= 0 || rows <= 0 {
		return
	}
	width := Strip[T]()
	count := radix*m*rows - 1
	_, _, _, _ = xr[count*xs+width-1], xi[count*xs+width-1], yr[count*ys+width-1], yi[count*ys+width-1]
	if factors := max(radix-1, 1); m > 1 || radix == 1 {
		_ = w[2*m*factors-1]
	}
	if k := fftOf[T]().pass[radix]; k != nil {
		k(&yr[0], &yi[0], &xr[0], &xi[0], unsafe.SliceData(w), m, rows, xs, ys)
		return
	}
	fftTwin(radix, yr, yi, xr, xi, w, m, rows, xs, ys)
}

// RealSplit separates the spectra a and b of two real sequences of length n,
// given that z of a + ib: strips of n rows in z, of the first cols, at most
// n/2+1, in a and b.
func RealSplit[T Float](ar, ai, br, bi, zr, zi []T, n, cols int) {
	width := Strip[T]()
	if cols <= 0 {
		return
	}
	_, _, _, _ = ar[cols*width-1], ai[cols*width-1], br[cols*width-1], bi[cols*width-1]
	_, _ = zr[n*width-1], zi[n*width-1]
	k := fftOf[T]().split
	if k == nil || cols == 1 {
		splitTwin(ar, ai, br, bi, zr, zi, n, cols)
		return
	}
	splitTwin(ar, ai, br, bi, zr, zi, n, 1)
	for f := 1; f < cols; f += stripRun {
		p, m := f*width, (n-f)*width
		k(&ar[p], &ai[p], &br[p], &bi[p], &zr[p], &zi[p], &zr[m], &zi[m], min(stripRun, cols-f))
	}
}

// RealJoin is the inverse of [RealSplit] for cols = n/2+1, times scale.
// Imaginary parts that no real sequence has are ignored.
func RealJoin[T Float](zr, zi, ar, ai, br, bi []T, n int, scale T) {
	width, cols := Strip[T](), n/2+1
	_, _, _, _ = ar[cols*width-1], ai[cols*width-1], br[cols*width-1], bi[cols*width-1]
	_, _ = zr[n*width-1], zi[n*width-1]
	joinTwin(zr, zi, ar, ai, br, bi, n, 0, scale)
	if n%2 == 0 {
		joinTwin(zr, zi, ar, ai, br, bi, n, n/2, scale)
	}
	inner := (n - 1) / 2 // frequencies with a partner
	if inner == 0 {
		return
	}
	k := fftOf[T]().join
	if k == nil {
		for f := 1; f <= inner; f++ {
			joinTwin(zr, zi, ar, ai, br, bi, n, f, scale)
		}
		return
	}
	for f := 1; f <= inner; f += stripRun {
		p, m := f*width, (n-f)*width
		k(&zr[p], &zi[p], &zr[m], &zi[m], &ar[p], &ai[p], &br[p], &bi[p], scale, min(stripRun, inner-f+1))
	}
}

// SplitPairs separates pairs: re[i], im[i] = pairs[2i], pairs[2i+1], for all of
// re.
func SplitPairs[T Float](re, im, pairs []T) {
	im, pairs = im[:len(re)], pairs[:2*len(re)]
	body := 0
	if k := fftOf[T]().apart; k != nil {
		for n := whole[T](len(re)); body < n; body += min(partsRun, n-body) {
			k(&re[body], &im[body], &pairs[2*body], min(partsRun, n-body))
		}
	}
	for i := body; i < len(re); i++ {
		re[i], im[i] = pairs[2*i], pairs[2*i+1]
	}
}

// JoinPairs is the inverse of [SplitPairs].
func JoinPairs[T Float](pairs, re, im []T) {
	im, pairs = im[:len(re)], pairs[:2*len(re)]
	body := 0
	if k := fftOf[T]().mixed; k != nil {
		for n := whole[T](len(re)); body < n; body += min(partsRun, n-body) {
			k(&pairs[2*body], &re[body], &im[body], min(partsRun, n-body))
		}
	}
	for i := body; i < len(re); i++ {
		pairs[2*i], pairs[2*i+1] = re[i], im[i]
	}
}

// ComplexProduct multiplies complex numbers, given in parts, element by element
// for all of yr, which, with yi, may be one of the factors. Each product of two
// parts is rounded on its own.
func ComplexProduct[T Float](yr, yi, ar, ai, br, bi []T) {
	yi, ar, ai, br, bi = yi[:len(yr)], ar[:len(yr)], ai[:len(yr)], br[:len(yr)], bi[:len(yr)]
	body := 0
	if k := fftOf[T]().product; k != nil {
		for n := whole[T](len(yr)); body < n; body += min(partsRun, n-body) {
			k(&yr[body], &yi[body], &ar[body], &ai[body], &br[body], &bi[body], min(partsRun, n-body))
		}
	}
	for i := body; i < len(yr); i++ {
		r, m, c, s := ar[i], ai[i], br[i], bi[i]
		yr[i], yi[i] = T(r*c)-T(m*s), T(r*s)+T(m*c)
	}
}

// Transpose writes the transpose of a rows × cols matrix: dst[j*ldd+i] =
// src[i*lds+j].
func Transpose[T Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	if rows <= 0 || cols <= 0 {
		return
	}
	_, _ = dst[(cols-1)*ldd+rows-1], src[(rows-1)*lds+cols-1]
	k := gemmOf[T]()
	if k.across == nil || rows < k.group || cols < k.quantum {
		transposeTwin(dst, ldd, src, lds, rows, cols)
		return
	}
	high, wide := rows-rows%k.group, cols-cols%k.quantum
	for j := 0; j < wide; j += transposeCols {
		n := min(transposeCols, wide-j)
		step := max(transposeRows, transposeRows*transposeCols/n&^(transposeRows-1))
		for i := 0; i < high; i += step {
			k.across(&dst[j*ldd+i], ldd, &src[i*lds+j], lds, n, min(step, high-i)/k.group)
		}
	}
	if wide < cols {
		transposeTwin(dst[wide*ldd:], ldd, src[wide:], lds, high, cols-wide)
	}
	if high < rows {
		transposeTwin(dst[high:], ldd, src[high*lds:], lds, rows-high, cols)
	}
}
