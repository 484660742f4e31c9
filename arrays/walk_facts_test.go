package arrays_test

import (
	"slices"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
)

// facts are calls that give no array.
var facts = []visit{
	{"ndim", (*arrays.Array).NDim, list{in("f4")}},
	{"size", (*arrays.Array).Size, list{in("e8")}},
	{"nbytes", (*arrays.Array).NBytes, list{in("c8")}},
	{"chunks", (*arrays.Array).Chunks, list{cutBy(in("f8"), oddCuts)}},
	{"string", (*arrays.Array).String, list{cutBy(entire("f8"), byThree)}},
	{"name", (*arrays.Array).Name, list{do(arrays.Arange, 0.0, 2.0, 1.0, ndarray.Int8, byTwo)}},
	{"normalize", arrays.NormalizeChunks, list{[]int{5, 0}, arrays.PerAxis(arrays.Size(2), arrays.Whole), ndarray.Int8, [][]int(nil)}},
}

func TestReferenceWalkOfFacts(t *testing.T) {
	wants := map[string]any{
		"ndim": 3, "size": 0, "nbytes": int64(4 * 5 * 8), "chunks": [][]int{{3, 1}, {1, 4}},
		"string":    "gloam.Array<rechunk, shape=(4, 5), dtype=float64, chunksize=(3, 3)>",
		"name":      must(arrays.Arange(0, 2, 1, ndarray.Int8, byTwo)).Name(),
		"normalize": [][]int{{2, 2, 1}, {0}},
	}
	for _, path := range golden.Files(t, walkPath) {
		file, err := ndarray.OpenNPZ(path)
		require.NoError(t, err)
		for _, f := range facts {
			require.Equal(t, wants[f.name], walk{t, file, cuts["uneven"], scheduler.Sync{}}.results(f.call, f.args)[0].Interface(), f.name)
		}
		require.NoError(t, file.Close())
	}
}

var storeVisits = []visit{
	{"compute", arrays.Compute, list{do(background), several{in("i4"), in("p1")}}},
	{"compute-one", (*arrays.Array).Compute, list{in("c16"), do(background), do(scheduler.On, scheduler.Executor(scheduler.Sync{}))}},
	{"persist", arrays.Persist, list{do(background), several{in("i4"), in("p1")}}},
	{"persist-one", (*arrays.Array).Persist, list{in("f4"), do(background)}},
	{"store", written, list{do(arrays.Store, do(background), do(itemsOf, do(itemTo, in("f8"), walkTarget))), walkTarget}},
	{"stored", (*arrays.Stored).Array, list{do(arrays.StoreItem.Lazy, do(itemTo, do(arrays.Neg, in("f8")), walkTarget))}},
	{"reread", arrays.StoreItem.Reread, list{do(itemTo, in("f8"), walkTarget)}},
}

// walkTarget is made once; blocks are written under a lock.
var (
	walkTarget = once(arrays.Locked, do(arrays.DenseTarget, walkStored))
	walkStored = ndarray.New(ndarray.Float64, 4, 5)
)

func written(struct{}, arrays.Target) *ndarray.Array { return walkStored.Copy() }

func itemTo(a *arrays.Array, to arrays.Target) arrays.StoreItem {
	return arrays.StoreItem{Array: a, Target: to}
}

func itemsOf(items ...arrays.StoreItem) []arrays.StoreItem { return items }

// A law is a visit whose array is drawn: the reference has points and the
// distribution function there.
const lawSize = 20000

var drawnChunks = arrays.ChunkSize(7000)

func law(name string, call any, params ...any) visit {
	return visit{"law-" + name, call, slices.Concat(list{do(arrays.NewGenerator, uint64(11))}, params, list{[]int{lawSize}, drawnChunks})}
}

var laws = []visit{
	law("uniform", (*arrays.Generator).Uniform, -1.0, 2.0),
	law("normal", (*arrays.Generator).Normal, 1.0, 2.0),
	law("exponential", (*arrays.Generator).Exponential, 3.0),
	law("lognormal", (*arrays.Generator).LogNormal, 0.2, 0.5),
	law("laplace", (*arrays.Generator).Laplace, 1.0, 2.0),
	law("logistic", (*arrays.Generator).Logistic, 1.0, 2.0),
	law("gumbel", (*arrays.Generator).Gumbel, 1.0, 2.0),
	law("rayleigh", (*arrays.Generator).Rayleigh, 2.0),
	law("weibull", (*arrays.Generator).Weibull, 1.5),
	law("pareto", (*arrays.Generator).Pareto, 3.0),
	law("power", (*arrays.Generator).Power, 2.5),
	law("cauchy", (*arrays.Generator).Cauchy),
	law("gamma", (*arrays.Generator).Gamma, 0.7, 2.0),
	law("beta", (*arrays.Generator).Beta, 2.0, 0.5),
	law("chisquare", (*arrays.Generator).ChiSquare, 3.0),
	law("studentt", (*arrays.Generator).StudentT, 4.0),
	law("binomial", (*arrays.Generator).Binomial, 12, 0.3),
	law("geometric", (*arrays.Generator).Geometric, 0.3),
	law("integers", (*arrays.Generator).Integers, -3, 5),
	law("poisson", (*arrays.Generator).Poisson, 4.0),
	law("manypoisson", (*arrays.Generator).Poisson, 400.0),
	law("choice", (*arrays.Generator).Choice, []float64{0.2, 0.5, 0.3}),
	{"law-noise", (*arrays.Generator).Noise, list{do(arrays.NewGenerator, uint64(11)), do(arrays.Full, []int{lawSize}, 2.5, ndarray.Float64, drawnChunks)}},
	{"law-permutation", (*arrays.Generator).Permutation, list{do(arrays.NewGenerator, uint64(11)), do(arrays.Arange, 0.0, float64(lawSize), 1.0, ndarray.Float64, drawnChunks), -1}},
}

// TestReferenceWalkOfLaws compares how many numbers lie below some points with
// SciPy's distribution functions.
func TestReferenceWalkOfLaws(t *testing.T) {
	for _, path := range golden.Files(t, walkPath) {
		file, err := ndarray.OpenNPZ(path)
		require.NoError(t, err)
		w := walk{t, file, cuts["whole"], scheduler.Sync{}}
		for _, v := range laws {
			x := w.arraysOf(w.results(v.call, v.args)[0])[0]
			require.Equal(t, []int{lawSize}, x.Shape(), v.name)
			points := must(ndarray.Float64s(must(file.Load("out." + v.name + ".0"))))
			parts := must(ndarray.Float64s(must(file.Load("out." + v.name + ".1"))))
			for i, p := range points {
				below := compute(t, must(must(arrays.LessEqual(x, p)).Mean()))
				require.InDelta(t, parts[i], below.Item(), 0.02, "%s up to %v", v.name, p)
			}
		}
		require.NoError(t, file.Close())
	}
}
