package udf_test

import (
	"context"
	"fmt"
	"log"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
	"github.com/stretchr/testify/require"
)

// profiled runs UDFs over 4 partitions of 6 frames of 32 by 32 pixels and
// returns what was measured.
func profiled(t *testing.T, change func(*udf.Dataset) (*udf.Dataset, error), specs ...udf.Spec) map[string]udf.ProfileEntry {
	ds, err := udf.FromSource(source.Synthetic{NY: 4, NX: 6, KY: 32, KX: 32, Seed: 1, Dose: 64})
	require.NoError(t, err)
	ds, err = ds.Partitions(4)
	require.NoError(t, err)
	ds, err = change(ds)
	require.NoError(t, err)
	var p udf.Profile
	for _, e := range []scheduler.Executor{scheduler.Sync{}, scheduler.NewLocal(scheduler.Workers(3))} {
		lazy, err := delayed.Run(ds, specs...)
		require.NoError(t, err)
		_, err = delayed.Compute(udf.WithProfile(context.Background(), &p), lazy, scheduler.On(e))
		require.NoError(t, err)
	}
	out := map[string]udf.ProfileEntry{}
	last := udf.StageRead
	for _, e := range p.Entries() {
		require.GreaterOrEqual(t, e.Stage, last)
		last = e.Stage
		require.LessOrEqual(t, e.Mean(), e.Max)
		require.LessOrEqual(t, e.Max, e.Total)
		out[e.Stage.String()+" "+e.UDF] = e
	}
	return out
}

func TestProfileCountsTilesAndBytes(t *testing.T) {
	sum, err := stdudf.SumSig.With(struct{}{})
	require.NoError(t, err)
	dev, err := stdudf.StdDev.With(stdudf.StdDevParams{})
	require.NoError(t, err)
	got := profiled(t, func(d *udf.Dataset) (*udf.Dataset, error) { return d.TileShape(3, 32, 16) }, sum, dev)
	const runs, blocks, tiles = 2, 8, 16
	read := got["read "]
	require.EqualValues(t, runs*blocks, read.Calls)
	require.EqualValues(t, runs*24*32*32*2, read.Bytes)
	require.Positive(t, read.Rate())
	for _, name := range []string{sum.Name(), dev.Name()} {
		require.EqualValues(t, runs*tiles, got["process "+name].Calls, name)
		require.EqualValues(t, runs*4, got["prepare "+name].Calls, name)
	}
	require.Positive(t, got["merge "+dev.Name()].Calls)
	require.EqualValues(t, runs, got["finish "+dev.Name()].Calls)
	require.NotContains(t, got, "merge "+sum.Name())
}

func TestProfileTellsCorrectionsAndConversions(t *testing.T) {
	spec, err := Count.With(CountParams{Threshold: 1})
	require.NoError(t, err)
	got := profiled(t, func(d *udf.Dataset) (*udf.Dataset, error) { return d, nil }, spec)
	require.EqualValues(t, 2*24*32*32*2, got["convert "].Bytes)
	dark := ndarray.New(ndarray.Float32, 32, 32)
	c, err := udf.NewCorrections(udf.CorrectionImages{Dark: dark})
	require.NoError(t, err)
	got = profiled(t, func(d *udf.Dataset) (*udf.Dataset, error) { return d.Corrected(c) }, spec)
	require.EqualValues(t, 2*24*32*32*2, got["correct "].Bytes)
}

func TestStagesHaveNames(t *testing.T) {
	require.Equal(t, "postprocess", udf.StagePostprocess.String())
	require.Equal(t, "unknown", udf.Stage(99).String())
	require.Zero(t, udf.ProfileEntry{}.Mean())
	require.Zero(t, udf.ProfileEntry{}.Rate())
}

// A profile tells how often and how long each stage was at work.
func ExampleWithProfile() {
	ds, err := udf.FromSource(source.Synthetic{NY: 4, NX: 6, KY: 32, KX: 32, Seed: 1, Dose: 64})
	if err != nil {
		log.Fatal(err)
	}
	if ds, err = ds.Partitions(3); err != nil {
		log.Fatal(err)
	}
	spec, err := Count.With(CountParams{Threshold: 25})
	if err != nil {
		log.Fatal(err)
	}
	lazy, err := delayed.Run(ds, spec)
	if err != nil {
		log.Fatal(err)
	}
	var p udf.Profile
	if _, err := lazy[0].Compute(udf.WithProfile(context.Background(), &p)); err != nil {
		log.Fatal(err)
	}
	for _, e := range p.Entries() {
		fmt.Printf("%s %s: %d calls, %d bytes\n", e.Stage, e.UDF, e.Calls, e.Bytes)
	}
	// Output:
	// read : 3 calls, 49152 bytes
	// convert : 3 calls, 49152 bytes
	// prepare example.com/count: 3 calls, 0 bytes
	// process example.com/count: 3 calls, 98304 bytes
	// merge example.com/count: 3 calls, 0 bytes
}
