package delayed_test

import (
	"context"
	"math"
	"sort"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// The UDFs that the reference cases define in words.

type buffers = map[string]udf.Buffer

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func floats(a *ndarray.Array) []float64 { return must(ndarray.Float64s(a)) }

func total(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

type maxUDF struct{}

func (maxUDF) Buffers(m udf.Meta) buffers    { return buffers{"maxbuf": udf.Sig(m.InputDType)} }
func (maxUDF) Preprocess(out udf.View) error { return out.Buffer("maxbuf").Fill(math.Inf(-1)) }
func (maxUDF) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	return ndarray.MaxInto(out.Buffer("maxbuf"), f)
}
func (maxUDF) Merge(dst, src udf.View) error {
	return ndarray.MaxInto(dst.Buffer("maxbuf"), src.Buffer("maxbuf"))
}

type sumOverSig struct{}

func (sumOverSig) Buffers(udf.Meta) buffers { return buffers{"pixelsum": udf.Nav(ndarray.Float32)} }
func (sumOverSig) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	return out.Buffer("pixelsum").Fill(total(floats(f)))
}

type average struct{}

func (average) Buffers(udf.Meta) buffers {
	return buffers{"sum": udf.Sig(ndarray.Float32), "num_frames": udf.Single(ndarray.Uint64), "average": udf.Sig(ndarray.Float32).ResultOnly()}
}
func (average) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	must(ndarray.Values[uint64](out.Buffer("num_frames")))[0]++
	return ndarray.AddInto(out.Buffer("sum"), f)
}
func (average) Merge(dst, src udf.View) error {
	check(ndarray.AddInto(dst.Buffer("num_frames"), src.Buffer("num_frames")))
	return ndarray.AddInto(dst.Buffer("sum"), src.Buffer("sum"))
}
func (average) Results(res udf.View) (map[string]*ndarray.Array, error) {
	a, err := ndarray.Div(res.Buffer("sum"), res.Buffer("num_frames"))
	return map[string]*ndarray.Array{"average": a}, err
}

type myParam struct{ value any }

func (myParam) Buffers(udf.Meta) buffers { return buffers{"demo": udf.Single(ndarray.Object)} }
func (p myParam) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	must(out.Buffer("demo").Objects())[0] = p.value
	return nil
}
func (myParam) Merge(dst, src udf.View) error {
	return ndarray.CopyInto(dst.Buffer("demo"), src.Buffer("demo"))
}

type pixelsum struct{}

func (pixelsum) Buffers(m udf.Meta) buffers {
	return buffers{"pixelsum_nav_raw": udf.Single(m.DType, m.Frames)}
}
func (pixelsum) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	at := must(out.Buffer("pixelsum_nav_raw").Index(0, out.Slice().Start))
	if f.DType().Kind() == ndarray.KindComplex {
		return ndarray.CopyInto(at, must(must(ndarray.Reduce(ndarray.Sum, must(f.Reshape(-1)), []int{0}, false)).AsType(at.DType())))
	}
	if k := at.DType().Kind(); k == ndarray.KindInt || k == ndarray.KindUint { // wraps, as an assignment does in NumPy on most machines
		return ndarray.CopyInto(at, must(must(ndarray.FromSlice([]int64{int64(total(floats(f)))})).Reshape()))
	}
	return at.Set(total(floats(f)))
}
func (pixelsum) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("pixelsum_nav_raw"), src.Buffer("pixelsum_nav_raw"))
}

type coord struct{}

func (coord) Buffers(m udf.Meta) buffers {
	return buffers{"coords": udf.Nav(ndarray.Int64, len(m.Nav))}
}
func (coord) ProcessTile(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return ndarray.CopyInto(out.Buffer("coords"), out.Coordinates())
}

type mySum struct{}

func (mySum) Buffers(m udf.Meta) buffers { return buffers{"intensity": udf.Sig(m.InputDType)} }
func (mySum) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	return ndarray.AddInto(out.Buffer("intensity"), must(ndarray.Reduce(ndarray.Sum, tile, []int{0}, false)))
}
func (mySum) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("intensity"), src.Buffer("intensity"))
}

type mySumMerge struct{ mySum }

func (mySumMerge) MergeAll(_ udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) {
	var list []*arrays.Array
	for _, p := range parts {
		list = append(list, p.Arrays["intensity"])
	}
	stacked, err := arrays.Stack(list, 0)
	if err != nil {
		return nil, err
	}
	s, err := stacked.Sum(arrays.Over(0))
	return map[string]*arrays.Array{"intensity": s}, err
}

type hist struct {
	lo, hi float64
	n      int
}

func (h hist) Buffers(udf.Meta) buffers { return buffers{"hist": udf.Single(ndarray.Int64, h.n)} }
func (h hist) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	bins := must(ndarray.Values[int64](out.Buffer("hist")))
	for _, v := range floats(tile) {
		if i := int((v - h.lo) / (h.hi - h.lo) * float64(h.n)); v >= h.lo && v <= h.hi {
			bins[min(i, h.n-1)]++
		}
	}
	return nil
}
func (hist) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("hist"), src.Buffer("hist"))
}

type minMaxNav struct{}

func (minMaxNav) InputDType() ndarray.DType  { return udf.NativeDType }
func (minMaxNav) Buffers(m udf.Meta) buffers { return buffers{"mm": udf.Nav(m.InputDType, 2)} }
func (minMaxNav) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	v := floats(f)
	sort.Float64s(v)
	check(out.Buffer("mm").Set(v[0], 0))
	return out.Buffer("mm").Set(v[len(v)-1], 1)
}

type partMedian struct{}

func (partMedian) Buffers(udf.Meta) buffers {
	return buffers{"med": udf.Sig(ndarray.Float64), "npart": udf.Single(ndarray.Int32), "frames": udf.Nav(ndarray.Int32)}
}
func (partMedian) ProcessPartition(_ context.Context, part *ndarray.Array, out udf.View) error {
	n := part.Shape()[0]
	v, med := floats(part), must(ndarray.Values[float64](out.Buffer("med")))
	for p := range med {
		var col []float64
		for f := range n {
			col = append(col, v[f*len(med)+p])
		}
		sort.Float64s(col)
		med[p] = (col[(n-1)/2] + col[n/2]) / 2
	}
	check(out.Buffer("npart").Fill(1))
	return out.Buffer("frames").Fill(n)
}
func (partMedian) Merge(dst, src udf.View) error {
	check(ndarray.AddInto(dst.Buffer("med"), src.Buffer("med")))
	check(ndarray.AddInto(dst.Buffer("npart"), src.Buffer("npart")))
	return ndarray.CopyInto(dst.Buffer("frames"), src.Buffer("frames"))
}
func (partMedian) Results(res udf.View) (map[string]*ndarray.Array, error) {
	m, err := ndarray.Div(res.Buffer("med"), res.Buffer("npart"))
	return map[string]*ndarray.Array{"med": m}, err
}

type sigExtra struct{}

func (sigExtra) Buffers(udf.Meta) buffers { return buffers{"m": udf.Sig(ndarray.Float64, 2)} }
func (sigExtra) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	v, acc := floats(tile), must(ndarray.Values[float64](out.Buffer("m")))
	for i, x := range v {
		p := i % (len(acc) / 2)
		acc[2*p] += x
		acc[2*p+1] += x * x
	}
	return nil
}
func (sigExtra) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("m"), src.Buffer("m"))
}

type privateUDF struct{}

func (privateUDF) Buffers(udf.Meta) buffers {
	return buffers{
		"fm": udf.Nav(ndarray.Float32).Private(), "tot": udf.Single(ndarray.Float64).Private(), "cnt": udf.Single(ndarray.Int64).Private(),
		"rel": udf.Nav(ndarray.Float32).ResultOnly(), "glob": udf.Single(ndarray.Float64).ResultOnly(),
	}
}
func (privateUDF) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	v := floats(f)
	mean := total(v) / float64(len(v))
	must(ndarray.Values[float64](out.Buffer("tot")))[0] += mean
	must(ndarray.Values[int64](out.Buffer("cnt")))[0]++
	return out.Buffer("fm").Fill(mean)
}
func (privateUDF) Merge(dst, src udf.View) error {
	check(ndarray.AddInto(dst.Buffer("tot"), src.Buffer("tot")))
	check(ndarray.AddInto(dst.Buffer("cnt"), src.Buffer("cnt")))
	return ndarray.CopyInto(dst.Buffer("fm"), src.Buffer("fm"))
}
func (privateUDF) Results(res udf.View) (map[string]*ndarray.Array, error) {
	glob := must(ndarray.Div(res.Buffer("tot"), res.Buffer("cnt")))
	rel := must(ndarray.Div(res.Buffer("fm"), glob))
	return map[string]*ndarray.Array{"rel": rel, "glob": glob}, nil
}

type objNav struct{}

func (objNav) Buffers(udf.Meta) buffers { return buffers{"lst": udf.Nav(ndarray.Object)} }
func (objNav) Preprocess(out udf.View) error {
	for i := range must(out.Buffer("lst").Objects()) {
		must(out.Buffer("lst").Objects())[i] = []any{}
	}
	return nil
}
func (objNav) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	v := floats(f)
	sort.Float64s(v)
	o := must(out.Buffer("lst").Objects())
	o[0] = append(o[0].([]any), v[len(v)-1], v[0])
	return nil
}

type boolNav struct{ thr float64 }

func (boolNav) Buffers(udf.Meta) buffers {
	return buffers{"above": udf.Nav(ndarray.Bool), "cnt": udf.Nav(ndarray.Uint16)}
}
func (b boolNav) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	v, n := floats(f), 0
	for _, x := range v {
		if x > b.thr {
			n++
		}
	}
	check(out.Buffer("above").Fill(total(v)/float64(len(v)) > b.thr))
	return out.Buffer("cnt").Fill(n)
}

type maskedHalf struct{}

func (maskedHalf) Buffers(udf.Meta) buffers {
	return buffers{"s": udf.Nav(ndarray.Float32), "g": udf.Sig(ndarray.Float32)}
}
func (maskedHalf) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	check(out.Buffer("s").Fill(total(floats(f))))
	return ndarray.AddInto(out.Buffer("g"), f)
}
func (maskedHalf) Merge(dst, src udf.View) error {
	check(ndarray.CopyInto(dst.Buffer("s"), src.Buffer("s")))
	return ndarray.AddInto(dst.Buffer("g"), src.Buffer("g"))
}
func (maskedHalf) Results(res udf.View) (map[string]*ndarray.Array, error) {
	even := make([]bool, res.Meta().Frames)
	for i := 0; i < len(even); i += 2 {
		even[i] = true
	}
	res.Mask("s", must(ndarray.FromSlice(even)))
	res.Mask("g", must(ndarray.FromSlice([]bool{false})))
	return nil, nil
}

type validProbe struct{}

func (validProbe) Buffers(udf.Meta) buffers { return buffers{"seen": udf.Nav(ndarray.Int32)} }
func (validProbe) ProcessFrame(context.Context, *ndarray.Array, udf.View) error {
	return nil
}
func (validProbe) Merge(dst, _ udf.View) error {
	n := 0
	for _, v := range dst.Valid() {
		if v {
			n++
		}
	}
	return dst.Buffer("seen").Fill(n)
}
