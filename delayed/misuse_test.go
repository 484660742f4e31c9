package delayed_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// notInGo says why a misuse of the reference cannot be written here.
var notInGo = map[string]string{
	"no_buffers":              "Buffers is the one method of UDF: the compiler asks for it",
	"undeclared_param":        "parameters are fields of a struct: the compiler knows them; for text see TestParametersAreCheckedByName",
	"ctor_mismatch":           "a copy is made from the same parameter struct: names cannot differ",
	"unknown_executor":        "executors are values, not names",
	"cpus_inline":             "scheduler.Sync has no workers to count",
	"gpus_threads":            "scheduler.Local has no GPUs to count",
	"aux_dtype":               "auxiliary data has the dtype of its array and states no other",
	"com_analysis_inner_only": "the inner radius is a parameter beside the outer one, which then is the whole frame; inner ≥ outer is an error, see com_radii",
	"sparse_corr_shift":       "SparseParams has no zero shift",
}

// writing assigns values of the wrong shape to a view.
type writing struct{ sumOverSig }

func (writing) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return ndarray.CopyInto(out.Buffer("pixelsum"), ndarray.New(ndarray.Float32, 3))
}

// backed is a UDF whose backends are those given.
type backed struct {
	sumOverSig
	list []udf.Backend
}

func (b backed) Backends() []udf.Backend { return b.list }

// as is a check that an error, or one that it wraps, is an E.
func as[E error](t *testing.T, err error) {
	var e E
	require.ErrorAs(t, err, &e)
}

func is(want error) func(*testing.T, error) {
	return func(t *testing.T, err error) { require.ErrorIs(t, err, want) }
}

// misuse is a wrong use, and a check of the error that it gives; nil if it is
// none.
type misuse struct {
	do    func() error
	check func(*testing.T, error)
}

// run builds a run of one UDF, and run2 computes it too.
func run(u udf.UDF) func() error {
	return func() error { return second(delayed.Run(smallScan(), spec(u))) }
}

func run2(u udf.UDF) func() error {
	return func() error {
		_, err := must(delayed.Run(smallScan(), spec(u)))[0].Compute(context.Background(), scheduler.On(scheduler.Sync{}))
		return err
	}
}

func smallScan() *udf.Dataset { return memory(randomData(1, ndarray.Uint8, 2, 3, 4, 4)) }

// giving returns a UDF whose Results gives these arrays besides those of "a".
func giving(name string, a *ndarray.Array, omit bool) udf.UDF {
	decl := buffers{"a": udf.Nav(ndarray.Float32).ResultOnly(), "p": udf.Nav(ndarray.Float32).Private(), "b": udf.Nav(ndarray.Float32)}
	return merging{finishing{custom{decl, func(udf.View) (map[string]*ndarray.Array, error) {
		out := map[string]*ndarray.Array{"a": ndarray.New(ndarray.Float32, 6)}
		if omit {
			delete(out, "a")
		}
		if name != "" {
			out[name] = a
		}
		return out, nil
	}}}}
}

func masking(mask *ndarray.Array) udf.UDF {
	return merging{finishing{custom{buffers{"b": udf.Nav(ndarray.Float32)}, func(v udf.View) (map[string]*ndarray.Array, error) {
		v.Mask("b", mask)
		return nil, nil
	}}}}
}

func mergingAll(name string, d ndarray.DType, shape ...int) udf.UDF {
	return merges{custom{buffers: buffers{"a": udf.Sig(ndarray.Float32)}}, func(udf.Meta, []udf.Part) (map[string]*arrays.Array, error) {
		if name == "" {
			return nil, nil
		}
		return map[string]*arrays.Array{name: must(arrays.Zeros(shape, d, arrays.EveryAxis(arrays.Whole)))}, nil
	}}
}

func misuses() map[string]misuse {
	f32, one := ndarray.Float32, buffers{"a": udf.Nav(ndarray.Float32)}
	buffer, roi := as[*udf.BufferError], as[*udf.ROIError]
	bad := as[*udf.BadMethodError]
	only := func(at ...[]int) func() error { return func() error { return second(smallScan().Only(at...)) } }
	nothing := func(u udf.UDF) misuse { return misuse{run2(u), nil} }
	return map[string]misuse{
		"no_process":           {run(noProcess{}), is(udf.ErrNoMethod)},
		"no_merge_sig":         {run(custom{buffers: buffers{"a": udf.Sig(f32)}}), is(udf.ErrNoMerge)},
		"no_merge_sig_delayed": {run(custom{buffers: buffers{"a": udf.Sig(f32)}}), is(udf.ErrNoMerge)},
		"no_merge_single":      {run(custom{buffers: buffers{"a": udf.Single(f32)}}), is(udf.ErrNoMerge)},
		"no_merge_private_sig": {run(custom{buffers: buffers{"a": udf.Sig(f32).Private()}}), is(udf.ErrNoMerge)},
		"single_result_only_default_merge": nothing(finishing{custom{buffers{"n": udf.Nav(f32), "s": udf.Single(f32).ResultOnly()}, func(udf.View) (map[string]*ndarray.Array, error) {
			return map[string]*ndarray.Array{"s": ndarray.New(f32, 1)}, nil
		}}}),
		"unknown_kind":               {run(custom{buffers: buffers{"a": {Kind: 9, DType: f32}}}), buffer},
		"frame_wrong_shape":          {run2(writing{}), as[*ndarray.ShapeError]},
		"undeclared_result":          {run2(wrongName{}), as[*udf.UnknownBufferError]},
		"result_only_no_get_results": {run(custom{buffers: buffers{"a": udf.Nav(f32).ResultOnly()}}), is(udf.ErrNoResults)},
		"result_only_omitted":        {run(giving("", nil, true)), buffer},
		"private_returned":           {run(giving("p", ndarray.New(f32, 6), false)), buffer},
		"undeclared_returned":        {run(giving("zz", ndarray.New(f32, 6), false)), buffer},
		"dtype_kind":                 {run(giving("a", ndarray.New(ndarray.Int64, 6), false)), buffer},
		"dtype_wider":                nothing(giving("a", ndarray.New(ndarray.Float64, 6), false)),
		"bad_len":                    {run(giving("a", ndarray.New(f32, 5), false)), buffer},
		"roi_shape":                  {func() error { return second(smallScan().ROI(ndarray.New(ndarray.Bool, 5))) }, roi},
		"roi_same_size_other_shape":  {func() error { return second(smallScan().ROI(ndarray.New(ndarray.Bool, 3, 2))) }, nil},
		"roi_int":                    {func() error { return second(smallScan().ROI(ndarray.New(ndarray.Int32, 2, 3))) }, nil},
		"roi_mixed_truth": {func() error {
			return second(smallScan().Select(udf.Selection{At: []int{0, 0}, In: true}, udf.Selection{At: []int{0, 1}}))
		}, roi},
		"roi_oob":                {only([]int{2, 0}), roi},
		"roi_negative":           {only([]int{0, -1}), roi},
		"roi_empty_sequence":     {only(), roi},
		"roi_wrong_ndim_coord":   {only([]int{1}), roi},
		"empty_udf_list":         {func() error { return second(delayed.Run(smallScan())) }, is(udf.ErrNoUDFs)},
		"bad_method":             {run(choosing{custom{buffers: one}, 77}), bad},
		"method_not_implemented": {run(choosing{custom{buffers: one}, udf.ByTile}), bad},
		"bad_backend":            {run(backed{list: []udf.Backend{"tensor"}}), as[*udf.UnknownBackendError]},
		"no_common_backend": {func() error {
			return second(delayed.Run(must(smallScan().Backends(udf.CuPy)), builtins(4, 4)[0]))
		}, is(udf.ErrNoBackend)},
		"resources_conflict": {func() error {
			return second(udf.Resources([]udf.Spec{spec(backed{list: []udf.Backend{udf.CuPy}}), builtins(4, 4)[0]}))
		}, is(udf.ErrNoBackend)},
		"unknown_filetype": {func() error { return second(source.Open("scan.foo", source.Format("foo"))) }, is(source.ErrUnknownFormat)},
		"sync_offset_range": {func() error {
			return second(udf.FromSource(source.Memory{Data: ndarray.New(f32, 2, 2, 1, 1), Sync: 4}))
		}, as[*source.SyncError]},
		"merge_all_name":    {run(mergingAll("b", f32, 4, 4)), as[*udf.UnknownBufferError]},
		"merge_all_dtype":   {run(mergingAll("a", ndarray.Float64, 4, 4)), buffer},
		"merge_all_shape":   {run(mergingAll("a", f32, 4, 5)), buffer},
		"merge_all_missing": nothing(mergingAll("", f32)),
		"mask_shape":        {run(masking(ndarray.New(ndarray.Bool, 5))), buffer},
		"mask_dtype":        {run(masking(ndarray.New(f32, 6))), buffer},
		"repair_empty": {func() error {
			return second(udf.NewCorrections(udf.CorrectionImages{Excluded: must(ndarray.FromSlice([]bool{true, true}, 1, 2))}))
		}, as[*udf.RepairError]},
		"com_radii": {func() error { return second(stdudf.CoM.With(stdudf.CoMParams{R: 2, RI: 3})) }, as[*udf.UDFError]},
		"com_nav1": {func() error {
			return second(delayed.Run(memory(randomData(1, ndarray.Uint8, 6, 4, 4)), must(stdudf.CoM.With(stdudf.CoMParams{}))))
		}, as[*udf.UDFError]},
		"masks_shift_scipy": {func() error {
			return second(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Point(0, 0)}, Shifts: stdudf.Shifts{X: 1}, Sparse: "scipy.sparse"}))
		}, as[*udf.UDFError]},
		"update_in_cancel": {func() error {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			return second(delayed.Compute(ctx, must(delayed.Run(smallScan(), builtins(4, 4)[0]))))
		}, as[*udf.CancelledError]},
	}
}

func TestReferenceMisuseGivesNamedErrors(t *testing.T) {
	all := misuses()
	udfcases.List(t, "error_cases", func(_ string, c struct{ ID, Do string }) {
		t.Run(c.ID, func(t *testing.T) {
			m, ok := all[c.ID]
			if !ok {
				require.NotEmpty(t, notInGo[c.ID], "neither tried nor explained: %s", c.Do)
				return
			}
			err := m.do()
			if m.check == nil {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			m.check(t, err)
			require.NotContains(t, err.Error(), "\n")
		})
	})
}

func TestWiderResultsKeepTheirDType(t *testing.T) {
	lazy := must(delayed.Run(smallScan(), spec(giving("a", ndarray.New(ndarray.Float64, 6), false))))
	r := must(lazy[0].Compute(context.Background()))["a"]
	require.Equal(t, ndarray.Float64, r.Data.DType())
	require.Equal(t, ndarray.Float32, r.DType, "the declared one")
}

func TestReferenceLazyArraysThatAreNoDatasets(t *testing.T) {
	a := must(arrays.Zeros([]int{4, 4}, ndarray.Float32, arrays.EveryAxis(arrays.Whole)))
	for _, sig := range []int{-1, 0, 2, 3} {
		as[*udf.DatasetError](t, second(udf.FromArray(a, sig)))
	}
}
