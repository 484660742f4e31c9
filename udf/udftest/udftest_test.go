package udftest_test

import (
	"context"
	"math"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
	"github.com/gloam-go/gloam/udf/udftest"
	"github.com/stretchr/testify/require"
)

type buffers = map[string]udf.Buffer

// local makes a spec of a UDF of this file.
func local(name string, u func() udf.UDF) udf.Spec {
	return udf.InProcess(name, func() (udf.UDF, error) { return u(), nil })
}

// pixelSum is right: one sum for each position, and one for each pixel.
type pixelSum struct{}

func (pixelSum) Buffers(udf.Meta) buffers {
	return buffers{"nav": udf.Nav(ndarray.Float64), "sig": udf.Sig(ndarray.Float64)}
}

func (pixelSum) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	v, err := ndarray.Float64s(frame)
	if err != nil {
		return err
	}
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	if err := out.Buffer("nav").Fill(sum); err != nil {
		return err
	}
	return ndarray.AddInto(out.Buffer("sig"), frame)
}

func (pixelSum) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("sig"), src.Buffer("sig"))
}

// counting shares a counter between all partitions and runs.
type counting struct {
	pixelSum
	seen *atomic.Int64
}

func (c counting) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return out.Buffer("nav").Fill(float64(c.seen.Add(1)))
}

// remembering adds to what it has seen since its factory was called.
type remembering struct {
	pixelSum
	before float64
}

func (r *remembering) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	v, err := ndarray.Float64s(frame)
	if err != nil {
		return err
	}
	r.before += v[0]
	return out.Buffer("nav").Fill(r.before)
}

// tileShape answers with the number of pixels of the last tile.
type tileShape struct{}

func (tileShape) Buffers(udf.Meta) buffers { return buffers{"nav": udf.Nav(ndarray.Int64)} }
func (tileShape) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	return out.Buffer("nav").Fill(tile.Size() / tile.Shape()[0])
}

// overwriting keeps the last tile of a position instead of adding up.
type overwriting struct{}

func (overwriting) Buffers(udf.Meta) buffers { return buffers{"nav": udf.Nav(ndarray.Float64)} }
func (overwriting) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	axes := []int{}
	for i := 1; i < tile.NDim(); i++ {
		axes = append(axes, i)
	}
	sum, err := ndarray.Reduce(ndarray.Sum, tile, axes, false)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(out.Buffer("nav"), sum)
}

// writing modifies its input.
type writing struct{ pixelSum }

func (w writing) ProcessFrame(ctx context.Context, frame *ndarray.Array, out udf.View) error {
	if err := w.pixelSum.ProcessFrame(ctx, frame, out); err != nil {
		return err
	}
	return frame.Fill(0)
}

// unmerged has a buffer for the whole scan and no way to merge it.
type unmerged struct{}

func (unmerged) Buffers(udf.Meta) buffers { return buffers{"sig": udf.Sig(ndarray.Float64)} }
func (unmerged) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	return ndarray.AddInto(out.Buffer("sig"), frame)
}

// lastWins merges by forgetting what was there.
type lastWins struct{ unmerged }

func (lastWins) Merge(dst, src udf.View) error {
	return ndarray.CopyInto(dst.Buffer("sig"), src.Buffer("sig"))
}

// unequalMerge claims to be associative and is not.
type unequalMerge struct{ unmerged }

func (unequalMerge) Merge(dst, src udf.View) error {
	s, err := ndarray.Sub(src.Buffer("sig"), dst.Buffer("sig"))
	if err != nil {
		return err
	}
	return ndarray.CopyInto(dst.Buffer("sig"), s)
}
func (unequalMerge) MergeIsAssociative() bool { return true }

// lists keeps a list for each position.
type lists struct{ perPartition bool }

func (lists) Buffers(udf.Meta) buffers { return buffers{"list": udf.Nav(ndarray.Object)} }
func (l lists) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	v, err := ndarray.Float64s(frame)
	if err != nil {
		return err
	}
	list := []any{v[0], "a"}
	if l.perPartition {
		list = append(list, float64(out.Slice().Frames))
	}
	o, err := out.Buffer("list").Objects()
	if err == nil {
		o[0] = list
	}
	return err
}

// perPartition tells how many frames came with this one.
type perPartition struct{}

func (perPartition) Buffers(udf.Meta) buffers { return buffers{"list": udf.Nav(ndarray.Object)} }
func (perPartition) ProcessPartition(_ context.Context, part *ndarray.Array, out udf.View) error {
	o, err := out.Buffer("list").Objects()
	for i := range o {
		o[i] = []any{float64(part.Shape()[0])}
	}
	return err
}

func TestRightUDFsPass(t *testing.T) {
	udftest.Check(t, local("test/pixelsum", func() udf.UDF { return pixelSum{} }))
	udftest.Check(t, local("test/lists", func() udf.UDF { return lists{} }))
	for _, f := range []*udf.Factory[struct{}]{stdudf.SumSig, stdudf.NoOp, stdudf.LogSum, stdudf.Pick} {
		spec, err := f.With(struct{}{})
		require.NoError(t, err)
		udftest.Check(t, spec)
	}
}

func TestRightUDFsWithParametersPass(t *testing.T) {
	sum, err := stdudf.Sum.With(stdudf.SumParams{})
	require.NoError(t, err)
	udftest.Check(t, sum, udftest.Scan([]int{7}, []int{3, 4, 2}))
	dev, err := stdudf.StdDev.With(stdudf.StdDevParams{})
	require.NoError(t, err)
	udftest.Check(t, dev, udftest.DTypes(ndarray.Float64, ndarray.Uint16), udftest.Tolerance(1e-4, 1e-3))
	com, err := stdudf.CoM.With(stdudf.CoMParams{R: 3})
	require.NoError(t, err)
	udftest.Check(t, com)
	data, err := ndarray.FromSlice([]float32{1, 2, 3, float32(math.NaN()), 5, 6, 7, 8}, 2, 2, 2)
	require.NoError(t, err)
	udftest.Check(t, sum, udftest.Data(data, 2))
}

func TestStateSharedAcrossPartitionsIsCaught(t *testing.T) {
	var seen atomic.Int64
	err := udftest.Verify(t.Context(), local("test/counting", func() udf.UDF { return counting{seen: &seen} }))
	var d *udftest.Disagreement
	require.ErrorAs(t, err, &d)
	require.Equal(t, "nav", d.Result)
	require.Equal(t, []int{0, 0}, d.Position)
	require.Equal(t, 13.0, d.Got)
	require.Equal(t, 1.0, d.Want)
	require.ErrorContains(t, err, "the same before")
}

func TestStateKeptBetweenFramesIsCaught(t *testing.T) {
	err := udftest.Verify(t.Context(), local("test/remembering", func() udf.UDF { return &remembering{} }))
	var d *udftest.Disagreement
	require.ErrorAs(t, err, &d)
	require.ErrorContains(t, err, "2 partitions")
}

func TestDependenceOnTileShapeIsCaught(t *testing.T) {
	for name, u := range map[string]udf.UDF{"shape": tileShape{}, "overwriting": overwriting{}} {
		err := udftest.Verify(t.Context(), local("test/"+name, func() udf.UDF { return u }))
		var d *udftest.Disagreement
		require.ErrorAs(t, err, &d)
		require.Equal(t, "nav", d.Result)
		require.Contains(t, d.How, "tiles of 2 frames of (3, 3)")
	}
}

func TestAModifiedTileIsCaught(t *testing.T) {
	err := udftest.Verify(t.Context(), local("test/writing", func() udf.UDF { return writing{} }))
	var m *udftest.ModifiedError
	require.ErrorAs(t, err, &m)
	require.Equal(t, float32(0), m.Got)
	require.Contains(t, m.How, "float32 data")
}

func TestAMissingMergeIsCaught(t *testing.T) {
	err := udftest.Verify(t.Context(), local("test/unmerged", func() udf.UDF { return unmerged{} }))
	require.ErrorIs(t, err, udf.ErrNoMerge)
	var r *udftest.RunError
	require.ErrorAs(t, err, &r)
}

func TestAWrongMergeIsCaught(t *testing.T) {
	for name, u := range map[string]udf.UDF{"last wins": lastWins{}, "unequal": unequalMerge{}} {
		var d *udftest.Disagreement
		require.ErrorAs(t, udftest.Verify(t.Context(), local("test/"+name, func() udf.UDF { return u })), &d)
		require.Equal(t, "sig", d.Result)
	}
}

func TestDifferentListsAreCaught(t *testing.T) {
	var d *udftest.Disagreement
	require.ErrorAs(t, udftest.Verify(t.Context(), local("test/partition", func() udf.UDF { return perPartition{} })), &d)
	require.Equal(t, []any{12.0}, d.Want)
}

// numbered has a parameter that is another one each time it is decoded.
var numbered = udf.Register("gloam-test/numbered", func(p numberedParams) (udf.UDF, error) {
	return constant{int(p.Number)}, nil
}, udf.Unlisted())

type numberedParams struct{ Number number }

type number int

var decoded number

func (number) MarshalMsgpack() ([]byte, error) { return []byte{1}, nil }
func (n *number) UnmarshalMsgpack([]byte) error {
	decoded++
	*n = decoded
	return nil
}

type constant struct{ value int }

func (constant) Buffers(udf.Meta) buffers { return buffers{"nav": udf.Nav(ndarray.Int64)} }
func (c constant) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return out.Buffer("nav").Fill(c.value)
}

func TestParametersThatChangeOnTheWayAreCaught(t *testing.T) {
	spec, err := numbered.With(numberedParams{})
	require.NoError(t, err)
	var d *udftest.Disagreement
	require.ErrorAs(t, udftest.Verify(t.Context(), spec), &d)
	require.Contains(t, d.How, "after encoding and decoding")
}

func TestUnusableDataIsAnError(t *testing.T) {
	spec, err := stdudf.SumSig.With(struct{}{})
	require.NoError(t, err)
	for _, o := range []udftest.Option{
		udftest.Scan(nil, []int{2, 2}), udftest.Scan([]int{2}, nil), udftest.Scan([]int{0}, []int{2}),
		udftest.Data(ndarray.New(ndarray.Float32, 2, 2), 3), udftest.Data(ndarray.New(ndarray.Float32, 2, 2), -1),
		udftest.Data(ndarray.New(ndarray.Float32, 2, 2), 2),
	} {
		var r *udftest.RunError
		require.ErrorAs(t, udftest.Verify(t.Context(), spec, o), &r)
	}
}

func TestCheckFailsTheTest(t *testing.T) {
	r := &recorder{TB: t}
	udftest.Check(r, local("test/shape", func() udf.UDF { return tileShape{} }))
	require.Contains(t, r.text, "test/shape")
	udftest.Check(t, local("test/pixelsum", func() udf.UDF { return pixelSum{} }))
}

// recorder keeps what a check reports.
type recorder struct {
	testing.TB
	text string
}

func (r *recorder) Error(args ...any) { r.text = strings.TrimSpace(args[0].(error).Error()) }

func TestACancelledCheckStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := udftest.Verify(ctx, local("test/pixelsum", func() udf.UDF { return pixelSum{} }))
	require.ErrorIs(t, err, context.Canceled)
}
