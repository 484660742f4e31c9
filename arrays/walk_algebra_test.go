package arrays_test

import (
	"math"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// gram is QᴴQ.
func gram(q *arrays.Array) *arrays.Array {
	return must(arrays.MatMul(must(must(arrays.Conj(q)).Transpose()), q))
}

// products of factors, and what is unique of them.
func productOfQR(f []*arrays.Array) []*arrays.Array {
	return []*arrays.Array{must(arrays.MatMul(f[0], f[1])), gram(f[0])}
}

func productOfSVD(f []*arrays.Array) []*arrays.Array {
	return []*arrays.Array{must(arrays.MatMul(must(arrays.Mul(f[0], f[1])), f[2])), f[1]}
}

var algebraVisits = []visit{
	{"matmul", arrays.MatMul, list{in("f8"), do((*arrays.Array).Transpose, in("g8"))}},
	{"matmul-stack", arrays.MatMul, list{in("f4"), do((*arrays.Array).AsType, do((*arrays.Array).Transpose, in("f8")), ndarray.Float32)}},
	{"matmul-vector", arrays.MatMul, list{in("f8"), in("j4")}},
	{"matmul-int", arrays.MatMul, list{in("u1"), do((*arrays.Array).Transpose, in("p1"))}},
	{"matmul-complex", arrays.MatMul, list{in("c16"), in("c8")}},
	{"matmul-empty", arrays.MatMul, list{do((*arrays.Array).Transpose, in("e8")), in("e8")}},
	{"dot", arrays.Dot, list{in("v8"), in("w8")}},
	{"dot-3", arrays.Dot, list{in("f4"), do((*arrays.Array).Transpose, in("f8"))}},
	{"dot-bool", arrays.Dot, list{in("b"), in("b5")}},
	{"vdot", arrays.VDot, list{in("c16"), do((*arrays.Array).Flip, in("c16"), 0)}},
	{"vdot-2", arrays.VDot, list{in("f8"), in("g8")}},
	{"tensordot", arrays.TensorDot, list{in("f4"), in("f8"), []int{1, 2}, []int{0, 1}}},
	{"tensordot-neg", arrays.TensorDot, list{in("f4"), in("j4"), []int{-1}, []int{0}}},
	{"outer", arrays.Outer, list{in("f8"), in("j4")}},
	{"einsum", arrays.Einsum, list{"ij,kj->ik", in("f8"), in("g8")}},
	{"einsum-diag", arrays.Einsum, list{"ii->i", in("sq")}},
	{"einsum-implicit", arrays.Einsum, list{"ba,bc", in("f8"), in("i4")}},
	{"einsum-dots", arrays.Einsum, list{"...i,i->...", in("f4"), in("j4")}},
	{"einsum-three", arrays.Einsum, list{"aij,ij,j->a", in("f4"), in("f8"), in("j4")}},
	{"einsum-sum", arrays.Einsum, list{"ij->", in("i4")}},
	{"einsum-complex", arrays.Einsum, list{"ij,ij->j", in("c16"), in("c16")}},
	{"norm", arrays.Norm, list{in("f8"), 2.0}},
	{"norm-1", arrays.Norm, list{in("f8"), 1.0, over(-1), keep}},
	{"norm-inf", arrays.Norm, list{in("v8"), math.Inf(1)}},
	{"norm-0", arrays.Norm, list{in("i4"), 0.0, over(0)}},
	{"norm-3", arrays.Norm, list{in("v8"), 3.0}},
	{"norm-f4", arrays.Norm, list{in("f4"), 2.0}},
	{"matrixnorm", arrays.MatrixNorm, list{in("f8"), 1.0}},
	{"matrixnorm-inf", arrays.MatrixNorm, list{in("f8"), math.Inf(-1)}},
	{"matrixnorm-2", arrays.MatrixNorm, list{cutBy(in("tall"), oneColumn), 2.0}},
	{"matrixnorm-axes", arrays.MatrixNorm, list{in("f4"), math.Inf(1), over(0, 2)}},
	{"nuclear", arrays.NuclearNorm, list{cutBy(in("tall"), oneColumn)}},
	{"qr", productOfQR, list{allOf(arrays.QR, cutBy(in("tall"), oneColumn))}},
	{"qr-complex", productOfQR, list{allOf(arrays.QR, cutBy(do((*arrays.Array).Transpose, in("c16")), oneColumn))}},
	{"svd", productOfSVD, list{allOf(arrays.SVD, cutBy(in("tall"), oneColumn))}},
	{"svd-wide", productOfSVD, list{allOf(arrays.SVD, do((*arrays.Array).Transpose, cutBy(in("tall"), oneColumn)))}},
	{"svdc", productOfSVD, list{allOf(arrays.SVDCompressed, in("rank2"), 2, do(arrays.Refine, 1), do(arrays.Oversample, 2), do(arrays.CompressSeed, uint64(3)))}},
	{"solve", arrays.Solve, list{in("sq"), in("f8")}},
	{"solve-vector", arrays.Solve, list{in("sq"), do((*arrays.Array).Slice, in("v8"), arrays.Span(0, 4))}},
	{"inv", arrays.Inv, list{in("sq")}},
	{"inv-f4", arrays.Inv, list{do((*arrays.Array).AsType, in("sq"), ndarray.Float32)}},
	{"cholesky", arrays.Cholesky, list{in("spd")}},
	{"cholesky-complex", arrays.Cholesky, list{in("cpd")}},
	{"lu", arrays.LU, list{in("sq")}},
	{"lstsq", arrays.LeastSquares, list{cutBy(in("tall"), oneColumn), in("v8")}},
	{"rank", arrays.MatrixRank, list{cutBy(in("rank2"), oneColumn)}},
}

var oneColumn = arrays.OnAxes(map[int]arrays.AxisChunks{1: arrays.Whole})

var fourierVisits = []visit{
	{"fft", arrays.FFT, list{entire("f8")}},
	{"fft-f4", arrays.FFT, list{wholeAlong("f4", 1), do(arrays.FFTAxes, 1)}},
	{"fft-n", arrays.FFT, list{wholeAlong("f8", 0), do(arrays.FFTAxes, 0), do(arrays.FFTLengths, 8), do(arrays.FFTScale, arrays.NormOrtho)}},
	{"fft-int", arrays.FFT, list{wholeAlong("i4", -1), do(arrays.FFTLengths, 3)}},
	{"ifft", arrays.IFFT, list{wholeAlong("c16", -1)}},
	{"ifft-c8", arrays.IFFT, list{wholeAlong("c8", -2), do(arrays.FFTAxes, -2), do(arrays.FFTScale, arrays.NormForward)}},
	{"fft2", arrays.FFT2, list{entire("f8")}},
	{"fft2-axes", arrays.FFT2, list{wholeAlong("f4", 0, -1), do(arrays.FFTLengths, 2, 6), do(arrays.FFTAxes, 0, -1)}},
	{"ifft2", arrays.IFFT2, list{entire("c16")}},
	{"fftn", arrays.FFTN, list{entire("f4")}},
	{"fftn-axes", arrays.FFTN, list{wholeAlong("f8", 0), do(arrays.FFTAxes, 0)}},
	{"ifftn", arrays.IFFTN, list{entire("c16"), do(arrays.FFTScale, arrays.NormOrtho)}},
	{"rfft", arrays.RFFT, list{entire("v8")}},
	{"rfft-f4", arrays.RFFT, list{wholeAlong("f4", 0), do(arrays.FFTLengths, 3), do(arrays.FFTAxes, 0)}},
	{"irfft", arrays.IRFFT, list{wholeAlong("c16", 1)}},
	{"irfft-odd", arrays.IRFFT, list{wholeAlong("c16", 1), do(arrays.FFTLengths, 5)}},
	{"rfft2", arrays.RFFT2, list{entire("f8")}},
	{"irfft2", arrays.IRFFT2, list{entire("c16")}},
	{"irfft2-s", arrays.IRFFT2, list{entire("c16"), do(arrays.FFTLengths, 4, 5)}},
	{"rfftn", arrays.RFFTN, list{entire("f4")}},
	{"irfftn", arrays.IRFFTN, list{entire("c16"), do(arrays.FFTLengths, 2, 7)}},
	{"hfft", arrays.HFFT, list{wholeAlong("c16", -1)}},
	{"ihfft", arrays.IHFFT, list{wholeAlong("f8", -1)}},
	{"fftfreq", arrays.FFTFreq, list{7, 0.5, byTwo}},
	{"rfftfreq", arrays.RFFTFreq, list{8, 1.0, byTwo}},
	{"fftshift", arrays.FFTShift, list{in("f4")}},
	{"fftshift-axis", arrays.FFTShift, list{in("f8"), -1}},
	{"ifftshift", arrays.IFFTShift, list{in("f8")}},
	{"ifftshift-axis", arrays.IFFTShift, list{in("v8"), 0}},
}

// wholeAlong is an input in one piece along some axes.
func wholeAlong(name in, axes ...int) calling {
	spec := map[int]arrays.AxisChunks{}
	for _, axis := range axes {
		spec[axis] = arrays.Whole
	}
	return cutBy(name, arrays.OnAxes(spec))
}
