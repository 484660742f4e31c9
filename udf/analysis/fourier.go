package analysis

import (
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/fft"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/masks"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// A CutOut is a disk that is set to zero before a Fourier transform, such as the
// undiffracted beam. R = 0 cuts nothing out.
type CutOut struct{ CY, CX, R float64 }

// SumFFT transforms the sum of all frames. Its channel "intensity" is
// ln(|F| + 1), with the zero frequency in the middle, as float64.
func SumFFT(ds *udf.Dataset, cut CutOut) (*Analysis, error) {
	if err := images(ds); err != nil {
		return nil, err
	}
	a, err := Sum(ds)
	if err != nil {
		return nil, err
	}
	a.channels = func(got map[string]delayed.Result) ([]Channel, error) {
		f, err := modulus(got["intensity"].Data, cut)
		if err != nil {
			return nil, err
		}
		for i, v := range f {
			f[i] = math.Log(v + 1)
		}
		return []Channel{{Key: "intensity", Title: "intensity", Desc: "fft of sum of all frames", Raw: wrap(f, ds.Sig()), View: View{Damage: ones(ds.Sig())}}}, nil
	}
	return a, nil
}

// PickFFT transforms one frame. Its channels "intensity", drawn with logarithmic
// colours, and "intensity_lin" are the modulus, with the zero frequency in the
// middle, as float64.
func PickFFT(ds *udf.Dataset, p PickParams, cut CutOut) (*Analysis, error) {
	if err := images(ds); err != nil {
		return nil, err
	}
	a, err := Pick(ds, p)
	if err != nil {
		return nil, err
	}
	a.channels = func(got map[string]delayed.Result) ([]Channel, error) {
		frame, err := got["intensity"].Data.Index(0, 0)
		if err != nil {
			return nil, err
		}
		f, err := modulus(frame, cut)
		if err != nil {
			return nil, err
		}
		return frameChannels(wrap(f, ds.Sig()), "intensity", "fft of one frame")
	}
	return a, nil
}

// modulus returns |F| of a frame with the zero frequency in the middle.
func modulus(frame *ndarray.Array, cut CutOut) ([]float64, error) {
	wide, err := frame.AsType(ndarray.Complex128)
	if err != nil {
		return nil, err
	}
	v, err := ndarray.Values[complex128](wide)
	if err != nil {
		return nil, err
	}
	h, w := frame.Shape()[0], frame.Shape()[1]
	re, im := make([]float64, len(v)), make([]float64, len(v))
	for i, c := range v {
		re[i], im[i] = real(c), imag(c)
	}
	if cut.R > 0 {
		in, err := ndarray.Values[bool](masks.Detector{H: h, W: w, CY: cut.CY, CX: cut.CX}.Circular(cut.R))
		if err != nil {
			return nil, err
		}
		for i, zero := range in {
			if zero {
				re[i], im[i] = 0, 0
			}
		}
	}
	fft.NewComplex2D[float64](h, w).Forward(re, im)
	for i := range re {
		re[i] = math.Hypot(re[i], im[i])
	}
	return fft.Shift(re, h, w), nil
}

// Crystallinity sums the Fourier transform of each frame over a ring. Its
// channel is "intensity".
func Crystallinity(ds *udf.Dataset, p stdudf.CrystallinityParams) (*Analysis, error) {
	spec, err := stdudf.Crystallinity.With(p)
	return perPosition(ds, spec, err, "result from integration over mask in Fourier space")
}

// FEM takes the standard deviation of each frame in a ring. Its channel is
// "intensity".
func FEM(ds *udf.Dataset, p stdudf.FEMParams) (*Analysis, error) {
	spec, err := stdudf.FEM.With(p)
	return perPosition(ds, spec, err, "result from SD calculation over ring")
}

// SumSig adds up the pixels of each frame. Its channel is "intensity".
func SumSig(ds *udf.Dataset) (*Analysis, error) {
	spec, err := stdudf.SumSig.With(struct{}{})
	return perPosition(ds, spec, err, "sum over all pixels of each frame")
}

// perPosition has the result "intensity", a number for each scan position.
func perPosition(ds *udf.Dataset, spec udf.Spec, err error, desc string) (*Analysis, error) {
	if err != nil {
		return nil, err
	}
	return &Analysis{data: ds, spec: spec, channels: func(got map[string]delayed.Result) ([]Channel, error) {
		r := got["intensity"]
		if isComplex(r.Data) {
			return complexChannels(r.Data, "intensity", "intensity", desc, r.Valid, true)
		}
		return []Channel{{Key: "intensity", Title: "intensity", Desc: desc, Raw: r.Data, View: View{Damage: r.Valid}}}, nil
	}}, nil
}

// StdDev takes the standard deviation of each detector pixel over the scan. Its
// channels are "intensity", drawn with logarithmic colours, and "intensity_lin".
func StdDev(ds *udf.Dataset) (*Analysis, error) {
	spec, err := stdudf.StdDev.With(stdudf.StdDevParams{})
	if err != nil {
		return nil, err
	}
	return &Analysis{data: ds, spec: spec, channels: func(got map[string]delayed.Result) ([]Channel, error) {
		return frameChannels(got["std"].Data, "intensity", "standard deviation of frames")
	}}, nil
}
