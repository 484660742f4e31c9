package ndarray_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// samples are values of all kinds that each dtype takes what it can of.
var samples = []any{
	false, true, 0, 1, -1, 2, 100, 127, 128, 255, 256, -128, -129, 32767, 32768, 65504, 65535, 65536, -32769,
	16777217, 33554435, math.MaxInt32, math.MinInt32, math.MaxUint32, int64(math.MaxInt64), int64(math.MinInt64), uint64(math.MaxUint64), uint64(1) << 63,
	0.5, -0.5, 1.5, 2.5, -2.7, 1e-3, 6e-8, 2049.0, 65519.0, 65520.0, 1e10, -1e10, 3e38, 1e39, 1e300, -1e300, 9.3e18, 1.9e19,
	math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1),
	1 + 2i, -3.5 - 4i, 300i, complex(math.NaN(), 1), complex(math.Inf(1), 0),
}

// sampleArray holds the samples that fit d, padded to more than one run of
// scratch memory.
func sampleArray(d ndarray.DType) *ndarray.Array {
	var fit []any
	one := ndarray.New(d)
	for _, v := range samples {
		if one.Set(v) == nil {
			fit = append(fit, must(one.At()))
		}
	}
	a := ndarray.New(d, 3000)
	for i := range 3000 {
		if err := a.Set(fit[i%len(fit)], i); err != nil {
			panic(err)
		}
	}
	return a
}

func TestCastsConvertEachElement(t *testing.T) {
	for _, from := range numeric {
		a := sampleArray(from)
		for _, to := range numeric {
			t.Run(fmt.Sprintf("%s-%s", from, to), func(t *testing.T) {
				got, err := a.AsType(to)
				require.NoError(t, err)
				strided, err := must(a.Slice(ndarray.Range{Start: -1, Stop: ndarray.First, Step: -1})).AsType(to)
				require.NoError(t, err)
				for i := range 150 {
					src := must(a.At(i))
					want := expectCast(src, to)
					require.Equal(t, show(want), show(must(got.At(i))), "%T %v", src, src)
					require.Equal(t, show(must(got.At(i))), show(must(strided.At(-1-i))))
				}
			})
		}
	}
}

// show makes NaNs comparable and tells zeros apart.
func show(v any) string { return fmt.Sprintf("%T %v", v, v) }

// expectCast converts through exact arithmetic.
func expectCast(v any, to ndarray.DType) any {
	re, im := parts(v)
	switch to {
	case ndarray.Bool:
		return re.nonzero() || im.nonzero()
	case ndarray.Float16:
		return nearestHalf(re)
	case ndarray.Float32:
		return re.float32()
	case ndarray.Float64:
		return re.float64()
	case ndarray.Complex64:
		return complex(re.float32(), im.float32())
	case ndarray.Complex128:
		return complex(re.float64(), im.float64())
	}
	bits, signed := uint(to.Size()*8), to.Kind() == ndarray.KindInt
	if re.special != 0 || !re.integer {
		return toInt(re.saturated(bits, signed), to)
	}
	return toInt(re.exact, to)
}

// An exactNumber is a finite number, or a special value of float64.
type exactNumber struct {
	exact   *big.Int // truncated
	value   float64  // for floats
	integer bool     // integers wrap, floats saturate
	special float64  // NaN or infinity
}

func parts(v any) (re, im exactNumber) {
	zero := exactNumber{exact: big.NewInt(0)}
	switch v := v.(type) {
	case bool:
		if v {
			return exactNumber{exact: big.NewInt(1), integer: true}, zero
		}
		return exactNumber{exact: big.NewInt(0), integer: true}, zero
	case ndarray.Half:
		return exactFloat(float64(v.Float32())), zero
	case float32:
		return exactFloat(float64(v)), zero
	case float64:
		return exactFloat(v), zero
	case complex64:
		return exactFloat(float64(real(v))), exactFloat(float64(imag(v)))
	case complex128:
		return exactFloat(real(v)), exactFloat(imag(v))
	}
	i, _ := new(big.Int).SetString(fmt.Sprint(v), 10)
	return exactNumber{exact: i, integer: true}, zero
}

func exactFloat(f float64) exactNumber {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return exactNumber{exact: new(big.Int), special: f, value: f}
	}
	i, _ := big.NewFloat(f).Int(nil)
	return exactNumber{exact: i, value: f}
}

func (n exactNumber) nonzero() bool {
	return n.special != 0 || n.value != 0 || n.exact.Sign() != 0
}

func (n exactNumber) float64() float64 {
	if !n.integer {
		return n.value
	}
	f, _ := new(big.Float).SetInt(n.exact).Float64()
	return f
}

func (n exactNumber) float32() float32 {
	if !n.integer {
		return float32(n.value)
	}
	f, _ := new(big.Float).SetInt(n.exact).Float32()
	return f
}

// saturated limits to the range of an integer type; NaN is 0.
func (n exactNumber) saturated(bits uint, signed bool) *big.Int {
	lo, hi := new(big.Int), new(big.Int).Lsh(big.NewInt(1), bits)
	if signed {
		hi.Rsh(hi, 1)
		lo.Neg(hi)
	}
	hi.Sub(hi, big.NewInt(1))
	switch {
	case math.IsNaN(n.special):
		return new(big.Int)
	case math.IsInf(n.special, 1) || n.exact.Cmp(hi) > 0:
		return hi
	case math.IsInf(n.special, -1) || n.exact.Cmp(lo) < 0:
		return lo
	}
	return n.exact
}

func toInt(i *big.Int, to ndarray.DType) any {
	u := new(big.Int).And(i, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
	return map[ndarray.DType]any{
		ndarray.Int8: int8(u), ndarray.Int16: int16(u), ndarray.Int32: int32(u), ndarray.Int64: int64(u),
		ndarray.Uint8: uint8(u), ndarray.Uint16: uint16(u), ndarray.Uint32: uint32(u), ndarray.Uint64: u,
	}[to]
}

// nearestHalf searches all half-precision numbers.
func nearestHalf(n exactNumber) ndarray.Half {
	f := n.float64()
	sign := ndarray.Half(0)
	if math.Signbit(f) {
		sign = 0x8000
	}
	if math.IsNaN(f) {
		return sign | 0x7e00
	}
	f = math.Abs(f)
	lo, hi := ndarray.Half(0), ndarray.Half(0x7c00) // the order of bits is that of values
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if value(mid) <= f {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	if lo == 0x7c00 {
		return sign | lo
	}
	down, up := f-value(lo), value(lo+1)-f
	if up < down || up == down && lo&1 == 1 {
		lo++
	}
	return sign | lo
}

// value takes infinity as the number that would follow the largest one.
func value(h ndarray.Half) float64 {
	if h == 0x7c00 {
		return 65536
	}
	return float64(h.Float32())
}

func TestHalfRoundTripsAllBits(t *testing.T) {
	for i := range 1 << 16 {
		h := ndarray.Half(i)
		f := h.Float32()
		if f != f {
			require.True(t, ndarray.HalfOf(float64(f))&0x7fff > 0x7c00)
			continue
		}
		require.Equal(t, h, ndarray.HalfOf(float64(f)))
	}
}

func TestHalfRoundsToNearestEven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.OneOf(rapid.Float64Range(-70000, 70000), rapid.Float64Range(-1e-4, 1e-4), rapid.Float64()).Draw(t, "f")
		if math.Abs(f) < 65520 {
			require.Equal(t, nearestHalf(exactFloat(f)), ndarray.HalfOf(f))
		}
	})
}

func TestAsTypeAlwaysCopies(t *testing.T) {
	a := arange(ndarray.Int16, 3)
	b, err := a.AsType(ndarray.Int16)
	require.NoError(t, err)
	require.NoError(t, b.Set(7, 0))
	require.Equal(t, int16(0), must(a.At(0)))
	_, err = a.AsType(ndarray.Invalid)
	require.EqualError(t, err, "ndarray: cannot cast int16 to invalid dtype invalid")
}

func TestBooleansFromFilesAreTrueForAnyByte(t *testing.T) {
	a, err := ndarray.FromBytes(ndarray.Bool, []byte{0, 1, 2, 255}, []int{4}, nil)
	require.NoError(t, err)
	for _, d := range numeric {
		n, err := a.AsType(d)
		require.NoError(t, err)
		ones, err := ndarray.Reduce(ndarray.Sum, n, nil, false)
		require.NoError(t, err)
		if f, err := ones.Float(); err == nil && d != ndarray.Bool {
			require.Equal(t, 3.0, f, d)
		}
	}
	count, err := ndarray.Reduce(ndarray.Sum, a, nil, false)
	require.NoError(t, err)
	require.Equal(t, int64(3), count.Item())
}
