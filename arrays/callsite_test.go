package arrays_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// here is the source line of its caller, as errors show it.
func here() string {
	_, file, line, _ := runtime.Caller(1)
	return fmt.Sprintf("arrays/%s:%d", file[strings.LastIndex(file, "/")+1:], line)
}

// hereBefore is a line above that of its caller.
func hereBefore(lines int) string {
	_, file, line, _ := runtime.Caller(1)
	return fmt.Sprintf("arrays/%s:%d", file[strings.LastIndex(file, "/")+1:], line-lines)
}

// mistake returns what was wrong, of an error that says at which line of a file
// of this package it was made.
func mistake(t *testing.T, err error, file string) error {
	t.Helper()
	at, ok := err.(*arrays.ExprError)
	require.True(t, ok, "%T: %v", err, err)
	require.Regexp(t, `^arrays/`+regexp.QuoteMeta(file)+`:\d+$`, at.Site)
	return at.Err
}

func TestChainErrorsSayWhereInTheChain(t *testing.T) {
	x, y := lazy(t, ramp(t, 3, 4), arrays.ChunkSize(2)), lazy(t, ramp(t, 5), arrays.ChunkSize(2))
	var e arrays.Expr
	z := e.Do(arrays.Mul, x, 2)
	z, line := e.Do(arrays.Add, z, y), here()
	e.One(arrays.Sqrt, z)
	var at *arrays.ExprError
	require.ErrorAs(t, e.Err, &at)
	require.Equal(t, line, at.Site)
	require.EqualError(t, e.Err, "arrays: add: got shape (5,), want one that broadcasts with (3, 4) (asked for at "+line+")")
	var shape *arrays.ShapeError
	require.ErrorAs(t, e.Err, &shape)
	require.Equal(t, []int{5}, shape.Got)
	require.Equal(t, []int{3, 4}, shape.Want)
}

func TestErrorsOfTheLibrarysOwnChainsNameTheOperation(t *testing.T) {
	x, y := lazy(t, ramp(t, 3, 4), arrays.ChunkSize(2)), lazy(t, ramp(t, 5), arrays.ChunkSize(2))
	_, err := arrays.IsClose(x, y, 0, 0, false)
	line := hereBefore(1)
	var at *arrays.ExprError
	require.ErrorAs(t, err, &at)
	require.Equal(t, line, at.Site, "the line of the program, not of the library")
	require.NotErrorAs(t, at.Err, &at)
	require.ErrorContains(t, err, "(3, 4)")
}

// TestErrorsOfFusedStepsNameKeyOpAndLine: wherever in a fused task something
// fails, the error is that of the step, as it is without fusion.
func TestErrorsOfFusedStepsNameKeyOpAndLine(t *testing.T) {
	ctx := context.Background()
	x := must(lazy(t, ramp(t, 3, 4), arrays.ChunkSize(2)).AsType(ndarray.Int64))
	failing := arrays.NewKernel("failing", func(context.Context, arrays.Block, []*ndarray.Array) (*ndarray.Array, error) {
		return nil, fmt.Errorf("out of ink")
	})
	wrong := arrays.NewKernel("wrong", func(context.Context, arrays.Block, []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.New(ndarray.Float32, 1), nil
	})
	for name, build := range map[string]func(x *arrays.Array) (*arrays.Array, string, string, string){
		"an op without a kernel": func(x *arrays.Array) (*arrays.Array, string, string, string) {
			y, line := must(arrays.Pow(x, lazy(t, must(ndarray.FromSlice([]int64{-1}, 1)), arrays.ChunkSize(1)))), here()
			return y, line, "gloam/arrays/binary", "integer to negative power -1"
		},
		"a kernel of the user": func(x *arrays.Array) (*arrays.Array, string, string, string) {
			y, line := must(arrays.MapBlocks(failing, arrays.MapSpec{}, x)), here()
			return y, line, "failing", "out of ink"
		},
		"a block of another shape and dtype": func(x *arrays.Array) (*arrays.Array, string, string, string) {
			y, line := must(arrays.MapBlocks(wrong, arrays.MapSpec{}, x)), here()
			return y, line, "wrong", "got float32 of shape (1,), want int64 of shape (2, 2)"
		},
	} {
		y, line, op, text := build(must(arrays.Mul(must(arrays.Add(x, 1)), 2)))
		z := must(must(arrays.Sub(must(arrays.Neg(y)), 3)).Sum())
		_, err := z.Compute(ctx, scheduler.On(scheduler.Sync{}))
		var task *graph.TaskError
		require.ErrorAs(t, err, &task, name)
		require.Equal(t, line, task.Site, name)
		require.Equal(t, op, task.Op, name)
		require.Equal(t, y.Layer().Key(0), task.Key, name)
		require.ErrorContains(t, err, text, name)
	}
}

// mistakeAs is errors.As.
func mistakeAs[E error](err error, to *E) bool { return errors.As(err, to) }
