package udf_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/blobfinder"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func TestWrongParametersNameBothValues(t *testing.T) {
	second := func(_ udf.Spec, err error) error { return err }
	for want, err := range map[string]error{
		"com: got radius -1 and inner radius 0, want at least 0":   second(stdudf.CoM.With(stdudf.CoMParams{R: -1})),
		`com: got regression "cubic", want none, mean or linear`:   second(stdudf.CoM.With(stdudf.CoMParams{Regression: "cubic"})),
		"masks: got none, want at least one":                       second(stdudf.ApplyMasks.With(stdudf.MasksParams{})),
		"fem: got radii 3 and 2, want 0 ≤ inner < outer":           second(stdudf.FEM.With(stdudf.FEMParams{RadIn: 3, RadOut: 2})),
		"peaks: got none, want at least one":                       second(blobfinder.FastCorrelation.With(blobfinder.FastParams{Pattern: blobfinder.Pattern{Kind: "circular", Radius: 3}})),
		"record: got no path, want that of an .npy file":           second(stdudf.Record.With(stdudf.RecordParams{})),
		"dtype: got int32, want a floating-point type":             second(stdudf.StdDev.With(stdudf.StdDevParams{DType: "int32"})),
		`mask: got "disk", want one like disk(cy,cx,r)`:            new(stdudf.Masks).UnmarshalText([]byte("disk")),
		`mask "disk(a,1,2)": got "a", want a number`:               new(stdudf.Masks).UnmarshalText([]byte("disk(a,1,2)")),
		`points: got "1;2", want (y,x)`:                            new(blobfinder.Points).UnmarshalText([]byte("(1;2)")),
		`pattern: got "disk", want kind(radius=6)`:                 new(blobfinder.Pattern).UnmarshalText([]byte("disk")),
		"crystallinity: got radii 5 and 2, want 0 ≤ inner ≤ outer": second(stdudf.Crystallinity.With(stdudf.CrystallinityParams{RadIn: 5, RadOut: 2})),
	} {
		var v *udf.ValueError
		require.ErrorAs(t, err, &v, want)
		require.Equal(t, want, v.Error())
		require.NotEmpty(t, v.Got)
		require.NotEmpty(t, v.Want)
	}
}

func TestOnlyAwaitedPartitionsAreMerged(t *testing.T) {
	ds, err := udf.FromSource(source.Memory{Data: ndarray.New(ndarray.Uint8, 2, 2, 2, 2)})
	require.NoError(t, err)
	ds, err = ds.Partitions(4)
	require.NoError(t, err)
	ds, err = ds.Except([]int{0, 1})
	require.NoError(t, err)
	spec, err := stdudf.Sum.With(stdudf.SumParams{})
	require.NoError(t, err)
	run, err := udf.NewRun(ds, []udf.Spec{spec})
	require.NoError(t, err)
	m, err := run.StartMerging()
	require.NoError(t, err)
	list, err := run.Partition(t.Context(), 0, nil)
	require.NoError(t, err)
	require.NoError(t, m.Add(0, list))
	for at, want := range map[int]string{
		0:  "udf: partition to merge: got 0, want one that is not merged yet",
		1:  "udf: partition to merge: got 1, want one of the 3 with selected positions",
		-1: "udf: partition to merge: got -1, want one of the 3 with selected positions",
		4:  "udf: partition to merge: got 4, want one of the 3 with selected positions",
	} {
		err := m.Add(at, list)
		var v *udf.ValueError
		require.ErrorAs(t, err, &v)
		require.EqualError(t, err, want)
	}
	err = m.Add(2, nil)
	require.EqualError(t, err, "udf: result of a partition: got 0 buffers, want 1")
}

func TestBytesThatAreNoRunAreAFormatError(t *testing.T) {
	for _, b := range [][]byte{nil, {0x81}, {0x80}, []byte("text")} {
		_, err := udf.DecodeRun(b)
		var f *udf.FormatError
		require.ErrorAs(t, err, &f, "%q", b)
		require.Equal(t, "run", f.What)
	}
}

func ExampleBadValue() {
	err := error(&udf.UDFError{UDF: "example.com/rings", Err: udf.BadValue("radius", "more than 0", "%g", -1.0)})
	fmt.Println(err)
	var v *udf.ValueError
	fmt.Println(errors.As(err, &v), v.Got)
	// Output:
	// udf: example.com/rings: radius: got -1, want more than 0
	// true -1
}
